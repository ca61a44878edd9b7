"""Searches whose answer depends on the order of rows, for test/search/row-order.test.ts: scikit-learn 1.9.1.

Run: python3 row_order.py > row_order.json
A classifier that draws row by row, and steps of one's own that look at a row's place or at the row before it. Rows come in the order of the file:
scikit-learn leaves those of ShuffleSplit and StratifiedShuffleSplit shuffled, so both are sorted here.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import model_selection as ms
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LinearRegression
from sklearn.metrics import make_scorer
from sklearn.pipeline import Pipeline

warnings.simplefilter("ignore")
ROWS = 24
rng = np.random.RandomState(5)
X = rng.normal(size=(ROWS, 2)).round(3)
y = rng.randint(0, 3, ROWS)
groups = rng.permutation(np.repeat(np.arange(6), 4))
folds = rng.permutation(np.repeat(np.arange(3), 8))


class Lag(TransformerMixin, BaseEstimator):
    """Each row less the one before it."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        return np.vstack([X[:1], X[1:] - X[:-1]])


class Drift(RegressorMixin, BaseEstimator):
    """A tenth of the row's place, and a mean of the train targets in which later rows count more."""

    def fit(self, X, y):
        self.mean_ = 0.0
        for value in y:
            self.mean_ = 0.75 * self.mean_ + 0.25 * value
        return self

    def predict(self, X):
        return self.mean_ + np.arange(len(X)) / 10


def last_third(truth, said):
    """Minus the mean absolute error of the last third of the rows."""
    from_row = len(truth) - len(truth) // 3
    return -np.abs(truth - said)[from_row:].mean()


CASES = [
    ("KFold", {"n_splits": 3, "shuffle": True, "random_state": 1}),
    ("StratifiedKFold", {"n_splits": 3, "shuffle": True, "random_state": 1}),
    ("RepeatedKFold", {"n_splits": 3, "n_repeats": 2, "random_state": 0}),
    ("RepeatedStratifiedKFold", {"n_splits": 2, "n_repeats": 2, "random_state": 0}),
    ("GroupShuffleSplit", {"n_splits": 4, "test_size": 2, "random_state": 0}),
    ("ShuffleSplit", {"n_splits": 3, "test_size": 9, "random_state": 0}),
    ("StratifiedShuffleSplit", {"n_splits": 3, "test_size": 9, "random_state": 0}),
    ("GroupKFold", {"n_splits": 3}),
    ("LeaveOneGroupOut", {}),
    ("LeavePGroupsOut", {"n_groups": 3}),
    ("LeavePOut", {"p": 2}),
    ("TimeSeriesSplit", {"n_splits": 3}),
    ("PredefinedSplit", {}),
]


def search(pipeline, grid, cv, target, scoring):
    """Metric by metric, side by side: each split's score of each candidate."""
    found = ms.GridSearchCV(pipeline, grid, cv=cv, scoring=scoring, return_train_score=True, refit=False).fit(X, target).cv_results_
    of = lambda side, metric: [found[f"split{s}_{side}_{metric}"].tolist() for s in range(len(cv))]
    return {metric: {side: of(side, metric) for side in ("test", "train")} for metric in scoring}


values = (np.arange(ROWS) / 8 + X[:, 0]).round(3)
cases = []
for name, params in CASES:
    splitter = ms.PredefinedSplit(folds) if name == "PredefinedSplit" else getattr(ms, name)(**params)
    cv = [(np.sort(train), np.sort(test)) for train, test in splitter.split(X, y, groups)]
    strategies = {"model": [DummyClassifier(random_state=4)], "model__strategy": ["stratified", "uniform"]}
    drawn = search(Pipeline([("model", None)]), strategies, cv, y, {"accuracy": "accuracy"})
    case = {"splitter": name, "params": params, "drawn": drawn}
    if "Strat" not in name and len(cv) < 50:
        steps = Pipeline([("lag", "passthrough"), ("model", None)])
        grid = [{"lag": ["passthrough"], "model": [Drift(), LinearRegression()]}, {"lag": [Lag()], "model": [LinearRegression()]}]
        case["own"] = search(steps, grid, cv, values, {"last": make_scorer(last_third), "r2": "r2"})
    cases.append(case)
rows = [[*map(float, X[i]), f"g{groups[i]}", int(folds[i]), "abc"[y[i]], float(values[i])] for i in range(ROWS)]
json.dump({"made_with": {"sklearn": sklearn.__version__, "numpy": np.__version__}, "rows": rows, "cases": cases}, sys.stdout, separators=(",", ":"))
