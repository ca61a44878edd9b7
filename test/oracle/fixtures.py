"""The fixtures as the generators of this folder read them: train rows are the even data rows (counted from 0), queries the odd ones."""

import csv
import pathlib

import numpy as np
from scipy.special import expit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

FIXTURES = pathlib.Path(__file__).parents[2] / "fixtures"


def everything(name, numeric_target):
    with open(FIXTURES / f"{name}.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    X = np.array([[float(cell) for cell in row[:-1]] for row in rows])
    y = np.array([float(row[-1]) if numeric_target else row[-1] for row in rows])
    return X, y


def load(name, numeric_target):
    X, y = everything(name, numeric_target)
    return X[0::2], y[0::2], X[1::2], y[1::2]


def weights_of(X):
    """0, 0.5, 1, 2, over and over."""
    return np.array([[0, 0.5, 1, 2][i % 4] for i in range(len(X))])


def todays_penalty(penalty="l2", C=1.0, l1_ratio=None):
    """`penalty` in the words that scikit-learn has had for it since 1.8: l1_ratio, and an infinite C for none."""
    if penalty is None:
        return {"C": np.inf}
    return {"C": C, "l1_ratio": {"l1": 1, "l2": 0, "elasticnet": l1_ratio}[penalty]}


class OneAgainstRest:
    """One binary LogisticRegression for each class, as liblinear itself fitted more than two classes up to scikit-learn 1.7.

    A class has its own weight in its own fit, the rest weighs 1. From 1.8 on scikit-learn refuses liblinear for more than two classes.
    """

    def __init__(self, model, class_weight=None):
        self.model, self.class_weight = model, class_weight or {}

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        fits = []
        for label in self.classes_:
            weights = {0: 1, 1: self.class_weight.get(label, 1)}
            fits.append(clone(self.model).set_params(class_weight=weights).fit(X, (y == label).astype(int), sample_weight=sample_weight))
        self.coef_ = np.vstack([one.coef_ for one in fits])
        self.intercept_ = np.concatenate([np.atleast_1d(one.intercept_) for one in fits])
        if len(self.intercept_) != len(fits):
            self.intercept_ = np.zeros(len(fits))
        return self

    def decision_function(self, X):
        return X @ self.coef_.T + self.intercept_

    def predict(self, X):
        return self.classes_[self.decision_function(X).argmax(axis=1)]

    def predict_proba(self, X):
        shares = expit(self.decision_function(X))
        return shares / shares.sum(axis=1, keepdims=True)


def logistic(X, y, sample_weight=None, *, penalty="l2", C=1.0, l1_ratio=None, class_weight=None, one_against_rest=False, **params):
    """A fitted LogisticRegression of the params that it had up to 1.7."""
    params = {**params, **todays_penalty(penalty, C, l1_ratio)}
    if len(np.unique(y)) > 2 and (one_against_rest or params["solver"] == "liblinear"):
        return OneAgainstRest(LogisticRegression(**params), class_weight).fit(X, y, sample_weight)
    return LogisticRegression(class_weight=class_weight, **params).fit(X, y, sample_weight=sample_weight)
