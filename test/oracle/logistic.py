"""Optima of scikit-learn's logistic regressions, run to their own precision: writes logistic.json beside this file.

Run with scikit-learn 1.9.1, numpy 2.4: python3 test/oracle/logistic.py
Solvers: newton-cg (tol 1e-13) for l2 and none, saga (tol 1e-13, 100,000 sweeps at most) for l1 and elasticnet with a free intercept,
liblinear (tol 1e-10) for the penalised intercept. The data are rounded to 4 decimals, so the JSON holds them exactly.
"""
import json
import os
import warnings

import numpy as np

from fixtures import logistic

warnings.simplefilter("ignore")


def data(seed, n, d, classes):
    rng = np.random.RandomState(seed)
    mix = rng.normal(size=(d, d)) * 0.5 + np.eye(d)
    X = np.round(rng.normal(size=(n, d)) @ mix + 0.3, 4)
    scores = X @ rng.normal(size=(d, classes)) + 2.0 * rng.gumbel(size=(n, classes))
    return X, scores.argmax(axis=1)


def fit(X, y, penalty, C, solver, class_weight=None, fit_intercept=True, l1_ratio=None, scaling=1.0, multi="auto"):
    model = logistic(
        X, y, penalty=penalty, C=C, solver=solver, class_weight=class_weight, fit_intercept=fit_intercept,
        l1_ratio=l1_ratio, intercept_scaling=scaling, one_against_rest=multi == "ovr",
        tol=1e-10 if solver == "liblinear" else 1e-13, max_iter=100_000 if solver == "saga" else 20_000, random_state=0,
    )
    options = {
        "penalty": "none" if penalty is None else penalty, "C": C, "l1Ratio": l1_ratio or 0, "fitIntercept": fit_intercept,
        "classWeights": [(class_weight or {}).get(k, 1) for k in range(int(y.max()) + 1)],
        "multiclass": "ovr" if solver == "liblinear" or multi == "ovr" else "multinomial",
    }
    if solver == "liblinear" and fit_intercept:
        options["penalisedIntercept"] = scaling
    probabilities = model.predict_proba(X[:5])
    return {"solver": solver, "options": options, "coef": model.coef_.tolist(), "intercept": np.atleast_1d(model.intercept_).tolist(),
            "probabilities": probabilities.tolist()}


def cases(X, y, weights):
    out = []
    for C in (0.01, 1.0, 100.0):
        out.append(fit(X, y, "l2", C, "newton-cg"))
        out.append(fit(X, y, "l1", C, "saga"))
        out.append(fit(X, y, "elasticnet", C, "saga", l1_ratio=0.3))
        out.append(fit(X, y, "l2", C, "liblinear"))
        out.append(fit(X, y, "l1", C, "liblinear"))
    out.append(fit(X, y, None, 1.0, "newton-cg"))
    out.append(fit(X, y, "l2", 1.0, "newton-cg", fit_intercept=False))
    out.append(fit(X, y, "l1", 1.0, "saga", fit_intercept=False))
    out.append(fit(X, y, "l2", 1.0, "liblinear", fit_intercept=False))
    out.append(fit(X, y, "l2", 1.0, "newton-cg", class_weight=weights))
    out.append(fit(X, y, "l1", 1.0, "saga", class_weight=weights))
    out.append(fit(X, y, "l2", 1.0, "liblinear", class_weight=weights))
    out.append(fit(X, y, "l2", 1.0, "liblinear", scaling=10.0))
    out.append(fit(X, y, "l2", 1.0, "newton-cg", multi="ovr"))
    return out


def problem(name, seed, n, d, classes, weights):
    X, y = data(seed, n, d, classes)
    return {"name": name, "n": n, "d": d, "classes": classes, "X": X.ravel().tolist(), "y": y.tolist(), "cases": cases(X, y, weights)}


def main():
    document = {
        "problems": [
            problem("two classes", 1, 80, 5, 2, {0: 1, 1: 3}),
            problem("three classes", 2, 90, 4, 3, {0: 1, 1: 2.5, 2: 0.5}),
        ]
    }
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "logistic.json")
    with open(path, "w") as file:
        json.dump(document, file)
        file.write("\n")


if __name__ == "__main__":
    main()
