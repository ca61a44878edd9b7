"""What more of scikit-learn's models learn and say, for test/estimators/more-models.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python3 test/oracle/more_models.py > test/oracle/more_models.json
Train rows are the even data rows of a fixture (counted from 0), queries the odd ones; sample weights are 0, 0.5, 1, 2, over and over. Columns are
standardised by the train rows, but for models of counts.
"""

import json
import warnings

import numpy as np
import sklearn
from scipy.optimize import minimize
from sklearn.linear_model import GammaRegressor, HuberRegressor, LassoLars, PoissonRegressor, RidgeClassifier, TweedieRegressor
from sklearn.linear_model._huber import _huber_loss_and_gradient
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import PowerTransformer, QuantileTransformer, StandardScaler
from sklearn.svm import LinearSVR

from fixtures import load, weights_of

warnings.filterwarnings("ignore")
SHOWN = 8


def standardised(X, y, queries):
    scaler = StandardScaler().fit(X)
    return scaler.transform(X), y, scaler.transform(queries)


def fitted(model, X, y, weighted):
    return model.fit(X, y, sample_weight=weights_of(X)) if weighted else model.fit(X, y)


def shown(model, params, weighted, names):
    attributes = {name: np.asarray(getattr(model, name)).tolist() for name in names}
    return {"params": params, "weighted": weighted, "attributes": attributes}


def classifier(kind, data, names=(), weighted=False, **params):
    X, y, queries = data
    model = fitted(kind(**params), X, y, weighted)
    said = shown(model, params, weighted, names) | {"predictions": model.predict(queries).tolist()}
    if hasattr(model, "decision_function"):
        said["decisions"] = model.decision_function(queries[:SHOWN]).tolist()
    if hasattr(model, "predict_proba"):
        said["probabilities"] = model.predict_proba(queries[:SHOWN]).tolist()
    return said


def regressor(kind, *, weighted=False, tight=None, **params):
    X, y, queries = diabetes
    model = fitted(kind(**params, **(tight or {})), X, y, weighted)
    names = line + (["scale_"] if kind is TightHuber else [])
    said = shown(model, params, weighted, names)
    said["attributes"] = {name: value[0] if name == "intercept_" and isinstance(value, list) else value for name, value in said["attributes"].items()}
    return said | {"predictions": model.predict(queries[:SHOWN]).tolist()}


def by_deviance(kind, **params):
    return regressor(kind, tight={"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 10_000}, **params)


def margin_line(**params):
    return regressor(LinearSVR, tight={"tol": 1e-10, "max_iter": 10_000_000, "random_state": 0}, **params)


class TightHuber(HuberRegressor):
    """scikit-learn's objective to its optimum: its own L-BFGS stops where a step gains less than 2e-9 of it."""

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y, sample_weight)
        weights = np.ones(len(X)) if sample_weight is None else sample_weight
        at = np.concatenate([self.coef_, [self.intercept_] if self.fit_intercept else [], [self.scale_]])
        for _ in range(5):
            at = minimize(
                _huber_loss_and_gradient, at, jac=True, method="BFGS", args=(X, y, self.epsilon, self.alpha, weights), options={"gtol": 1e-11, "maxiter": 10_000}
            ).x
        self.coef_, self.scale_ = at[: X.shape[1]], at[-1]
        self.intercept_ = at[-2] if self.fit_intercept else 0.0
        return self


def huber(**params):
    return regressor(TightHuber, tight={"tol": 1e-10, "max_iter": 100_000}, **params)


def transformer(kind, data, names=(), **params):
    X, _, queries = data
    model = kind(**params).fit(X)
    return shown(model, params, False, names) | {"output": model.transform(queries[:SHOWN]).tolist()}


diabetes = standardised(*load("diabetes", True)[:3])
iris, cancer = load("iris", False)[:3], load("breast_cancer", False)[:3]
line = ["coef_", "intercept_"]
plain = {"iris": iris, "breast_cancer": cancer}
scaled = {name: standardised(*data) for name, data in plain.items()}

print(
    json.dumps(
        {
            "made_with": {"scikit_learn": sklearn.__version__, "numpy": np.__version__},
            "RidgeClassifier": {
                name: [
                    classifier(RidgeClassifier, data, line),
                    classifier(RidgeClassifier, data, line, alpha=0.3, fit_intercept=False),
                    classifier(RidgeClassifier, data, line, weighted=True, alpha=2.5, class_weight="balanced"),
                ]
                for name, data in scaled.items()
            },
            "NearestCentroid": {
                name: [
                    classifier(NearestCentroid, data, ["centroids_", "within_class_std_dev_"], **params)
                    for params in (
                        {},
                        {"shrink_threshold": 0.4},
                        {"shrink_threshold": 1.5, "priors": "empirical"},
                        {"metric": "manhattan"},
                        {"metric": "manhattan", "priors": "empirical", "shrink_threshold": 0.2},
                    )
                ]
                for name, data in plain.items()
            },
            "ComplementNB": {
                name: [
                    classifier(ComplementNB, data),
                    classifier(ComplementNB, data, alpha=0.3, norm=True),
                    classifier(ComplementNB, data, weighted=True, alpha=2),
                ]
                for name, data in plain.items()
            },
            "LinearSVR": {
                "diabetes": [
                    margin_line(epsilon=20.0, C=0.1),
                    margin_line(epsilon=5.0, loss="squared_epsilon_insensitive", C=0.3),
                    margin_line(loss="squared_epsilon_insensitive", C=2, intercept_scaling=3.0, weighted=True),
                    margin_line(epsilon=40.0, C=0.02, fit_intercept=False),
                ]
            },
            "HuberRegressor": {
                "diabetes": [huber(), huber(epsilon=1.1, alpha=3.0, weighted=True), huber(epsilon=2, alpha=0.1, fit_intercept=False)]
            },
            "PoissonRegressor": {
                "diabetes": [
                    by_deviance(PoissonRegressor),
                    by_deviance(PoissonRegressor, alpha=0.01, weighted=True),
                    by_deviance(PoissonRegressor, alpha=10, fit_intercept=False),
                ]
            },
            "GammaRegressor": {"diabetes": [by_deviance(GammaRegressor), by_deviance(GammaRegressor, alpha=0.001, weighted=True)]},
            "LassoLars": {"diabetes": [regressor(LassoLars), regressor(LassoLars, alpha=0.1, fit_intercept=False)]},
            "QuantileTransformer": {
                name: [
                    transformer(QuantileTransformer, data, **params)
                    for params in ({}, {"n_quantiles": 11}, {"output_distribution": "normal", "n_quantiles": 30})
                ]
                for name, data in plain.items()
            },
            "PowerTransformer": {
                name: [transformer(PowerTransformer, data, ["lambdas_"], **params) for params in methods]
                for name, data, methods in (
                    ("iris", iris, [{}, {"standardize": False}, {"method": "box-cox"}]),
                    ("diabetes", diabetes, [{}, {"standardize": False}]),
                )
            },
            "TweedieRegressor": {
                "diabetes": [
                    by_deviance(TweedieRegressor),
                    by_deviance(TweedieRegressor, power=1.5, alpha=0.1, weighted=True),
                    by_deviance(TweedieRegressor, power=3, alpha=0.1),
                    by_deviance(TweedieRegressor, link="log", alpha=2),
                ]
            },
        }
    )
)
