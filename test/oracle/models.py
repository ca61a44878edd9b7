"""What scikit-learn's simple models learn and say, for test/estimators/{discriminant,discrete-naive-bayes,dummy,linear-regression,weighted-logistic}.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python3 test/oracle/models.py > test/oracle/models.json
Train rows are the even data rows of a fixture (counted from 0), queries the odd ones; sample weights are 0, 0.5, 1, 2, over and over.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, Ridge
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.preprocessing import StandardScaler

from fixtures import load, logistic, weights_of

warnings.filterwarnings("ignore")
SHOWN = 8


def classifier(model, X, y, queries, names, weighted=None):
    model.fit(X, y) if weighted is None else model.fit(X, y, sample_weight=weighted)
    shown = {name: np.asarray(getattr(model, name)).tolist() for name in names}
    return {**shown, "predictions": model.predict(queries).tolist(), "probabilities": model.predict_proba(queries[:SHOWN]).tolist()}


def weighted_logistic(data, **params):
    X, y, queries = scaled(*data)
    model = logistic(X, y, weights_of(data[0]), tol=1e-11, max_iter=10_000, random_state=0, **params)
    shown = {name: getattr(model, name).tolist() for name in lda}
    answers = {"predictions": model.predict(queries).tolist(), "probabilities": model.predict_proba(queries[:SHOWN]).tolist()}
    return {"params": params, **shown, **answers}


def line(model, X, y, queries, weighted=None):
    model.fit(X, y, sample_weight=weighted)
    return {"coef_": model.coef_.tolist(), "intercept_": float(model.intercept_), "queries": model.predict(queries[:SHOWN]).tolist()}


def scaled(X, y, queries):
    scaler = StandardScaler().fit(X)
    return scaler.transform(X), y, scaler.transform(queries)


def shortest(X, y, queries):
    """The least squares line of smallest norm by pinv: LinearRegression itself divides by a singular value of 2e-14 here."""
    coef = np.linalg.pinv(X - X.mean(axis=0), rcond=1e-10) @ (y - y.mean())
    intercept = y.mean() - X.mean(axis=0) @ coef
    return {"coef_": coef.tolist(), "intercept_": float(intercept), "queries": (queries[:SHOWN] @ coef + intercept).tolist()}


def constant(model, X, y, weighted=None):
    return float(model.fit(X, y, sample_weight=weighted).constant_[0, 0])


iris, species, iris_queries, _ = load("iris", False)
cancer, diagnosis, cancer_queries, _ = load("breast_cancer", False)
diabetes, progression, diabetes_queries, _ = load("diabetes", True)
flower_weights, cancer_weights, row_weights = weights_of(iris), weights_of(cancer), weights_of(diabetes)
collinear = np.column_stack([diabetes, diabetes[:, 0] + diabetes[:, 1], np.full(len(diabetes), 0.1)])
collinear_queries = np.column_stack([diabetes_queries, diabetes_queries[:, 0] + diabetes_queries[:, 1], np.full(len(diabetes_queries), 0.1)])
lda = ["coef_", "intercept_"]
# From 1.8 on scikit-learn refuses a class whose deviations are below tol in a direction; a tol of 0 leaves the numbers as they are.
full_rank = {"tol": 0.0}
counts = ["feature_log_prob_", "class_log_prior_"]
rows = {"iris": (iris, species, iris_queries), "cancer": (cancer, diagnosis, cancer_queries)}

print(
    json.dumps(
        {
            "made_with": {"scikit_learn": sklearn.__version__, "numpy": np.__version__},
            "linear_regression": {
                "plain": line(LinearRegression(), diabetes, progression, diabetes_queries),
                "origin": line(LinearRegression(fit_intercept=False), diabetes, progression, diabetes_queries),
                "weighted": line(LinearRegression(), diabetes, progression, diabetes_queries, row_weights),
                "collinear": line(LinearRegression(), collinear, progression, collinear_queries),
                "wide": shortest(diabetes[:6], progression[:6], diabetes_queries),
            },
            "weighted_lines": {
                "ridge": line(Ridge(alpha=0.3, solver="cholesky"), diabetes, progression, diabetes_queries, row_weights),
                "lasso": line(Lasso(alpha=0.3, tol=1e-14, max_iter=100_000), diabetes, progression, diabetes_queries, row_weights),
                "elastic_net": line(
                    ElasticNet(alpha=0.05, l1_ratio=0.4, tol=1e-14, max_iter=100_000), diabetes, progression, diabetes_queries, row_weights
                ),
            },
            "gaussian_nb_weighted": classifier(
                GaussianNB(), iris, species, iris_queries, ["theta_", "var_", "class_prior_"], flower_weights
            ),
            "logistic_weighted": {
                name: [
                    weighted_logistic(data, **params)
                    for params in (
                        {"C": 0.7, "solver": "newton-cg"},
                        {"C": 0.7, "solver": "newton-cg", "class_weight": "balanced", "fit_intercept": False},
                        {"C": 0.7, "solver": "liblinear"},
                        {"C": 0.5, "solver": "liblinear", "penalty": "l1"},
                    )
                ]
                for name, data in rows.items()
            },
            "linear_discriminant": {
                name: [
                    {"params": params, **classifier(LinearDiscriminantAnalysis(**params), *data, lda)}
                    for params in ({}, {"tol": 0.3}, {"solver": "lsqr"}, {"solver": "lsqr", "shrinkage": 0.2})
                ]
                for name, data in rows.items()
            },
            "quadratic_discriminant": {
                name: [
                    {"params": params, **classifier(QuadraticDiscriminantAnalysis(**full_rank, **params), *data, ["priors_", "means_"])}
                    for params in ({}, {"reg_param": 0.1})
                ]
                for name, data in rows.items()
            },
            "multinomial_nb": {
                name: {
                    "plain": classifier(MultinomialNB(alpha=0.5), *data, counts),
                    "flat": classifier(MultinomialNB(alpha=3, fit_prior=False), *data, counts),
                    "weighted": classifier(MultinomialNB(), *data, counts, weights_of(data[0])),
                }
                for name, data in rows.items()
            },
            "bernoulli_nb": {
                name: {
                    "plain": classifier(BernoulliNB(alpha=0.5, binarize=float(np.median(data[0]))), *data, counts),
                    "weighted": classifier(
                        BernoulliNB(binarize=float(np.median(data[0])), fit_prior=False), *data, counts, weights_of(data[0])
                    ),
                    "binarize": float(np.median(data[0])),
                }
                for name, data in rows.items()
            },
            "dummy_classifier": {
                strategy: {
                    how: classifier(DummyClassifier(strategy=strategy, random_state=7), cancer, diagnosis, cancer_queries, [], weighted)
                    for how, weighted in (("plain", None), ("weighted", cancer_weights))
                }
                for strategy in ("prior", "most_frequent", "stratified", "uniform")
            },
            "dummy_three": DummyClassifier(strategy="stratified", random_state=3).fit(iris, species, flower_weights).predict(iris_queries).tolist(),
            "dummy_regressor": {
                how: {
                    "mean": constant(DummyRegressor(), diabetes, progression, weighted),
                    "median": constant(DummyRegressor(strategy="median"), diabetes, progression, weighted),
                    "q10": constant(DummyRegressor(strategy="quantile", quantile=0.1), diabetes, progression, weighted),
                    "q100": constant(DummyRegressor(strategy="quantile", quantile=1.0), diabetes, progression, weighted),
                }
                for how, weighted in (("plain", None), ("weighted", row_weights))
            },
        }
    )
)
