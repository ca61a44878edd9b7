"""What scikit-learn's SGDClassifier and SGDRegressor learn and say, for test/estimators/sgd.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python3 test/oracle/descent.py > test/oracle/descent.json
Columns are scaled to the train rows' means and population standard deviations; sample weights are 0, 0.5, 1, 2, over and over.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler

from fixtures import load, weights_of

warnings.filterwarnings("ignore")


def scaled(name, numeric):
    X, y, queries, _ = load(name, numeric)
    scaler = StandardScaler().fit(X)
    return scaler.transform(X), y, scaler.transform(queries)


def run(kind, data, weighted=False, **params):
    X, y, queries = data
    model = kind(**{"random_state": 0, **params}).fit(X, y, sample_weight=weights_of(X) if weighted else None)
    said = {"probabilities": model.predict_proba(queries[:8]).tolist()} if hasattr(model, "predict_proba") else {}
    return {
        "params": params,
        "weighted": weighted,
        "coef_": model.coef_.tolist(),
        "intercept_": model.intercept_.tolist(),
        "predictions": model.predict(queries).tolist() if kind is SGDClassifier else model.predict(queries[:8]).tolist(),
        **said,
    }


iris, cancer, diabetes = scaled("iris", False), scaled("breast_cancer", False), scaled("diabetes", True)
classifiers = [
    {},
    {"loss": "log_loss", "random_state": 5},
    {"loss": "modified_huber", "penalty": "l1", "alpha": 1e-3},
    {"loss": "squared_hinge", "penalty": "elasticnet", "learning_rate": "adaptive", "eta0": 0.01},
    {"loss": "perceptron", "penalty": None, "learning_rate": "constant", "eta0": 0.1},
    {"loss": "huber", "learning_rate": "invscaling", "eta0": 0.1, "epsilon": 0.3},
    {"loss": "log_loss", "shuffle": False, "tol": None, "max_iter": 7},
    {"class_weight": "balanced", "fit_intercept": False},
    {"learning_rate": "pa1", "eta0": 0.5},
    {"learning_rate": "pa2", "penalty": None},
    {"penalty": "elasticnet", "l1_ratio": 0.6, "alpha": 0.01, "loss": "log_loss", "learning_rate": "constant"},
]
regressors = [
    {},
    {"loss": "huber", "epsilon": 5.0, "learning_rate": "constant"},
    {"loss": "epsilon_insensitive", "penalty": "l1", "alpha": 0.1, "learning_rate": "adaptive"},
    {"loss": "squared_epsilon_insensitive", "random_state": 9, "power_t": 0.3},
    {"learning_rate": "optimal", "alpha": 0.5, "penalty": "elasticnet"},
    {"loss": "epsilon_insensitive", "learning_rate": "pa1", "eta0": 0.1},
    {"loss": "epsilon_insensitive", "learning_rate": "pa2", "penalty": None},
]
print(
    json.dumps(
        {
            "made_with": {"scikit_learn": sklearn.__version__, "numpy": np.__version__},
            "iris": [run(SGDClassifier, iris, **params) for params in classifiers] + [run(SGDClassifier, iris, True)],
            "breast_cancer": [run(SGDClassifier, cancer, **params) for params in classifiers] + [run(SGDClassifier, cancer, True)],
            "diabetes": [run(SGDRegressor, diabetes, **params) for params in regressors] + [run(SGDRegressor, diabetes, True)],
        }
    )
)
