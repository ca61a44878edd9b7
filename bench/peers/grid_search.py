"""Runs one of the bench's grid files with scikit-learn or dask-ml, as a whole process: read the CSV, search, refit.

usage: grid_search.py CSV GRID.json [--jobs N] [--memory] [--dask] [--out FILE]

--memory gives the pipeline a joblib cache in a temporary directory; --dask takes dask-ml's GridSearchCV on N threads.
Prints one JSON line: versions and seconds of import, read, fit. --out keeps the score of every split for comparison.
"""
import time

started = time.time()
import argparse
import csv
import json
import shutil
import tempfile
import warnings

warnings.filterwarnings("ignore")
parser = argparse.ArgumentParser()
parser.add_argument("csv")
parser.add_argument("grid")
parser.add_argument("--jobs", type=int, default=2)
parser.add_argument("--memory", action="store_true")
parser.add_argument("--dask", action="store_true")
parser.add_argument("--out")
args = parser.parse_args()

import numpy as np
import sklearn
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils import all_estimators

try:
    import pandas as pd
except ImportError:
    pd = None
estimators = dict(all_estimators())
imported = time.time()


def read(path, target):
    """X and y; pandas reads where it is installed, numpy's parser in C else."""
    if pd is not None:
        table = pd.read_csv(path)
        name = target or table.columns[-1]
        return table.drop(columns=name).to_numpy(float), table[name].to_numpy()
    with open(path, newline="") as file:
        header = next(csv.reader(file))
    at = header.index(target) if target else len(header) - 1
    others = [j for j in range(len(header)) if j != at]
    X = np.loadtxt(path, delimiter=",", skiprows=1, usecols=others, ndmin=2)
    y = np.loadtxt(path, delimiter=",", skiprows=1, usecols=[at], dtype=str)
    return X, y


def make(step):
    """An estimator from `"Class"` or `{"Class": {param: value}}`."""
    if isinstance(step, str):
        return estimators[step]()
    ((name, params),) = step.items()
    return estimators[name](**params)


with open(args.grid) as file:
    grid = json.load(file)
X, y = read(args.csv, grid.get("data", {}).get("target"))
read_at = time.time()
steps = [next(iter(step.items())) for step in grid["pipeline"]]
steps = [(name, make(step)) for name, step in steps]
for name, step in steps:
    # scikit-learn's default solver refuses l1, ours does not: liblinear is what its users would take.
    if type(step).__name__ == "LogisticRegression" and step.solver == "lbfgs" and "l1" in grid["param_grid"].get(name + "__penalty", []):
        step.set_params(solver="liblinear")
cache = tempfile.mkdtemp() if args.memory else None
try:
    pipeline = Pipeline(steps, memory=cache)
    if args.dask:
        import dask_ml
        from dask_ml.model_selection import GridSearchCV as DaskGridSearchCV

        search = DaskGridSearchCV(pipeline, grid["param_grid"], cv=grid.get("cv", 5), n_jobs=args.jobs, scheduler="threads")
    else:
        search = GridSearchCV(pipeline, grid["param_grid"], cv=grid.get("cv", 5), n_jobs=args.jobs)
    search.fit(X, y)
finally:
    if cache is not None:
        shutil.rmtree(cache, ignore_errors=True)
done = time.time()
scores = {name: np.asarray(values).tolist() for name, values in search.cv_results_.items() if name.startswith("split")}
if np.isnan(list(scores.values())).any():
    raise SystemExit("a candidate failed: not a fair comparison")
if args.out:
    with open(args.out, "w") as file:
        json.dump(scores, file)
print(
    json.dumps(
        {
            "import_seconds": round(imported - started, 3),
            "read_seconds": round(read_at - imported, 3),
            "fit_seconds": round(done - read_at, 3),
            "reader": "pandas" if pd is not None else "numpy",
        }
    )
)
