"""Tables: features, target, weights."""

import numpy as np

from . import growth
from .names import CLASSIFIERS, NEW_ROWS, REGRESSORS, pick


def numbers(rng, rows, p, flavour, positive):
    rank = max(1, min(p, rng.randint(1, p + 1)))
    Z = rng.randn(rows, rank) @ rng.randn(rank, p) + 0.5 * rng.randn(rows, p)
    if flavour == "ties":
        Z = np.round(Z)
    if flavour == "scaled":
        Z = Z * 10.0 ** rng.uniform(-8, 8, p)
    if flavour == "mild":
        Z = Z * 10.0 ** rng.uniform(-2, 2, p) + rng.uniform(-5, 5, p)
    if flavour == "offset":
        Z = Z + 10.0 ** rng.uniform(3, 6)
    if flavour == "constant" and p > 1:
        Z[:, rng.randint(p)] = pick(rng, [0.0, 1.5, -1e6, 0.1])
    if flavour == "duplicate" and p > 1:
        Z[:, rng.randint(p)] = Z[:, rng.randint(p)]
    if flavour == "counts" or positive:
        Z = rng.poisson(np.exp(np.clip(Z / max(1, np.abs(Z).max()) * 2, -3, 3))).astype(float) if flavour == "counts" else np.abs(Z)
    if flavour == "sparse":
        Z = np.where(rng.rand(rows, p) < 0.6, 0, Z)
    return Z


def labels_for(rng, K):
    kind = rng.randint(6)
    if kind == 0:
        return list(range(K))
    if kind == 1:
        return sorted(int(x) for x in rng.permutation(np.arange(-5, 60))[:K])
    if kind == 2:
        return sorted(["Adelie", "zebra", "Zoo", "élan", "b c", "a-1", "x,y", 'q"t'][:K], key=lambda s: [ord(c) for c in s])
    if kind == 3 and K == 2:
        return ["no", "yes"]
    if kind == 4:
        return sorted([9, 10, 100, 8, 7, 11][:K])
    return ["c%d" % k for k in range(K)]


def draw_table(d):
    """Features and target; what the rows are like is the flavour."""
    rng, c, f = d.rng, d.c, d.f
    if f in CLASSIFIERS + ["Calibration", "DecisionThreshold"]:
        c.task = "classification"
    elif f in REGRESSORS:
        c.task = "regression"
    else:
        c.task = pick(rng, ["classification", "regression"], [0.65, 0.35])
    if d.grow == "scale":
        c.task = "regression"
    size = pick(rng, ["tiny", "small", "medium", "large"], [0.12, 0.4, 0.4, 0.08])
    n = {"tiny": rng.randint(12, 18), "small": rng.randint(30, 60), "medium": rng.randint(70, 160), "large": rng.randint(250, 400)}[size]
    mixed = f in ("SimpleImputer", "OneHotEncoder", "OrdinalEncoder", "TableVectorizer", "union")
    flavours = ["plain", "ties", "scaled", "mild", "offset", "constant", "duplicate", "counts", "sparse", "wide"]
    flavour = pick(rng, flavours, [0.2, 0.1, 0.12, 0.1, 0.1, 0.1, 0.08, 0.06, 0.06, 0.08])
    score = None
    if f in ("SelectKBest", "SelectPercentile"):
        score = pick(rng, ["f_classif", "chi2", "mutual_info_classif"]) if c.task == "classification" else pick(rng, ["f_regression", "mutual_info_regression"])
    positive = f in ("MultinomialNB", "Log1p") or score == "chi2" or rng.rand() < 0.1
    if positive and flavour == "scaled" and f in ("MultinomialNB", "Log1p"):
        flavour = "counts"
    if f in ("ml-logistic-regression", "SGDClassifier", "SGDRegressor", "SVC") and flavour in ("scaled", "offset") and rng.rand() < 0.7:
        flavour = "mild"
    if mixed and flavour == "wide":
        flavour = "plain"
    p = rng.randint(25, 60) if flavour == "wide" else rng.randint(2, 9)
    if flavour == "wide":
        n = rng.randint(20, 40)
    if f == "PolynomialFeatures":
        p = min(p, 4)
        flavour = "plain" if flavour == "wide" else flavour
    c.flavour = flavour
    n, p = growth.rows_of(d, d.own, n), growth.columns_of(d, d.own, p)
    if d.grow == "qda":
        c.flavour = flavour = "plain"
    rows = n + NEW_ROWS
    X = numbers(rng, rows, p, flavour, positive)
    c.n = n

    # target
    T = X - X.mean(axis=0)
    T = T / np.where(T.std(axis=0) > 0, T.std(axis=0), 1)
    signal = T[:, : max(1, p // 2)] @ rng.randn(max(1, p // 2)) / np.sqrt(max(1, p // 2))
    noise = pick(rng, [0.05, 0.5, 1.5])
    if c.task == "classification":
        K = pick(rng, [2, 3, 4, 5, 6], [0.5, 0.2, 0.1, 0.1, 0.1])
        if f == "DecisionThreshold":
            K = 2
        if size == "tiny" or d.grow == "separable":
            K = min(K, 3)
        if d.grow and n < 16 or d.grow == "qda":
            K = 2
        if d.grow == "topk":
            K = max(K, pick(d.own, [2, 3, 4]))
        c.K = K
        latent = signal + noise * rng.randn(rows)
        shares = rng.dirichlet(np.ones(K) * (1.0 if rng.rand() < 0.35 else 12))
        cuts = np.quantile(latent[:n], np.cumsum(shares)[:-1])
        codes = np.searchsorted(cuts, latent)
        # every class has some rows in the table
        least = 4 if size == "tiny" or n < 16 else 6
        for k in range(K):
            lack = least - (codes[:n] == k).sum()
            if lack > 0:
                rich = np.flatnonzero(np.isin(codes[:n], [j for j in range(K) if (codes[:n] == j).sum() > least + 2]))
                codes[rng.permutation(rich)[:lack]] = k
        c.labels = labels_for(rng, K)
        perm = rng.permutation(K) if rng.rand() < 0.5 else np.arange(K)
        c.codes = perm[codes]
        c.y = c.codes
        c.target = [c.labels[k] for k in c.codes]
    else:
        c.K = 0
        y = signal + noise * rng.randn(rows)
        kind = rng.randint(4)
        if kind == 1:
            y = np.exp(np.clip(y, -5, 5))
        if kind == 2:
            y = np.round(np.abs(y) * 3)
        if kind == 3:
            y = y * 10.0 ** rng.randint(-5, 6) + pick(rng, [0, 1e3])
        c.y = y
        c.target = list(y)
    if rng.rand() < 0.25 and c.task == "classification":
        order = np.argsort(c.codes[:n], kind="stable")  # sorted labels: unshuffled folds miss classes
    else:
        order = np.arange(n)
    order = np.concatenate([order, np.arange(n, rows)])
    X = X[order]
    c.y = c.y[order]
    c.codes_in_file = c.y
    c.target = [c.target[i] for i in order]

    # features
    c.features = [("x%d" % j, "numeric", X[:, j].astype(object)) for j in range(p)]
    if mixed or (f == "random" and False):
        holes = rng.rand() < 0.8
        for j in range(len(c.features)):
            if holes and rng.rand() < 0.6:
                values = c.features[j][2].copy()
                values[rng.rand(rows) < 0.15] = None
                if all(v is None for v in values[:n]):
                    values[0] = 1.0
                c.features[j] = (c.features[j][0], "numeric", values)
        for t in range(rng.randint(1, 4)):
            m = pick(rng, [2, 3, 6, 12])
            words = ["Bath", "kent", "York", "a b", "é", "Zz", "~", "_u", "w,x", "long name", "b2", "B2"][:m]
            values = np.array([words[i] for i in rng.choice(m, rows, p=rng.dirichlet(np.ones(m)))], dtype=object)
            values[rng.rand(rows) < pick(rng, [0, 0.1])] = None
            c.features.insert(rng.randint(len(c.features) + 1), ("t%d" % t, "categorical", values))
        if rng.rand() < 0.6:
            c.features.insert(rng.randint(len(c.features) + 1), ("flag", "boolean", np.array(list(rng.rand(rows) < 0.4), dtype=object)))
    c.kinds = [k for _, k, _ in c.features]
    d.n, d.p, d.flavour, d.mixed, d.score, d.rows, d.X = n, p, flavour, mixed, score, rows, X


def draw_weights(d):
    """A quarter of the tables have some."""
    rng, c, rows = d.rng, d.c, d.rows
    # weights
    c.weights = None
    if rng.rand() < 0.25:
        kind = rng.randint(3)
        w = (
            rng.randint(0, 4, rows).astype(float)
            if kind == 0
            else rng.randint(1, 4, rows).astype(float)
            if kind == 1
            else np.round(rng.uniform(0.1, 3, rows), 3)
        )
        c.weights = w
        c.whole = kind < 2
    whole = c.weights is None or c.whole
    d.whole = whole
