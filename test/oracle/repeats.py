"""Searches whose splits repeat, for test/search/repeats.test.ts: scikit-learn 1.9.1.

Run: python3 repeats.py > repeats.json
Every splitter that can draw a split twice, on so few rows that it does. Scores of test and train rows, split by split.
"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import model_selection as ms
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
rng = np.random.RandomState(3)
y = np.array([0, 1] * 6)
X = (rng.normal(size=(12, 2)) + y[:, None]).round(3)
groups = np.repeat(np.arange(6), 2)

CASES = [
    ("GroupShuffleSplit", {"n_splits": 8, "test_size": 1, "random_state": 0}),
    # Equal train rows with other test rows.
    ("GroupShuffleSplit", {"n_splits": 8, "train_size": 2, "test_size": 1, "random_state": 1}),
    ("ShuffleSplit", {"n_splits": 20, "test_size": 1, "random_state": 0}),
    ("StratifiedShuffleSplit", {"n_splits": 30, "test_size": 2, "random_state": 0}),
    ("RepeatedKFold", {"n_splits": 2, "n_repeats": 50, "random_state": 0}),
    ("RepeatedStratifiedKFold", {"n_splits": 2, "n_repeats": 30, "random_state": 0}),
]

cases = []
for name, params in CASES:
    cv = getattr(ms, name)(**params)
    splits = [(tuple(sorted(train)), tuple(sorted(test))) for train, test in cv.split(X, y, groups)]
    pipeline = Pipeline([("scale", StandardScaler()), ("model", GaussianNB())])
    grid = [{"model": [GaussianNB()]}, {"model": [KNeighborsClassifier()], "model__n_neighbors": [1, 3]}]
    search = ms.GridSearchCV(pipeline, grid, cv=cv, return_train_score=True, refit=False).fit(X, y, groups=groups)
    of = lambda side: [search.cv_results_[f"split{s}_{side}_score"].tolist() for s in range(len(splits))]
    assert len({train for train, _ in splits}) < len(splits), name
    cases.append({
        "splitter": name, "params": params, "splits": len(splits), "distinct": len(set(splits)),
        "distinct_trains": len({train for train, _ in splits}), "test": of("test"), "train": of("train"),
        "mean": search.cv_results_["mean_test_score"].tolist(), "std": search.cv_results_["std_test_score"].tolist(),
        "rank": search.cv_results_["rank_test_score"].tolist(),
    })
rows = [[*map(float, X[i]), f"g{groups[i]}", "no" if y[i] == 0 else "yes"] for i in range(12)]
json.dump({"made_with": {"sklearn": sklearn.__version__, "numpy": np.__version__}, "rows": rows, "cases": cases}, sys.stdout, separators=(",", ":"))
