"""Splitters."""

import numpy as np

from .names import SPLITTERS, pick


def draw_splitter(d):
    """Name, params, groups and folds."""
    rng, c, f, n = d.rng, d.c, d.f, d.n
    # splitter
    data = {"target": "y"}
    if c.weights is not None:
        data["weight"] = "w"
    c.groups = c.fold = None
    smallest = min(np.bincount(c.y[:n])) if c.task == "classification" else n
    name = pick(rng, SPLITTERS)
    if c.task == "regression" and "Stratified" in name:
        name = "KFold"
    if name in ("LeaveOneOut", "LeavePOut") and (n > 24 or f in ("Calibration", "ml-pca")):
        name = pick(rng, ["KFold", "ShuffleSplit", "RepeatedKFold"])
    k = rng.randint(2, 6)
    seed_param = {"random_state": int(rng.randint(1000))} if rng.rand() < 0.6 else {}
    sp = {}
    if name in ("KFold", "StratifiedKFold"):
        sp = {"n_splits": k}
        if rng.rand() < 0.5:
            sp |= {"shuffle": True} | seed_param
        if name == "StratifiedKFold":
            sp["n_splits"] = int(max(2, min(k, smallest)))
    elif name.startswith("Repeated"):
        sp = {"n_splits": int(max(2, min(k, smallest))), "n_repeats": 2} | seed_param
    elif name == "GroupKFold":
        sp = {"n_splits": k}
    elif name == "StratifiedGroupKFold":
        sp = {"n_splits": int(max(2, min(3, smallest)))}
        if rng.rand() < 0.5:
            sp |= {"shuffle": True} | seed_param
    elif name in ("ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit"):
        sp = {"n_splits": k} | seed_param
        if rng.rand() < 0.6 or name == "StratifiedShuffleSplit":
            sp["test_size"] = {"fraction": float(pick(rng, [0.3, 0.4, 0.5]))}
        if rng.rand() < 0.2:
            sp["train_size"] = 0.5
    elif name == "LeavePOut":
        sp = {"p": 2} if n <= 13 else {"p": 1}
    elif name == "LeavePGroupsOut":
        sp = {"n_groups": int(pick(rng, [1, 2]))}
    elif name == "TimeSeriesSplit":
        sp = {"n_splits": int(min(k, 4))}
        if rng.rand() < 0.3:
            sp["gap"] = 1
        if rng.rand() < 0.3:
            sp["max_train_size"] = int(n // 2)
    if "Group" in name:
        m = rng.randint(6, 9)
        codes = rng.randint(0, m, n)
        codes[:m] = np.arange(m)
        style = rng.randint(3)
        c.groups = [("g%d" % g if style == 0 else int(g * 7 - 3) if style == 1 else "%s" % "zyxwvutsr"[g]) for g in codes]
        data["group"] = "grp"
    if name == "PredefinedSplit":
        c.fold = rng.randint(-1 if rng.rand() < 0.4 else 0, 3, n)
        c.fold[:3] = [0, 1, 2]
        data["fold"] = "fold"
    c.splitter = (name, sp)
    many = name in ("LeaveOneOut", "LeavePOut")
    d.data, d.name, d.k, d.sp, d.many, d.smallest = data, name, k, sp, many, smallest
