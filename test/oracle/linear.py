"""Optima of scikit-learn's Lasso, ElasticNet and Ridge, run to their own precision: writes linear.json beside this file.

Run with scikit-learn 1.9.1, numpy 2.4: python3 test/oracle/linear.py
tol 1e-14 and 100,000 sweeps for coordinate descent. The data are rounded to 4 decimals, so the JSON holds them exactly.
"""
import json
import os
import warnings

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, Ridge

warnings.simplefilter("ignore")


def main():
    rng = np.random.RandomState(3)
    n, p = 40, 6
    X = np.round(rng.normal(size=(n, p)) @ (np.eye(p) + 0.6) * np.logspace(-1, 1, p) + 2, 4)
    y = np.round(X @ np.array([3, 0, -1, 0.5, 0, 0.2]) + rng.normal(size=n) * 2, 4)
    fits = []
    for alpha in (0.001, 0.1, 1.0, 10.0):
        for ratio in (1.0, 0.7, 0.2):
            for intercept in (True, False):
                exact = {"alpha": alpha, "fit_intercept": intercept, "tol": 1e-14, "max_iter": 100_000}
                model = Lasso(**exact) if ratio == 1.0 else ElasticNet(l1_ratio=ratio, **exact)
                model.fit(X, y)
                fits.append({"alpha": alpha, "l1Ratio": ratio, "intercept": intercept, "coef": model.coef_.tolist()})
    ridges = []
    for alpha in (0.0, 0.1, 1.0, 100.0):
        for intercept in (True, False):
            model = Ridge(alpha=alpha, fit_intercept=intercept, solver="svd").fit(X, y)
            ridges.append({"alpha": alpha, "intercept": intercept, "coef": model.coef_.tolist()})
    document = {"n": n, "p": p, "X": X.ravel().tolist(), "y": y.tolist(), "fits": fits, "ridges": ridges}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "linear.json")
    with open(path, "w") as file:
        json.dump(document, file)
        file.write("\n")


if __name__ == "__main__":
    main()
