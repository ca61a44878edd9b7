"""The references of our own against scikit-learn's on easy problems: python3 selftest.py (scikit-learn 1.9)
"""

import warnings

import numpy as np
import sklearn
from sklearn import model_selection as S
from sklearn.linear_model import LinearRegression, LogisticRegression

from reference.least_squares import RefLeastSquares
from reference.logistic import RefLiblinear, RefLogistic
from reference.splits import NewGroupKFold, NewStratifiedGroupKFold

warnings.filterwarnings("ignore")


def logistic():
    """Largest difference of probabilities by penalty, and the largest violation of optimality."""
    worst = {}
    for seed in range(12):
        rng = np.random.RandomState(seed)
        K, n, p = rng.choice([2, 3, 4]), 60, 4
        X = rng.randn(n, p)
        y = np.argmax(X @ rng.randn(p, K) + rng.randn(n, K), axis=1)
        w = rng.randint(0, 3, n).astype(float) if seed % 3 == 0 else None
        cw = [None, "balanced", {0: 2.0, 1: 0.5}][seed % 3 if w is None else 0]
        for penalty in ("l1", "l2", "elasticnet", "lib-l1", "lib-l2"):
            C = rng.choice([0.05, 1, 10])
            if penalty.startswith("lib"):
                if K > 2:
                    continue  # scikit-learn refuses it
                some = None if w is None else w + 1
                a = RefLiblinear(penalty[4:], C, True, 2.0, cw).fit(X, y, some)
                b = LogisticRegression(l1_ratio=int(penalty == "lib-l1"), C=C, solver="liblinear", intercept_scaling=2.0, class_weight=cw, tol=1e-10, max_iter=20000).fit(
                    X, y, some
                )
            else:
                ratio = 0.4 if penalty == "elasticnet" else None
                solver = "newton-cg" if penalty == "l2" else "saga"
                if K > 2 and solver == "saga":
                    continue  # it ends anywhere on some of these, however long it runs
                a = RefLogistic(penalty, C, ratio, True, cw).fit(X, y, w)
                b = LogisticRegression(C=C, l1_ratio={"l1": 1, "l2": 0}.get(penalty, ratio), solver=solver, class_weight=cw, tol=1e-9, max_iter=5000).fit(X, y, w)
            worst[penalty] = max(worst.get(penalty, 0), np.abs(a.predict_proba(X) - b.predict_proba(X)).max())
            worst["kkt"] = max(worst.get("kkt", 0), a.kkt_)
    return worst


def least_squares():
    """Largest relative difference of predictions on other rows; dummies of a category among the columns of every third problem."""
    worst = 0
    for seed in range(60):
        rng = np.random.RandomState(seed)
        n, p, intercept = rng.randint(12, 60), rng.randint(2, 7), seed % 4 != 1
        X, new = rng.randn(n, p), rng.randn(10, p)
        if seed % 3 == 0:
            X, new = np.c_[X, np.eye(4)[rng.randint(0, 4, n)]], np.c_[new, rng.randn(10, 4)]
        y, w = rng.randn(n), rng.rand(n) if seed % 2 else None
        a, b = (make(fit_intercept=intercept).fit(X, y, w).predict(new) for make in (RefLeastSquares, LinearRegression))
        if np.abs(b).max() < 1e6:  # scikit-learn 1.2.1 explodes on some collinear columns
            worst = max(worst, np.abs(a - b).max() / np.abs(b).max())
    return worst


def splits():
    """How many draws of splits are scikit-learn's."""
    same = 0
    for seed in range(300):
        rng = np.random.RandomState(seed)
        n, m, k = rng.randint(15, 80), rng.randint(4, 15), rng.randint(2, 4)
        groups, y = np.r_[np.arange(m), rng.randint(0, m, n - m)], rng.randint(0, rng.randint(2, 5), n)
        for ours, theirs in ((NewGroupKFold, S.GroupKFold), (NewStratifiedGroupKFold, S.StratifiedGroupKFold)):
            for words in ({}, {"shuffle": True, "random_state": seed}):
                a, b = ([list(test) for _, test in make(n_splits=k, **words).split(np.zeros((n, 1)), y, groups)] for make in (ours, theirs))
                assert a == b, (seed, ours, words)
                same += 1
    return same


if __name__ == "__main__":
    print("logistic", logistic())
    print("least squares", least_squares())
    if tuple(map(int, sklearn.__version__.split(".")[:2])) >= (1, 8):
        print("splits", splits())
