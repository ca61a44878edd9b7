"""What `gridsearch init` drafts, searched with scikit-learn: fixtures/penguins.csv, and a table of houses with holes: init.json.

Run with scikit-learn 1.9.1: python3 test/oracle/init.py > test/oracle/init.json
"""

import csv
import json

import numpy as np
from fixtures import FIXTURES
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.RandomState(11)
POWERS = [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]


def search(rows, numbers, flags, texts, target, model, grid, cv):
    def columns(names, read):
        return np.array([[np.nan if row[name] in ("", ".", "?") else read(row[name]) for name in names] for row in rows], dtype=object)

    parts = [columns(numbers, float), columns(flags, lambda cell: float(cell == "true")), columns(texts, str)]
    edges = np.cumsum([0] + [part.shape[1] for part in parts])
    slots = [list(range(a, b)) for a, b in zip(edges, edges[1:])]
    prepare = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), slots[0]),
        (SimpleImputer(strategy="most_frequent"), slots[1]),
        (OneHotEncoder(handle_unknown="ignore"), slots[2]),
    )
    X = np.hstack(parts)
    found = GridSearchCV(make_pipeline(prepare, model), grid, cv=cv).fit(X, target)
    results = found.cv_results_
    return {
        "splits": [results[f"split{i}_test_score"].tolist() for i in range(5)],
        "best": list(found.best_params_.values())[0],
        "predictions": found.predict(X).tolist(),
    }


def houses(count):
    rows = []
    for i in range(count):
        size, rooms, town, garden = rng.randint(30, 200), rng.randint(1, 7), ["Oslo", "Bergen", "Voss"][rng.randint(3)], bool(rng.randint(2))
        price = round(40 * size + 300 * rooms + 900 * (town == "Oslo") + 500 * garden + 400 * rng.randn(), 1)
        row = {
            "id": str(1000 + 7 * i),
            "listed": f"2020-{1 + i % 12:02d}-{1 + i % 28:02d}",
            "size": str(size),
            "rooms": str(rooms),
            "town": town,
            "garden": "true" if garden else "false",
            "country": "Norway",
            "price": str(price),
        }
        for name, hole in (("size", "?"), ("town", ""), ("garden", "")):
            if rng.rand() < 0.1:
                row[name] = hole
        rows.append(row)
    return rows


def text(rows):
    return "".join(",".join(line) + "\n" for line in [list(rows[0])] + [list(row.values()) for row in rows])


with open(FIXTURES / "penguins.csv", newline="") as file:
    penguins = list(csv.DictReader(file))
homes = houses(120)
print(
    json.dumps(
        {
            "penguins": search(
                penguins,
                ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"],
                [],
                ["Island", "Sex"],
                [row["Species"] for row in penguins],
                LogisticRegression(tol=1e-10, max_iter=10000),
                {"logisticregression__C": POWERS},
                StratifiedKFold(5, shuffle=True, random_state=0),
            ),
            "csv": text(homes),
            "houses": search(
                homes,
                ["size", "rooms"],
                ["garden"],
                ["town"],
                [float(row["price"]) for row in homes],
                Ridge(),
                {"ridge__alpha": POWERS},
                KFold(5, shuffle=True, random_state=0),
            ),
        },
        indent=1,
    )
)
