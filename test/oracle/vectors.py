"""What scikit-learn's SVC and LinearSVC learn and say, for test/estimators/{svc,linear-svc}.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python3 test/oracle/vectors.py > test/oracle/vectors.json
Columns are scaled to the train rows' means and population standard deviations; sample weights are 0, 0.5, 1, 2, over and over.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from fixtures import load, weights_of

warnings.filterwarnings("ignore")
SHOWN = 20


def scaled(name):
    X, y, queries, _ = load(name, False)
    scaler = StandardScaler().fit(X)
    return scaler.transform(X), y, scaler.transform(queries)


def machine(data, weighted=False, **params):
    X, y, queries = data
    model = SVC(tol=1e-10, decision_function_shape="ovo", **params).fit(X, y, sample_weight=weights_of(X) if weighted else None)
    return {
        # Infinity is "inf" in JSON, as in a grid file.
        "params": {name: "inf" if value == np.inf else value for name, value in params.items()},
        "weighted": weighted,
        "intercept_": model.intercept_.tolist(),
        "decisions": model.decision_function(queries[:SHOWN]).tolist(),
        "predictions": model.predict(queries).tolist(),
    }


def linear(data, weighted=False, **params):
    """hinge by its dual, to liblinear's last digit; squared_hinge by its primal."""
    X, y, queries = data
    dual = params.get("loss") == "hinge"
    model = LinearSVC(tol=1e-10 if dual else 1e-12, dual=dual, max_iter=3_000_000, random_state=0, **params)
    model.fit(X, y, sample_weight=weights_of(X) if weighted else None)
    assert model.n_iter_ < 3_000_000, (params, weighted)
    return {
        "params": params,
        "weighted": weighted,
        "coef_": model.coef_.tolist(),
        "intercept_": (model.intercept_ + np.zeros(len(model.coef_))).tolist(),
        "predictions": model.predict(queries).tolist(),
    }


machines = [
    {},
    {"C": 10, "gamma": "auto"},
    {"C": 0.5, "kernel": "linear"},
    {"kernel": "poly", "degree": 2, "coef0": 1, "C": 0.3},
    {"kernel": "sigmoid", "gamma": 0.05, "coef0": -0.5},
    {"C": 3, "gamma": 0.3, "class_weight": "balanced"},
    {"C": np.inf, "gamma": 0.5},
]
lines = [
    {},
    {"C": 0.05},
    {"loss": "hinge", "C": 0.3},
    {"loss": "hinge", "C": 0.02, "class_weight": "balanced", "intercept_scaling": 3},
    {"fit_intercept": False, "class_weight": "balanced"},
]
iris, cancer = scaled("iris"), scaled("breast_cancer")
print(
    json.dumps(
        {
            "made_with": {"scikit_learn": sklearn.__version__, "numpy": np.__version__},
            "svc": {
                name: [machine(data, **params) for params in machines] + [machine(data, True, C=2), machine(data, True, class_weight="balanced")]
                for name, data in (("iris", iris), ("breast_cancer", cancer))
            },
            "linear_svc": {
                name: [linear(data, **params) for params in lines] + [linear(data, True, C=0.5), linear(data, True, loss="hinge", C=0.1), linear(data, True, class_weight="balanced")]
                for name, data in (("iris", iris), ("breast_cancer", cancer))
            },
        }
    )
)
