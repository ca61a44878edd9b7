"""What scikit-learn's imputers, encoders and other steps make of a small table, for test/estimators/steps.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python test/oracle/steps.py > test/oracle/steps.json
Text is written as codes of its sorted dictionary, a missing value as null.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_selection import (
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import Normalizer, OneHotEncoder, OrdinalEncoder, PolynomialFeatures, RobustScaler

warnings.filterwarnings("ignore")
random = np.random.RandomState(7)
ROWS, QUERIES = 60, 12

TOWNS = ["", "Bath", "York", "Zürich", "b"]


def table(rows, extra):
    towns = random.choice(TOWNS[:4], size=rows, p=[0.05, 0.5, 0.4, 0.05]).astype(object)
    towns[random.rand(rows) < 0.15] = np.nan
    if extra:
        towns[0] = "b"
    ages = np.round(random.normal(40, 12, rows))
    ages[random.rand(rows) < 0.2] = np.nan
    levels = random.randint(0, 4, rows).astype(float)
    return towns, ages, levels


def plain(matrix):
    rows = np.asarray(matrix, dtype=object).tolist()
    return [[None if isinstance(x, float) and x != x else x for x in row] for row in rows]


def codes(column):
    return [None if isinstance(x, float) else TOWNS.index(x) for x in column]


towns, ages, levels = table(ROWS, False)
queries = table(QUERIES, True)
X = np.column_stack([towns, ages, levels]).astype(object)
Q = np.column_stack(queries).astype(object)
numbers, number_queries = X[:, 1:].astype(float), Q[:, 1:].astype(float)


def step(model, columns, train, test, y=None):
    model.fit(train[:, columns], y)
    try:
        out = model.transform(test[:, columns])
    except ValueError as error:
        return {"refused": str(error)[:60]}
    out = out.toarray() if hasattr(out, "toarray") else out
    return {"output": plain(out)}


def as_codes(result):
    result["output"] = [[TOWNS.index(x) if isinstance(x, str) and x in TOWNS else x for x in row] for row in result["output"]]
    return result


def one_hot(**params):
    written = {k: {"fraction": v} if isinstance(v, float) else v for k, v in params.items()}
    return {"params": written, **step(OneHotEncoder(**params), [0, 1, 2], X, Q)}


def ordinal(**params):
    return {"params": {k: None if v is None else v for k, v in params.items()}, **step(OrdinalEncoder(**params), [0, 1, 2], X, Q)}


imputed = {
    strategy: step(SimpleImputer(strategy=strategy, add_indicator=indicator), [1, 2], X, Q)
    for strategy, indicator in [("mean", False), ("median", True), ("most_frequent", False)]
}
text = {
    "most_frequent": as_codes(step(SimpleImputer(strategy="most_frequent"), [0], X, Q)),
    "constant": step(SimpleImputer(strategy="constant", fill_value="Paris"), [0], X, Q),
}

full = random.normal(size=(ROWS, 5)) * [1, 3, 0.5, 2, 0.01] + [0, 2, 0, -1, 0]
full[:, 3] = np.round(full[:, 3])
full_queries = random.normal(size=(QUERIES, 5)) * [1, 3, 0.5, 2, 0.01]
labels = (full[:, 0] + 0.5 * random.normal(size=ROWS) > 0).astype(int) + (full[:, 1] > 3)
target = full[:, 0] * 2 + np.sin(full[:, 1]) + 0.1 * random.normal(size=ROWS)
counts = random.poisson(2, size=(ROWS, 4)).astype(float) + labels[:, None] * [0, 1, 0, 2]


def on_numbers(model, y=None):
    model.fit(full, y)
    return model.transform(full_queries).tolist()


def svd(k):
    model = TruncatedSVD(k, algorithm="arpack", random_state=0).fit(full)
    at = np.argmax(np.abs(model.components_), axis=1)
    signs = np.sign(model.components_[np.arange(k), at])
    return {"components": (model.components_ * signs[:, None]).tolist(), "output": (model.transform(full_queries) * signs).tolist()}


quarters = full[:, :3].round(1)

print(
    json.dumps(
        {
            "made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
            "dictionary": TOWNS[:4],
            "rows": [[c, *map(lambda v: None if v != v else v, row)] for c, row in zip(codes(towns), numbers.tolist())],
            "queries": [[c, *map(lambda v: None if v != v else v, row)] for c, row in zip(codes(Q[:, 0]), number_queries.tolist())],
            "imputed": imputed,
            "imputed_text": text,
            "one_hot": [
                one_hot(handle_unknown="ignore"),
                one_hot(handle_unknown="error"),
                one_hot(handle_unknown="ignore", min_frequency=5),
                one_hot(handle_unknown="infrequent_if_exist", min_frequency=0.1),
                one_hot(handle_unknown="infrequent_if_exist", max_categories=3),
                one_hot(handle_unknown="infrequent_if_exist", max_categories=3, min_frequency=4, drop="first"),
                one_hot(handle_unknown="ignore", max_categories=2, drop="if_binary"),
            ],
            "ordinal": [
                ordinal(),
                ordinal(handle_unknown="use_encoded_value", unknown_value=-1),
                ordinal(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2),
            ],
            "numbers": full.tolist(),
            "number_queries": full_queries.tolist(),
            "labels": labels.tolist(),
            "target": target.tolist(),
            "counts": counts.tolist(),
            "robust": [
                {"params": {}, "output": on_numbers(RobustScaler())},
                {"params": {"with_centering": False, "quantile_range": [10, 80]}, "output": on_numbers(RobustScaler(with_centering=False, quantile_range=(10, 80)))},
                {"params": {"with_scaling": False}, "output": on_numbers(RobustScaler(with_scaling=False))},
                {"params": {"unit_variance": True}, "output": on_numbers(RobustScaler(unit_variance=True))},
            ],
            "normalizer": [{"params": {"norm": norm}, "output": on_numbers(Normalizer(norm=norm))} for norm in ["l1", "l2", "max"]],
            "polynomial": [
                {"params": {"degree": d, "interaction_only": i, "include_bias": b}, "output": on_numbers(PolynomialFeatures(d, interaction_only=i, include_bias=b))}
                for d, i, b in [(2, False, True), (3, False, False), (2, True, False), (3, True, True), (1, False, True)]
            ],
            "variance": [
                {"params": {"threshold": t}, "output": on_numbers(VarianceThreshold(t)), "variances": VarianceThreshold(t).fit(full).variances_.tolist()}
                for t in [0.0, 0.3, 2.0]
            ],
            "percentile": [
                {"params": {"percentile": p, "score_func": f.__name__}, "support": np.flatnonzero(SelectPercentile(f, percentile=p).fit(full, y).get_support()).tolist()}
                for p in [10, 40, 50, 65, 100]
                for f, y in [(f_classif, labels), (f_regression, target)]
            ],
            "chi2": chi2(counts, labels)[0].tolist(),
            "svd": {"2": svd(2), "4": svd(4)},
            "mutual_info_classif": mutual_info_classif(full, labels, random_state=0).tolist(),
            "mutual_info_regression": mutual_info_regression(full, target, random_state=0).tolist(),
            "mutual_info_seeded": mutual_info_classif(full, labels, random_state=42, n_neighbors=5).tolist(),
        }
    )
)
