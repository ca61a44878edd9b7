"""Metrics, the size of the grid, and the grid file."""

import math

import numpy as np

from .names import BINARY_METRICS, LABEL_METRICS, PROBA_METRICS, SCORE_METRICS, VALUE_METRICS, pick


def draw_metrics(d):
    """One, or several with a refit."""
    rng, c, whole = d.rng, d.c, d.whole
    # metrics
    if c.task == "classification":
        pool = LABEL_METRICS * 1
        if c.K == 2:
            pool = pool + BINARY_METRICS * 2 + SCORE_METRICS * 3
        pool = pool + PROBA_METRICS * 3
        if not whole:
            pool = [x for x in pool if not x.startswith("roc_auc_ovo")]
    else:
        pool = [x for x in VALUE_METRICS if whole or x not in ("d2_absolute_error_score", "neg_median_absolute_error")]
    chosen = []
    for i in rng.permutation(len(pool)):
        if pool[i] not in chosen:
            chosen.append(pool[i])
        if len(chosen) >= rng.randint(2, 7):
            break
    safe = (
        pick(rng, ["accuracy", "balanced_accuracy", "f1_macro"])
        if c.task == "classification"
        else pick(rng, ["neg_mean_squared_error", "neg_mean_absolute_error"])
    )
    if safe not in chosen:
        chosen.append(safe)
    params = {}
    for x in chosen:
        if x == "top_k_accuracy":
            params[x] = {"k": int(rng.randint(1, c.K + 1)) if c.K > 2 else 1}
        if x.startswith("fbeta"):
            params[x] = {"beta": float(pick(rng, [0.5, 2]))}
        if x == "balanced_accuracy" and rng.rand() < 0.3:
            params[x] = {"adjusted": True}
        if x == "cohen_kappa":
            params[x] = {"weights": pick(rng, [None, "linear", "quadratic"])}
        if "tweedie" in x:
            params[x] = {"power": pick(rng, [0, 0, 1, 1.5, 2, 3])}
        if "pinball" in x:
            params[x] = {"alpha": pick(rng, [0.1, 0.5, 0.8])}
        if x == "neg_brier_score" and rng.rand() < 0.3:
            params[x] = {"scale_by_half": pick(rng, [True, False, "auto"])}
        if x in ("neg_log_loss", "d2_log_loss_score", "d2_brier_score") and rng.rand() < 0.4:
            params[x] = {"labels": "all"}
        if x in BINARY_METRICS + ["average_precision"] and rng.rand() < 0.3:
            params[x] = {"pos_label": c.labels[0]}
    c.metrics = {x: params.get(x, {}) for x in chosen}
    if rng.rand() < 0.3:
        only = safe if rng.rand() < 0.5 else chosen[0]
        c.metrics = {only: params.get(only, {})}
        c.single = only
    else:
        c.single = None
    c.refit = pick(rng, list(c.metrics)) if rng.rand() < 0.5 else (safe if safe in c.metrics else list(c.metrics)[0])


def how_many(d):
    """The number of splits."""
    name, sp, groups = d.name, d.sp, len(set(d.c.groups or []))
    if name in ("LeaveOneOut", "LeavePOut"):
        return math.comb(d.n, sp.get("p", 1))
    if name in ("LeaveOneGroupOut", "LeavePGroupsOut"):
        return math.comb(groups, sp.get("n_groups", 1))
    return sp.get("n_splits", 5) * sp.get("n_repeats", 1)


def most_fits(d):
    """What the references take a second or two for."""
    models = " ".join(str(cls) for _, cls, _ in d.steps) + str(d.grid.get("model", ""))
    slow = any(x in models for x in ("LogisticRegression", "SVC", "Calibration"))
    return (40 if d.c.K > 2 else 60) if slow else 160


def draw_shape(d):
    """Few enough fits, some lists of grids, aggregate and seeds."""
    rng, c, f, steps, grid, name, sp, many = d.rng, d.c, d.f, d.steps, d.grid, d.name, d.sp, d.many
    # shape of the grid
    count = int(np.prod([len(v) for v in grid.values()])) if grid else 1
    limit = min(6 if many or f in ("Calibration", "ml-pca") else 24, max(2, most_fits(d) // how_many(d)))
    keys = list(grid)
    while count > limit:
        longest = max(keys, key=lambda key: len(grid[key]))
        grid[longest] = grid[longest][:-1]
        count = int(np.prod([len(v) for v in grid.values()]))
    grids = grid
    if rng.rand() < 0.15 and len(grid) > 1 and "model" not in grid:
        keys = list(grid)
        grids = [{key: grid[key] for key in keys}, {keys[0]: grid[keys[0]][:1]}]
    c.steps, c.grids = steps, grids
    c.aggregate = "rows" if rng.rand() < 0.1 else "mean"
    c.train_scores = bool(rng.rand() < 0.15) and not many
    c.random_state = int(rng.randint(100)) if rng.rand() < 0.4 else 0
    needs_seed = name in ("RepeatedKFold", "RepeatedStratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit") or sp.get("shuffle")
    c.ref_splitter = (name, sp | ({"random_state": sp.get("random_state", c.random_state)} if needs_seed else {}))
    d.grids = grids


def draw_file(d):
    """The grid file for the product."""
    rng, c, steps, grid, grids, name, sp, data, k, smallest = d.rng, d.c, d.steps, d.grid, d.grids, d.name, d.sp, d.data, d.k, d.smallest

    # the grid file
    def step_json(name, cls, params):
        if isinstance(cls, list):
            return {name: {"union": [{b: {"columns": cols} | ({"steps": [step_json(*s) for s in inner]} if inner else {})} for b, cols, inner in cls]}}
        return {name: {cls: params} if params else cls}

    doc = {"data": data, "task": c.task, "pipeline": [step_json(*s) for s in steps]}
    if grid:
        doc["param_grid"] = grids
    if name == "int":
        c.int_cv = int(max(2, min(k, smallest)))
        doc["cv"] = c.int_cv
        c.ref_splitter = ("StratifiedKFold" if c.task == "classification" else "KFold", {"n_splits": c.int_cv})
    else:
        doc["cv"] = {name: sp}
    if c.single:
        doc["scoring"] = c.single if not c.metrics[c.single] else {c.single: {c.single: c.metrics[c.single]}}
        c.multi = bool(c.metrics[c.single])
    else:
        c.multi = True
        doc["scoring"] = {x: ({x: c.metrics[x]} if c.metrics[x] else x) for x in c.metrics} if any(c.metrics.values()) else list(c.metrics)
    if c.multi or rng.rand() < 0.5:
        doc["refit"] = c.refit
    if c.aggregate == "rows":
        doc["aggregate"] = "rows"
    if c.train_scores:
        doc["return_train_score"] = True
    if c.random_state:
        doc["random_state"] = c.random_state
    c.grid = doc
