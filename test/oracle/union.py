"""A union searched by scikit-learn (ColumnTransformer in a Pipeline), for test/search/union.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python test/oracle/union.py > test/oracle/union.json
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore")
random = np.random.RandomState(3)
ROWS = 150
towns = random.choice(["Bath", "Kent", "York"], size=ROWS).astype(object)
towns[random.rand(ROWS) < 0.1] = None
ages = np.round(random.normal(40, 10, ROWS), 1)
ages[random.rand(ROWS) < 0.2] = np.nan
flags = random.rand(ROWS) < 0.4
levels = random.randint(0, 6, ROWS)
fares = np.round(random.lognormal(2, 1, ROWS), 2)
y = np.where((towns == "Bath") * 1.0 + (levels > 2) + flags * 0.5 + random.rand(ROWS) > 1.4, "yes", "no")

lines = ["town,age,flag,level,fare,y"]
for town, age, flag, level, fare, label in zip(towns, ages, flags, levels, fares, y):
    cells = [town or "", "" if age != age else str(age), str(bool(flag)).lower(), str(level), str(fare), label]
    lines.append(",".join(cells))

X = np.empty((ROWS, 5), dtype=object)
for j, column in enumerate([towns, ages, flags.astype(float), levels.astype(float), fares]):
    X[:, j] = column
X[:, 0] = [np.nan if town is None else town for town in towns]

numbers = Pipeline([("imp", SimpleImputer()), ("sc", StandardScaler()), ("pca", PCA(svd_solver="full"))])
union = ColumnTransformer(
    [
        ("num", numbers, [1, 3, 4]),
        ("cat", Pipeline([("oh", OneHotEncoder(handle_unknown="ignore"))]), [0]),
        ("rest", "passthrough", [2]),
    ],
    sparse_threshold=0,
)
pipeline = Pipeline([("prep", union), ("clf", LogisticRegression(tol=1e-12, max_iter=1000, solver="newton-cholesky"))])
grid = [
    {"prep__num__pca__n_components": [1, 2, 3], "prep__num__sc": [StandardScaler(), "passthrough"], "clf__C": [0.1, 1]},
    {"prep__cat": ["drop"], "clf__C": [1]},
]
search = GridSearchCV(pipeline, grid, cv=StratifiedKFold(3), scoring=["accuracy", "neg_log_loss"], refit="neg_log_loss")
search.fit(X, y)
scores = {
    metric: [[search.cv_results_[f"split{s}_test_{metric}"][i] for s in range(3)] for i in range(len(search.cv_results_["params"]))]
    for metric in ["accuracy", "neg_log_loss"]
}
print(
    json.dumps(
        {
            "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
            "csv": "\n".join(lines) + "\n",
            "params": [{k: v if isinstance(v, (int, float, str)) else type(v).__name__ for k, v in p.items()} for p in search.cv_results_["params"]],
            "scores": scores,
            "best": int(search.best_index_),
            "probabilities": search.predict_proba(X[:20])[:, 1].tolist(),
        }
    ).replace("NaN", "null")
)
