"""Steps before the model, and their grid."""

import numpy as np

from .names import TRANSFORMERS, pick, some


def draw_pipeline(d):
    """Steps before the model."""
    rng, c, f, n, p, flavour, mixed, score, X = d.rng, d.c, d.f, d.n, d.p, d.flavour, d.mixed, d.score, d.X
    # pipeline
    steps, grid = [], {}
    g = lambda key, values: grid.__setitem__(key, values)
    safe_rank = max(1, min(4, p - 1, n // 4))

    def pre(name, cls, params=None):
        steps.append((name, cls, params or {}))

    if f == "TableVectorizer":
        pre("prep", "TableVectorizer", {} if rng.rand() < 0.5 else {"min_frequency": 3})
        if rng.rand() < 0.7:
            pre("scale", "StandardScaler")
    elif mixed:
        num = [("fill", "SimpleImputer", {"strategy": pick(rng, ["mean", "median", "most_frequent", "constant"]), "add_indicator": bool(rng.rand() < 0.3)})]
        if f == "SimpleImputer":
            g("prep__num__fill__strategy", some(rng, ["mean", "median", "most_frequent", "constant"], 3))
        if rng.rand() < 0.8:
            num.append(("scale", pick(rng, ["StandardScaler", "MinMaxScaler", "RobustScaler"]), {}))
        if rng.rand() < 0.25 and p > 2 and flavour not in ("constant", "duplicate", "scaled"):
            num.append(("pca", "PCA", {"n_components": 2}))
            if rng.rand() < 0.5:
                g("prep__num__pca__n_components", [1, 2])
        cat = []
        if f == "SimpleImputer" or rng.rand() < 0.4:
            cat.append(("fill", "SimpleImputer", {"strategy": pick(rng, ["most_frequent", "constant"])}))
        if f == "OrdinalEncoder" or (f == "union" and rng.rand() < 0.3):
            cat.append(("enc", "OrdinalEncoder", {"handle_unknown": "use_encoded_value", "unknown_value": -1, "encoded_missing_value": -2}))
            if f == "OrdinalEncoder":
                g("prep__cat__enc__encoded_missing_value", some(rng, [-2, -3, 99], 2))
        else:
            enc = {"handle_unknown": "ignore"}
            if f == "OneHotEncoder":
                what = rng.randint(5)
                if what == 0:
                    enc = {"handle_unknown": "infrequent_if_exist"}
                    g("prep__cat__enc__min_frequency", some(rng, [1, 3, 6, 0.1], 3))
                if what == 1:
                    enc = {"handle_unknown": "infrequent_if_exist"}
                    g("prep__cat__enc__max_categories", some(rng, [2, 3, 4, None], 3))
                if what == 2:
                    g("prep__cat__enc__drop", ["first", "if_binary", None])
                if what == 3:
                    enc = {"handle_unknown": "error"}
                if what == 4:
                    enc = {"handle_unknown": "infrequent_if_exist", "min_frequency": 4, "drop": pick(rng, ["first", "if_binary", None])}
            cat.append(("enc", "OneHotEncoder", enc))
        branches = [("num", "numeric", num), ("cat", "categorical", cat)]
        if "boolean" in c.kinds:
            branches.append(("flags", "boolean", []))
        if rng.rand() < 0.2 and f == "union":
            g("prep__cat", [{"__branch__": "keep"}])
            del grid["prep__cat"]
        if rng.rand() < 0.3:
            branches = [branches[i] for i in rng.permutation(len(branches))]
        steps.append(("prep", branches, {}))
        if rng.rand() < 0.3:
            pre("select", "VarianceThreshold")
    else:
        choices = ["none", "StandardScaler", "MinMaxScaler", "RobustScaler", "Normalizer", "PCA", "SelectKBest", "PolynomialFeatures", "VarianceThreshold"]
        chance = np.array([0.25, 0.25, 0.1, 0.08, 0.06, 0.1, 0.08, 0.03, 0.05])
        first = pick(rng, choices, chance / chance.sum())
        if f in TRANSFORMERS:
            first = pick(rng, ["none", "none", "StandardScaler", "MinMaxScaler", "VarianceThreshold"])
        if (
            f in ("SVC", "LinearSVC", "SGDClassifier", "SGDRegressor", "ml-logistic-regression", "Calibration")
            and flavour in ("scaled", "offset", "mild")
            and first == "none"
        ):
            first = "StandardScaler"
        if f in ("MultinomialNB",) and first not in ("none", "MinMaxScaler"):
            first = "none"
        if f in ("Log1p",) or score == "chi2":
            first = pick(rng, ["none", "MinMaxScaler"])
        if first == "PolynomialFeatures" and p > 4:
            first = "StandardScaler"
        if first == "PCA" and (flavour in ("constant", "duplicate", "scaled") or p < 3):
            first = "StandardScaler"
        if first == "PCA":
            pre("a", "PCA", {"n_components": int(safe_rank), "whiten": bool(rng.rand() < 0.3)})
        elif first == "SelectKBest":
            pre("a", "SelectKBest", {"k": int(max(1, p - 1)), "score_func": "f_classif" if c.task == "classification" else "f_regression"})
        elif first == "PolynomialFeatures":
            pre("a", "PolynomialFeatures", {"include_bias": False, "interaction_only": bool(rng.rand() < 0.5)})
            pre("a2", "StandardScaler")
        elif first != "none":
            pre("a", first)
            if rng.rand() < 0.15 and f not in ("MultinomialNB",) and score != "chi2":
                g("a", [first, "passthrough"])
        # the focus, where it is a transformer
        if f == "StandardScaler":
            pre("b", f)
            g("b__with_mean", [True, False])
            g("b__with_std", some(rng, [True, False], 2))
        elif f == "MinMaxScaler":
            pre("b", f)
            g("b__feature_range", some(rng, [[0, 1], [-1, 1], [2, 5]], 3))
        elif f == "Log1p":
            pre("b", f)
            g("b", ["Log1p", "passthrough"])
        elif f == "RobustScaler":
            pre("b", f, {"unit_variance": bool(rng.rand() < 0.5)})
            g("b__quantile_range", some(rng, [[25, 75], [10, 90], [1, 99]], 3))
            g("b__with_centering", some(rng, [True, False], 2))
        elif f == "Normalizer":
            pre("b", f)
            g("b__norm", ["l1", "l2", "max"])
        elif f == "PolynomialFeatures":
            pre("b", f, {"include_bias": bool(rng.rand() < 0.5)})
            pre("b2", "StandardScaler")
            g("b__degree", some(rng, [1, 2, 3], 2))
            g("b__interaction_only", some(rng, [True, False], 2))
        elif f == "VarianceThreshold":
            pre("b", f)
            var = np.sort(X[:n].var(axis=0))
            g("b__threshold", [0, float(np.round(var[len(var) // 2] * 0.9, 6))])
        elif f == "TruncatedSVD":
            pre("b", f)
            g("b__n_components", some(rng, list(range(1, int(safe_rank) + 1)), 3))
        elif f in ("PCA", "ml-pca"):
            pre("b", f)
            options = list(range(1, int(safe_rank) + 1)) + [0.7, {"variance": 0.95}]
            if flavour not in ("constant", "duplicate", "scaled", "wide"):
                options.append(None)
            g("b__n_components", some(rng, options, 4))
            if f == "PCA":
                g("b__whiten", some(rng, [True, False], 2))
            else:
                g("b__scale", some(rng, [True, False], 2))
                g("b__method", some(rng, ["SVD", "covarianceMatrix"], 1))
        elif f == "SelectKBest":
            pre("b", f, {"score_func": score})
            g("b__k", some(rng, list(range(1, min(p, 6) + 1)) + ["all"], 4))
        elif f == "SelectPercentile":
            pre("b", f, {"score_func": score})
            g("b__percentile", some(rng, [10, 25, 33, 50, 80, 100], 4))
    d.steps, d.grid = steps, grid
