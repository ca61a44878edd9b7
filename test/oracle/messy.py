"""A messy table (text, truth values, holes, an id, an empty column) searched with scikit-learn: messy.json.

Run with scikit-learn 1.9.1: python3 test/oracle/messy.py > test/oracle/messy.json
"""

import json

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

rng = np.random.RandomState(5)
ROWS = 90
CITIES = ["Rome", "Oslo", "Ålesund", "New York, NY", 'the "Hague"']
SIZES = ["7", "12", "many"]


def draw(rows):
    city = [CITIES[i] for i in rng.randint(len(CITIES), size=rows)]
    on = [["true", "FALSE"][i] for i in rng.randint(2, size=rows)]
    size = [SIZES[i] for i in rng.randint(len(SIZES), size=rows)]
    return [list(row) for row in zip(city, on, size)]


def holes(rows, share):
    for row in rows:
        for j in range(3):
            if rng.rand() < share:
                row[j] = None
    return rows


def cell(value):
    if value is None:
        return ["", "NA", "null"][rng.randint(3)]
    # A category is its text as it stands.
    return f'"{value}"'.replace('the "Hague"', 'the ""Hague""') if value not in ("7", "12") else value


def text(rows, target=None):
    lines = ["key,city,on,size,empty" + (",y" if target else "")]
    for i, row in enumerate(rows):
        label = f",{target[i]}" if target else ""
        lines.append(f"row {i}," + ",".join(cell(v) for v in row) + "," + label)
    return "\n".join(lines) + "\n"


X = draw(ROWS)
y = [["no", "yes"][int(c in ("Rome", "Oslo") and s != "12" or on == "true" and s == "many") if rng.rand() > 0.1 else rng.randint(2)] for c, on, s in X]
X = holes(X, 0.1)
new = holes(draw(12), 0.2)
new[0][0] = "Paris"


def matrix(rows):
    return np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=object)


grid = {"logisticregression__C": [0.01, 0.1, 1.0]}
pipe = make_pipeline(
    SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"), LogisticRegression(solver="newton-cholesky", tol=1e-12)
)
search = GridSearchCV(pipe, grid, cv=3).fit(matrix(X), y)
print(
    json.dumps(
        {
            "csv": text(X, y),
            "C": grid["logisticregression__C"],
            "splits": [search.cv_results_[f"split{i}_test_score"].tolist() for i in range(3)],
            "best": search.best_params_["logisticregression__C"],
            "new": text(new),
            "predictions": search.predict(matrix(new)).tolist(),
            "probabilities": search.predict_proba(matrix(new))[:, 1].tolist(),
        },
        ensure_ascii=False,
        indent=1,
    )
)
