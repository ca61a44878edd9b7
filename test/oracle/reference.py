"""Runs the cases of test/oracle/reference end to end through scikit-learn, and says how far its scores are from those kept there.

Run with scikit-learn 1.9.1: python3 test/oracle/reference.py
Its own GridSearchCV: splits, order, transformers, models and metrics; l2 by newton-cg (tol 1e-10). Candidates of l1 and elasticnet are left out: no
solver of scikit-learn's reaches their optimum, which the kept scores have. Writes nothing; the last line is for test/oracle/reference/README.md.
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import Lasso, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from fixtures import everything, todays_penalty

warnings.filterwarnings("ignore")
STEPS = {one.__name__: one for one in (StandardScaler, SelectKBest, Lasso, Ridge, GaussianNB, KNeighborsClassifier, KFold, StratifiedKFold)}
STEPS["PCA"] = lambda **params: PCA(svd_solver="full", **params)
STEPS["LogisticRegression"] = lambda **_: LogisticRegression()


def made(entry):
    name, params = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
    return STEPS[name](**params)


def candidate(params):
    """A candidate's params in today's words, solved to the optimum."""
    logistic = {name.split("__")[1]: params[name] for name in params if name in ("logistic__penalty", "logistic__C", "logistic__l1_ratio")}
    if not logistic:
        return params
    penalty = todays_penalty(**logistic)
    solver = {"solver": "newton-cg", "tol": 1e-10, "max_iter": 10_000}
    rest = {name: value for name, value in params.items() if name.split("__")[1] not in logistic}
    return {**rest, **{f"logistic__{name}": value for name, value in {**penalty, **solver}.items()}}


worst = {"counting": 0, "smooth": 0.0, "scores": 0}
for file in sorted((pathlib.Path(__file__).parent / "reference").glob("*.json")):
    case = json.loads(file.read_text())
    grid = case["grid"]
    X, y = everything(case["dataset"].removesuffix(".csv"), case["task"] == "regression")
    pipeline = Pipeline([(name, made(entry)) for step in grid["pipeline"] for name, entry in step.items()])
    kept = [one for one in case["candidates"] if one["params"].get("logistic__penalty", "l2") == "l2"]
    candidates = [{name: [value] for name, value in candidate(one["params"]).items()} for one in kept]
    search = GridSearchCV(pipeline, candidates, cv=made(grid["cv"]), scoring=grid["scoring"], refit=False, error_score="raise").fit(X, y)
    off = {"counting": 0, "smooth": 0.0}
    for i, one in enumerate(kept):
        for metric, scores in one["split_scores"].items():
            for split, score in enumerate(scores):
                got = search.cv_results_[f"split{split}_test_{metric}"][i]
                worst["scores"] += 1
                if metric in ("accuracy", "f1_macro", "balanced_accuracy", "roc_auc"):
                    off["counting"] += abs(got - score) > 1e-12
                else:
                    off["smooth"] = max(off["smooth"], abs(got - score) / max(1e-3, abs(score)))
    worst["counting"] += off["counting"]
    worst["smooth"] = max(worst["smooth"], off["smooth"])
    print(case["case"], off, flush=True)
print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}: {worst}")
