"""Searches of scikit-learn, the grid files that docs/grid_file.py prints of them, and their scores, for test/cli/coming-from.test.ts.

Run with scikit-learn 1.9.1 and pandas: python3 test/oracle/coming_from.py > test/oracle/coming_from.json
"""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))
from grid_file import grid_file  # noqa: E402

exact = {"solver": "newton-cg", "tol": 1e-11, "max_iter": 10_000}
numbers = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
words = Pipeline([("fill", SimpleImputer(strategy="most_frequent")), ("code", OneHotEncoder(handle_unknown="ignore", sparse_output=False))])
columns = ColumnTransformer(
    [("num", numbers, ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"]), ("cat", words, ["Island", "Sex"])]
)
SEARCHES = {
    "shares, an infinite C, a shuffled splitter": (
        "breast_cancer",
        "diagnosis",
        GridSearchCV(
            Pipeline([("sc", StandardScaler()), ("pca", PCA(svd_solver="full")), ("lr", LogisticRegression(**exact))]),
            [{"pca__n_components": [0.7, 3], "lr__C": [0.1, np.inf]}, {"pca": ["passthrough"], "lr__C": np.logspace(-3, -1, 3)}],
            scoring=["accuracy", "neg_log_loss"],
            cv=StratifiedKFold(4, shuffle=True, random_state=7),
            refit="accuracy",
        ),
    ),
    "one estimator": ("iris", "species", GridSearchCV(SVC(C=2.0, cache_size=500), {"gamma": [0.05, "scale"]}, cv=3, n_jobs=1)),
    "columns of several kinds": (
        "penguins",
        "Species",
        GridSearchCV(Pipeline([("prep", columns), ("lr", LogisticRegression(**exact))]), {"lr__C": [0.1, 1.0]}, cv=StratifiedKFold(3)),
    ),
    "numbers": (
        "diabetes",
        "progression",
        GridSearchCV(
            Pipeline([("best", SelectKBest(f_regression)), ("model", KNeighborsRegressor(n_jobs=2, algorithm="brute"))]),
            [{"best__k": [9, "all"], "model__n_neighbors": [4, 9]}, {"model": [Ridge(alpha=0.5, solver="cholesky")], "best__k": [5]}],
            scoring="neg_mean_absolute_error",
            cv=KFold(5),
        ),
    ),
    "stochastic descent": (
        "iris",
        "species",
        GridSearchCV(
            Pipeline([("sc", StandardScaler()), ("sgd", SGDClassifier(random_state=3))]),
            {"sgd__loss": ["hinge", "log_loss"], "sgd__alpha": [1e-3, 1e-2]},
            cv=StratifiedKFold(3),
        ),
    ),
}

answers = []
for name, (data, target, search) in SEARCHES.items():
    table = pd.read_csv(ROOT / "fixtures" / f"{data}.csv")
    search.fit(table.drop(columns=target), table[target])
    scores = {key: value.tolist() for key, value in search.cv_results_.items() if key.startswith("split")}
    answers.append({"name": name, "data": f"{data}.csv", "grid": grid_file(search, target), "scores": scores, "best": int(search.best_index_)})
print(json.dumps({"made_with": {"scikit_learn": sklearn.__version__}, "searches": answers}, indent=1))
