"""What the harness grew by: each a kind of search that found a fault once. A growth may change each stage of a draw after it was drawn."""

import math

import numpy as np

from .names import pick, some

CHEAP = ["KNeighborsClassifier", "GaussianNB", "LinearDiscriminantAnalysis", "BernoulliNB", "DummyClassifier"]
# name: (weight, the estimators it is tried with)
GROWTHS = {
    "equal": (3, [*CHEAP, "LogisticRegression", "Ridge", "KNeighborsRegressor"]),
    "ties": (4, ["KNeighborsClassifier", "KNeighborsClassifier", "BernoulliNB", "GaussianNB", "LinearDiscriminantAnalysis"]),
    "rows": (2, ["KNeighborsClassifier", "GaussianNB", "LogisticRegression", "DummyClassifier", "Ridge"]),
    "groups": (3, [*CHEAP, "LogisticRegression"]),
    "ratio": (4, ["LogisticRegression"]),
    "separable": (2, ["LogisticRegression"]),
    "scale": (3, ["OneHotEncoder", "TableVectorizer", "LinearRegression"]),
    "idle": (2, ["LogisticRegression", "SVC", "SGDClassifier", "DummyClassifier", "LinearSVC", "LinearDiscriminantAnalysis"]),
    "qda": (2, ["QuadraticDiscriminantAnalysis"]),
    "draws": (1, ["DummyClassifier"]),
    "topk": (2, ["LinearSVC", "SVC", "SGDClassifier", "LogisticRegression"]),
}
SHARE = 0.45


def draw(own):
    if own.rand() >= SHARE:
        return None
    weights = np.array([weight for weight, _ in GROWTHS.values()], float)
    return pick(own, list(GROWTHS), weights / weights.sum())


def focus_of(grow, own):
    return pick(own, GROWTHS[grow][1]) if grow else None


def change(stage, d):
    make = globals().get(f"{d.grow}_{stage}")
    if make:
        make(d, d.c, d.own)


def rows_of(d, own, n):
    """The rows of the table, where a growth says how many."""
    if d.grow == "equal":
        return pick(own, [12, 12, 14, 24, 40])
    if d.grow == "qda":
        return own.randint(24, 50)
    return min(n, 160) if d.grow else n


def columns_of(d, own, p):
    return own.randint(8, 20) if d.grow == "qda" else p


def set_groups(d, m, own, even=False):
    codes = np.arange(d.n) % m if even else own.choice(m, d.n, p=own.dirichlet(np.ones(m) * 2))
    codes[:m] = np.arange(m)
    codes = own.permutation(codes)
    style = own.randint(3)
    d.c.groups = [f"g{g}" if style == 0 else int(g * 7 - 3) if style == 1 else chr(ord("z") - g) for g in codes]
    d.data["group"] = "grp"


def seeded(own):
    return {"random_state": int(own.randint(1000))} if own.rand() < 0.7 else {}


def set_splitter(d, name, sp):
    if name != "PredefinedSplit" and d.c.fold is not None:
        d.c.fold = None
        d.data.pop("fold", None)
    if "Group" not in name and d.c.groups is not None:
        d.c.groups = None
        d.data.pop("group", None)
    d.name, d.sp, d.many = name, sp, False
    d.c.splitter = (name, sp)


# ---------------------------------------------------------------- equal splits


def equal_splitter(d, c, own):
    name = pick(own, ["ShuffleSplit", "GroupShuffleSplit", "RepeatedKFold", "StratifiedShuffleSplit", "RepeatedStratifiedKFold"])
    if c.task == "regression" and "Stratified" in name:
        name = "ShuffleSplit"
    if name == "ShuffleSplit":
        sp = {"n_splits": int(pick(own, [8, 20])), "test_size": 1} if d.n > 14 else {"n_splits": int(pick(own, [12, 30])), "test_size": int(pick(own, [1, 2]))}
    elif name == "GroupShuffleSplit":
        set_groups(d, own.randint(4, 8), own)
        sp = {"n_splits": int(pick(own, [5, 8, 12]))} | ({"test_size": int(pick(own, [1, 2]))} if own.rand() < 0.7 else {})
    elif name == "StratifiedShuffleSplit":
        sp = {"n_splits": 20, "test_size": int(np.unique(c.y[: d.n]).size)}
    else:
        sp = {"n_splits": 2, "n_repeats": int(pick(own, [20, 30]))}
    set_splitter(d, name, sp | seeded(own))


# ---------------------------------------------------------------- ties of eight splits and more


def ties_weights(d, c, own):
    c.weights, d.whole = None, True


def ties_splitter(d, c, own):
    name = pick(own, ["KFold", "RepeatedKFold", "RepeatedStratifiedKFold", "ShuffleSplit"])
    few = int(max(2, min(5, d.smallest)))
    sp = {
        "KFold": {"n_splits": int(min(d.n // 2, pick(own, [8, 9, 10, 12]))), "shuffle": True},
        "RepeatedKFold": {"n_splits": int(pick(own, [2, 4, 5])), "n_repeats": int(pick(own, [4, 5, 7]))},
        "RepeatedStratifiedKFold": {"n_splits": few, "n_repeats": int(pick(own, [5, 7, 10]))},
        "ShuffleSplit": {"n_splits": int(pick(own, [8, 11, 16, 40])), "test_size": {"fraction": 0.3}},
    }[name]
    set_splitter(d, name, sp | seeded(own))


def ties_model(d, c, own):
    if d.f == "KNeighborsClassifier":
        d.grid["model__n_neighbors"] = [k for k in (1, 2, 3, 4, 5, 6, 7) if k < d.n // 2]
        d.grid["model__weights"] = ["uniform"]


def ties_metrics(d, c, own):
    c.metrics, c.single, c.refit = {"accuracy": {}}, "accuracy", "accuracy"


def ties_shape(d, c, own):
    c.aggregate = "mean"


# ---------------------------------------------------------------- aggregate: rows with weights


def rows_weights(d, c, own):
    if c.weights is None:
        c.weights, c.whole, d.whole = np.round(own.uniform(0.1, 9, d.rows), 1), False, False


def rows_shape(d, c, own):
    c.aggregate = "rows"


# ---------------------------------------------------------------- folds of groups


def groups_splitter(d, c, own):
    name = "GroupKFold" if own.rand() < 0.4 else "StratifiedGroupKFold"
    k = int(pick(own, [2, 3, 4, 5]))
    set_groups(d, int(min(own.randint(max(6, k), 26), d.n)), own, own.rand() < 0.3)
    sp = {"n_splits": k if name == "GroupKFold" else int(max(2, min(k, d.smallest)))}
    set_splitter(d, name, sp | ({"shuffle": True} | seeded(own) if own.rand() < 0.75 else {}))


# ---------------------------------------------------------------- l1_ratio without penalty, C without end


def ratio_model(d, c, own):
    fixed = d.steps[-1][2]
    for key in ("penalty", "l1_ratio", "solver", "intercept_scaling"):
        fixed.pop(key, None)
        d.grid.pop(f"model__{key}", None)
    fixed |= {"tol": 1e-9, "max_iter": 20000}
    c.tight = True
    d.grid["model__l1_ratio"] = some(own, [None, 0, 0.15, 0.5, 1], 4)
    strengths = [0.05, 1, 10] + ([math.inf] if own.rand() < 0.6 else [])
    d.grid["model__C"] = strengths[-own.randint(1, 3) :]


def separable_table(d, c, own):
    """One column that parts the classes, another that nearly does."""
    x = c.codes_in_file * 3.0 + own.uniform(0, 1, d.rows)
    c.features[0] = (c.features[0][0], "numeric", x.astype(object))


def separable_model(d, c, own):
    fixed = d.steps[-1][2]
    for key in ("penalty", "l1_ratio", "solver", "intercept_scaling", "fit_intercept"):
        fixed.pop(key, None)
    d.grid.clear()
    way = own.randint(3)
    d.grid["model__C"] = [1, math.inf] if way == 0 else [1, 10]
    if way:
        d.grid["model__penalty"] = ["none", "l2"] if way == 1 else [None]
    c.tight = bool(own.rand() < 0.5)
    fixed |= {"max_iter": 20000, "tol": 1e-9 if c.tight else 1e-6}


# ---------------------------------------------------------------- columns of large scale beside dummies


def scale_table(d, c, own):
    """Revenue beside dummies: a column of scale 1e3 to 1e8 that the target is made of."""
    at = [j for j, (_, kind, _) in enumerate(c.features) if kind == "numeric"]
    x = own.randn(d.rows)
    spread = np.std(c.y[: d.n]) or 1.0
    c.y = c.y + spread * pick(own, [0.5, 2, 10]) * x
    c.target = list(c.y)
    j = at[own.randint(len(at))]
    c.features[j] = (c.features[j][0], "numeric", (x * 10.0 ** own.uniform(3, 8)).astype(object))
    if d.f == "LinearRegression":  # dummies of a category by hand, and sometimes a column twice
        m = int(own.randint(2, 5))
        codes = own.randint(m, size=d.rows)
        for k in range(m):
            c.features.append((f"d{k}", "numeric", (codes == k).astype(float).astype(object)))
        if own.rand() < 0.3:
            c.features.append(("again", "numeric", c.features[0][2].copy()))
        c.kinds = [kind for _, kind, _ in c.features]


def scale_pipeline(d, c, own):
    steps = []
    for name, cls, params in d.steps:
        if isinstance(cls, list):
            cls = [(b, cols, [s for s in inner if s[0] not in ("scale", "pca")]) for b, cols, inner in cls]
        elif name not in ("prep",):
            continue
        steps.append((name, cls, params))
    d.steps[:] = steps
    for key in [k for k in d.grid if "pca" in k or not k.startswith("prep")]:
        del d.grid[key]


def scale_model(d, c, own):
    for key in [k for k in d.grid if k.startswith("model")]:
        del d.grid[key]
    name = pick(own, ["LinearRegression", "Ridge"])
    d.steps[-1] = ("model", name, {})
    d.grid["model__fit_intercept"] = some(own, [True, False], 2)
    if name == "Ridge":
        d.grid["model__alpha"] = [0, 1e-3]


# ---------------------------------------------------------------- params that do nothing


def idle_model(d, c, own):
    """One param that is idle in every candidate, given once or with several values."""
    name, cls, fixed = d.steps[-1]
    for key in [k for k in d.grid if k.startswith("model")]:
        del d.grid[key]
    fixed.clear()
    plans = {
        "LogisticRegression": [({"penalty": "l2"}, "l1_ratio", [0.2, 0.8]), ({}, "intercept_scaling", [1, 10]), ({"penalty": "none"}, "C", [0.1, 1])],
        "SVC": [({"kernel": "linear"}, "gamma", ["scale", 0.5]), ({"kernel": "rbf"}, "degree", [2, 4]), ({"kernel": "rbf"}, "coef0", [0, 1])],
        "SGDClassifier": [({"penalty": "l2", "random_state": 1}, "l1_ratio", [0.2, 0.8]), ({"loss": "hinge", "random_state": 1}, "epsilon", [0.1, 0.5])],
        "DummyClassifier": [
            ({"strategy": "prior"}, "random_state", [1, 2]),
            ({"strategy": "most_frequent"}, "constant", [c.labels[0] if c.labels else 0, c.labels[-1]]),
        ],
        "LinearSVC": [({"fit_intercept": False}, "intercept_scaling", [1, 5])],
        "LinearDiscriminantAnalysis": [({"solver": "lsqr"}, "tol", [1e-4, 1e-2])],
    }
    given, param, values = pick(own, plans[cls])
    fixed |= given
    if own.rand() < 0.5:
        d.grid[f"model__{param}"] = values
    else:
        fixed[param] = values[-1]
    c.idle = [param]
    c.tight = False


# ---------------------------------------------------------------- classes with fewer rows than columns


def qda_model(d, c, own):
    d.grid["model__reg_param"] = some(own, [0.01, 0.1, 0.5, 1], 3)


# ---------------------------------------------------------------- draws at prediction


def draws_splitter(d, c, own):
    name = pick(own, ["RepeatedKFold", "ShuffleSplit", "GroupShuffleSplit", "LeavePGroupsOut"])
    sp = {
        "RepeatedKFold": {"n_splits": 3, "n_repeats": 2},
        "ShuffleSplit": {"n_splits": 4, "test_size": {"fraction": 0.5}},
        "GroupShuffleSplit": {"n_splits": 4, "test_size": {"fraction": 0.5}},
        "LeavePGroupsOut": {"n_groups": 2},
    }[name]
    if "Group" in name:
        set_groups(d, 5, own)
    set_splitter(d, name, sp | (seeded(own) if name != "LeavePGroupsOut" else {}))


def draws_model(d, c, own):
    d.grid["model__strategy"] = ["stratified", "uniform"]


# ---------------------------------------------------------------- top_k_accuracy of decisions


def topk_metrics(d, c, own):
    c.metrics = {"top_k_accuracy": {"k": int(own.randint(1, c.K)) if c.K > 2 else 1}} | {k: v for k, v in c.metrics.items() if k != "top_k_accuracy"}
    c.single = None
    c.refit = "top_k_accuracy"


def topk_model(d, c, own):
    if d.f == "SGDClassifier":
        d.grid["model__loss"] = some(own, ["hinge", "modified_huber", "squared_hinge"], 3)
