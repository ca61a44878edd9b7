"""The model, its grid, and what comes after it."""

import numpy as np

from .names import CLASSIFIERS, REGRESSORS, pick, some


def draw_model(d):
    """The last step, with what follows it."""
    rng, c, f, n, whole, data, steps, grid = d.rng, d.c, d.f, d.n, d.whole, d.data, d.steps, d.grid
    g = lambda key, values: grid.__setitem__(key, values)
    tight = rng.rand() < 0.6
    c.tight = tight
    fixed = {}
    swap = None
    if f in CLASSIFIERS + REGRESSORS:
        model = f
    elif f == "Calibration":
        model = pick(
            rng, ["LogisticRegression", "GaussianNB", "LinearSVC", "KNeighborsClassifier", "SVC", "LinearDiscriminantAnalysis", "QuadraticDiscriminantAnalysis"]
        )
    elif f == "DecisionThreshold":
        model = pick(rng, ["LogisticRegression", "GaussianNB", "LinearSVC", "KNeighborsClassifier", "SVC", "LinearDiscriminantAnalysis"])
    elif f == "swap":
        model = (
            pick(
                rng,
                [
                    ["LogisticRegression", "GaussianNB"],
                    ["KNeighborsClassifier", "LinearDiscriminantAnalysis"],
                    ["LogisticRegression", "SVC", "DummyClassifier"],
                ],
            )
            if c.task == "classification"
            else pick(rng, [["Ridge", "Lasso"], ["LinearRegression", "KNeighborsRegressor"], ["ElasticNet", "DummyRegressor"]])
        )
        swap, model = model, model[0]
    elif c.task == "classification":
        model = pick(
            rng,
            ["LogisticRegression", "GaussianNB", "KNeighborsClassifier", "LinearDiscriminantAnalysis", "SVC", "LinearSVC"],
            [0.45, 0.1, 0.15, 0.1, 0.1, 0.1],
        )
    else:
        model = pick(rng, ["Ridge", "Lasso", "ElasticNet", "KNeighborsRegressor", "LinearRegression"])
    if not whole and model in ("LinearDiscriminantAnalysis", "QuadraticDiscriminantAnalysis") or (swap and c.weights is not None):
        c.weights = None
        data.pop("weight", None)
        whole = True
    focus_model = f in CLASSIFIERS + REGRESSORS + ["random", "DecisionThreshold", "Calibration"]
    m = lambda key, values, most=3: g("model__" + key, some(rng, values, most if focus_model else 2))
    cw = [None, "balanced", {str(c.labels[0]): 2.5, str(c.labels[-1]): 0.5}] if c.task == "classification" else []
    if swap:
        g("model", swap)
    elif model == "LogisticRegression":
        kind = pick(rng, ["multi", "liblinear", "elasticnet", "none"], [0.6, 0.2, 0.15, 0.05])
        if tight:
            fixed |= {"tol": 1e-9, "max_iter": 20000}
        else:
            fixed |= {"max_iter": 20000}
        m("C", [0.001, 0.1, 1, 10, 1000])
        if kind == "multi":
            m("penalty", ["l1", "l2"], 2)
        elif kind == "liblinear":
            fixed |= {"solver": "liblinear"}
            m("penalty", ["l1", "l2"], 2)
            if rng.rand() < 0.4:
                fixed["intercept_scaling"] = pick(rng, [0.5, 10])
        elif kind == "elasticnet":
            fixed |= {"penalty": "elasticnet"}
            m("l1_ratio", [0, 0.1, 0.5, 0.9, 1], 2)
        else:
            fixed |= {"penalty": "none"}
            del grid["model__C"]
        if rng.rand() < 0.3:
            m("class_weight", cw, 2)
        if rng.rand() < 0.2:
            fixed["fit_intercept"] = False
    elif model == "LinearSVC":
        fixed |= {"tol": 1e-9, "max_iter": 20000} if tight else {"max_iter": 20000}
        m("C", [0.01, 0.1, 1, 10])
        m("loss", ["hinge", "squared_hinge"], 2)
        if rng.rand() < 0.3:
            m("class_weight", cw, 2)
        if rng.rand() < 0.3:
            fixed["intercept_scaling"] = pick(rng, [0.5, 5])
    elif model == "SVC":
        fixed |= {"tol": 1e-9 if tight else 1e-3}
        m("C", [0.1, 1, 10, 100])
        m("kernel", ["linear", "rbf", "poly", "sigmoid"], 2)
        if rng.rand() < 0.4:
            m("gamma", ["scale", "auto", 0.1], 2)
        if rng.rand() < 0.3:
            fixed |= {"coef0": pick(rng, [0, 1, 0.5]), "degree": pick(rng, [2, 3])}
        if rng.rand() < 0.3:
            m("class_weight", cw, 2)
    elif model in ("KNeighborsClassifier", "KNeighborsRegressor"):
        m("n_neighbors", [1, 2, 3, 5, 8, 15])
        m("weights", ["uniform", "distance"], 2)
    elif model == "GaussianNB":
        m("var_smoothing", [1e-9, 1e-5, 0.01, 1])
    elif model in ("MultinomialNB", "BernoulliNB"):
        m("alpha", [0, 1e-3, 0.5, 1, 10])
        m("fit_prior", [True, False], 2)
        if model == "BernoulliNB":
            m("binarize", [0, 0.5, 0.25, 1], 2)
    elif model == "LinearDiscriminantAnalysis":
        if rng.rand() < 0.5:
            fixed["solver"] = "lsqr"
            m("shrinkage", [0, 0.1, 0.5, 1, None])
        else:
            m("tol", [1e-4, 1e-2, 1e-8], 2)
    elif model == "QuadraticDiscriminantAnalysis":
        m("reg_param", [0, 0.01, 0.3, 1])
    elif model in ("SGDClassifier", "SGDRegressor"):
        fixed["random_state"] = int(rng.randint(100))
        losses = (
            ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"]
            if model == "SGDClassifier"
            else ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"]
        )
        m("loss", losses, 2)
        m("penalty", ["l2", "l1", "elasticnet", None], 2)
        m("alpha", [1e-4, 1e-2, 0.1], 2)
        fixed["max_iter"] = int(pick(rng, [5, 50, 300]))
        if rng.rand() < 0.4:
            fixed |= {"learning_rate": pick(rng, ["constant", "invscaling", "adaptive"]), "eta0": 0.01}
        elif rng.rand() < 0.15:
            fixed |= {"learning_rate": pick(rng, ["pa1", "pa2"]), "eta0": 0.1}
            grid.pop("model__loss", None)
            fixed["loss"] = "hinge" if model == "SGDClassifier" else "epsilon_insensitive"
        if model == "SGDClassifier" and rng.rand() < 0.3:
            m("class_weight", cw, 2)
    elif model == "DummyClassifier":
        m("strategy", ["prior", "most_frequent", "stratified", "uniform", "constant"], 4)
        fixed |= {"constant": c.labels[-1], "random_state": int(rng.randint(50))}
    elif model == "ml-logistic-regression":
        fixed["numSteps"] = int(pick(rng, [20, 200]))
        m("learningRate", [1e-4, 5e-4, 5e-3])
    elif model in ("Ridge",):
        m("alpha", [0, 1e-3, 1, 100])
        m("fit_intercept", [True, False], 2)
    elif model == "LinearRegression":
        m("fit_intercept", [True, False], 2)
    elif model in ("Lasso", "ElasticNet"):
        fixed |= {"tol": 1e-10, "max_iter": 50000} if tight else {"max_iter": 50000}
        spread = float(np.std(c.y[:n])) or 1.0
        m("alpha", [float("%.3g" % (spread * a)) for a in (1e-3, 0.03, 0.3, 3)])
        if model == "ElasticNet":
            m("l1_ratio", [0.1, 0.5, 0.9, 1, 0], 2)
        if rng.rand() < 0.3:
            m("fit_intercept", [True, False], 2)
    elif model == "DummyRegressor":
        m("strategy", ["mean", "median", "quantile", "constant"], 4)
        fixed |= {"quantile": pick(rng, [0, 0.25, 0.9, 1]), "constant": 1.5}
    steps.append(("model", model, fixed))
    if f == "Calibration":
        steps.append(("cal", "Calibration", {"cv": int(pick(rng, [2, 3]))}))
        g("cal__method", ["sigmoid", "isotonic", "temperature"])
    if f == "DecisionThreshold":
        if rng.rand() < 0.3:
            steps.append(("cal", "Calibration", {"cv": 2}))
        steps.append(("thr", "DecisionThreshold", {}))
        has_proba = model not in ("LinearSVC", "SVC") or len(steps) > 2 and steps[-2][0] == "cal"
        g("thr__threshold", ["auto", 0.2, 0.5, 0.7] if has_proba else ["auto", -0.3, 0.0, 0.4])
    d.whole = whole
