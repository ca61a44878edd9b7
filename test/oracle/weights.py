"""Weighted searches for test/search/weights.test.ts: scikit-learn 1.9.1 by a hand loop, since its searches give weights to fits, never to scores.

Run: python3 test/oracle/weights.py > test/oracle/weights.json
Fixtures as they are, row i weighing 0, 0.5, 1, 2, over and over; every fit and every metric gets the weights of its rows, a scaler or PCA none.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, f1_score, log_loss, mean_squared_error, r2_score, roc_auc_score
from sklearn.model_selection import KFold, ParameterGrid, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from fixtures import everything, todays_penalty, weights_of

warnings.filterwarnings("ignore")

METRICS = {
    "accuracy": lambda m, X, y, w: accuracy_score(y, m.predict(X), sample_weight=w),
    "f1_macro": lambda m, X, y, w: f1_score(y, m.predict(X), average="macro", sample_weight=w),
    "roc_auc": lambda m, X, y, w: roc_auc_score(y, m.predict_proba(X)[:, 1], sample_weight=w),
    "neg_log_loss": lambda m, X, y, w: -log_loss(y, m.predict_proba(X), sample_weight=w),
    "r2": lambda m, X, y, w: r2_score(y, m.predict(X), sample_weight=w),
    "neg_mean_squared_error": lambda m, X, y, w: -mean_squared_error(y, m.predict(X), sample_weight=w),
}


def logistic(**params):
    return LogisticRegression(tol=1e-11, max_iter=100_000, random_state=0, **params)


def steps(model, **before):
    return Pipeline([*before.items(), ("model", model)])


def search(name, numeric, scoring, grid, pipeline):
    X, y = everything(name, numeric)
    w = weights_of(X)
    cv = list((KFold(3) if numeric else StratifiedKFold(3)).split(X, y))
    candidates = list(ParameterGrid(grid))
    splits = [
        {metric: [METRICS[metric](model, X[test], y[test], w[test]) for model, test in fitted] for metric in scoring}
        for params in candidates
        for fitted in [[(pipeline(**params).fit(X[train], y[train], model__sample_weight=w[train]), test) for train, test in cv]]
    ]
    best = int(np.argmax([np.mean(scores[scoring[0]]) for scores in splits]))
    model = pipeline(**candidates[best]).fit(X, y, model__sample_weight=w)
    shown = {metric: {"weighted": METRICS[metric](model, X, y, w), "even": METRICS[metric](model, X, y, None)} for metric in scoring}
    return {"candidates": candidates, "splits": splits, "best": best, "model": shown}


if __name__ == "__main__":
    binary, many, lines = ["roc_auc", "accuracy", "neg_log_loss"], ["neg_log_loss", "accuracy", "f1_macro"], ["r2", "neg_mean_squared_error"]
    answers = {
        "python": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "logistic": search(
            "breast_cancer",
            False,
            binary,
            {"model__C": [0.01, 1.0], "model__penalty": ["l1", "l2"]},
            lambda model__C, model__penalty: steps(logistic(**todays_penalty(model__penalty, model__C), solver="liblinear"), scale=StandardScaler()),
        ),
        "multinomial": search("iris", False, many, {"model__C": [0.1, 10.0]}, lambda model__C: steps(logistic(C=model__C, solver="newton-cg"))),
        "ridge": search(
            "diabetes",
            True,
            lines,
            {"model__alpha": [0.1, 10.0, 1000.0]},
            lambda model__alpha: steps(Ridge(alpha=model__alpha, solver="cholesky"), scale=StandardScaler()),
        ),
        "gaussian_nb": search(
            "iris",
            False,
            many,
            {"model__var_smoothing": [1e-9, 0.3], "pca__n_components": [2, 4]},
            lambda model__var_smoothing, pca__n_components: steps(GaussianNB(var_smoothing=model__var_smoothing), pca=PCA(pca__n_components)),
        ),
        "calibrated": search(
            "iris",
            False,
            many,
            {"cal__method": ["sigmoid", "isotonic"], "pca__n_components": [3]},
            lambda cal__method, pca__n_components: steps(
                CalibratedClassifierCV(GaussianNB(), method=cal__method, cv=3, ensemble=False), pca=PCA(pca__n_components)
            ),
        ),
    }
    print(json.dumps(answers))
