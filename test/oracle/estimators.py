"""What scikit-learn's estimators learn and say, for test/estimators/*.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4: python test/oracle/estimators.py > test/oracle/estimators.json
It takes some minutes: liblinear and saga run to a tolerance of 1e-10.
Train rows are the even data rows of a fixture (counted from 0), queries the odd ones.
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_classif, f_regression
from sklearn.linear_model import ElasticNet, Lasso, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import MinMaxScaler, StandardScaler

import fixtures
from fixtures import load

warnings.filterwarnings("ignore")


def fix_signs(components):
    at = np.argmax(np.abs(components), axis=1)
    return components * np.sign(components[np.arange(len(at)), at])[:, None]


def pca(X, queries, count, **params):
    model = PCA(svd_solver="full", **params).fit(X)
    signs = np.sign(fix_signs(model.components_) / model.components_)[:, :1]
    return {
        "variances": model.explained_variance_[:count].tolist(),
        "components": (model.components_ * signs)[:count].tolist(),
        "queries": (model.transform(queries[:4]) * signs.T)[:, :count].tolist(),
        "kept": int(model.n_components_),
    }


def logistic(X, y, queries, **params):
    model = fixtures.logistic(X, y, tol=1e-10, max_iter=1_000_000, random_state=0, **params)
    return {
        "params": params,
        "coef_": model.coef_.tolist(),
        "intercept_": model.intercept_.tolist(),
        "probabilities": model.predict_proba(queries[:6]).tolist(),
    }


def linear(model, X, y, queries):
    model.fit(X, y)
    return {"coef_": model.coef_.tolist(), "intercept_": float(model.intercept_), "queries": model.predict(queries[:6]).tolist()}


def neighbours(model, X, y, queries):
    model.fit(X, y)
    return (model.predict_proba(queries) if hasattr(model, "predict_proba") else model.predict(queries)).tolist()


iris, species, iris_queries, _ = load("iris", False)
cancer, diagnosis, cancer_queries, _ = load("breast_cancer", False)
diabetes, progression, diabetes_queries, _ = load("diabetes", True)
two = species != "virginica"
scaled = StandardScaler().fit(cancer)
Z, Zq = scaled.transform(cancer), scaled.transform(cancer_queries)
with_constant = np.column_stack([iris, np.full(len(iris), 0.1)])
bayes = GaussianNB().fit(iris, species)

print(
    json.dumps(
        {
            "made_with": {"scikit_learn": sklearn.__version__, "numpy": np.__version__},
            "standard_scaler": {
                "mean_": StandardScaler().fit(with_constant).mean_.tolist(),
                "scale_": StandardScaler().fit(with_constant).scale_.tolist(),
            },
            "min_max_scaler": {
                "scale_": MinMaxScaler((-1, 2)).fit(with_constant).scale_.tolist(),
                "min_": MinMaxScaler((-1, 2)).fit(with_constant).min_.tolist(),
            },
            "pca": {
                "iris": pca(iris, iris_queries, 4),
                "iris_whitened": pca(iris, iris_queries, 3, n_components=3, whiten=True),
                "cancer": pca(Z, Zq, 10),
                "cancer_kept_95": pca(Z, Zq, 1, n_components=0.95)["kept"],
                "wide": pca(Z[:12], Zq, 11),
            },
            "f_classif": {"iris": f_classif(iris, species)[0].tolist(), "cancer": f_classif(cancer, diagnosis)[0].tolist()},
            "f_regression": f_regression(diabetes, progression)[0].tolist(),
            "selected": {
                "cancer_8": SelectKBest(f_classif, k=8).fit(cancer, diagnosis).get_support(indices=True).tolist(),
                "diabetes_4": SelectKBest(f_regression, k=4).fit(diabetes, progression).get_support(indices=True).tolist(),
            },
            "logistic": {
                "iris": [
                    logistic(iris, species, iris_queries, C=0.7, solver="newton-cg"),
                    logistic(iris, species, iris_queries, C=0.7, solver="newton-cg", class_weight="balanced", fit_intercept=False),
                    logistic(iris, species, iris_queries, C=0.7, solver="liblinear"),
                    logistic(iris, species, iris_queries, C=0.7, solver="liblinear", penalty="l1", intercept_scaling=10),
                    logistic(iris, species, iris_queries, C=0.7, solver="newton-cg", class_weight={"setosa": 3, "virginica": 0.5}),
                ],
                "cancer": [
                    logistic(Z, diagnosis, Zq, C=0.1, solver="newton-cg"),
                    logistic(Z, diagnosis, Zq, C=0.1, solver="saga", penalty="l1"),
                    logistic(Z, diagnosis, Zq, C=0.1, solver="saga", penalty="elasticnet", l1_ratio=0.3),
                ],
            },
            "ridge": linear(Ridge(alpha=0.3, solver="cholesky"), diabetes, progression, diabetes_queries),
            "ridge_origin": linear(Ridge(alpha=0.3, solver="cholesky", fit_intercept=False), diabetes, progression, diabetes_queries),
            "lasso": linear(Lasso(alpha=0.3, tol=1e-14, max_iter=100_000), diabetes, progression, diabetes_queries),
            "elastic_net": linear(
                ElasticNet(alpha=0.05, l1_ratio=0.4, tol=1e-14, max_iter=100_000), diabetes, progression, diabetes_queries
            ),
            "elastic_net_origin": linear(
                ElasticNet(alpha=0.05, l1_ratio=0.4, tol=1e-14, max_iter=100_000, fit_intercept=False),
                diabetes,
                progression,
                diabetes_queries,
            ),
            "neighbours": {
                "uniform": neighbours(KNeighborsClassifier(7), iris, species, iris_queries),
                "distance": neighbours(KNeighborsClassifier(7, weights="distance"), iris, species, iris_queries),
                "regressor": neighbours(KNeighborsRegressor(4), diabetes, progression, diabetes_queries[:30]),
                "regressor_distance": neighbours(
                    KNeighborsRegressor(4, weights="distance"), diabetes, progression, diabetes_queries[:30]
                ),
            },
            "gaussian_nb": {
                "theta_": bayes.theta_.tolist(),
                "var_": bayes.var_.tolist(),
                "class_prior_": bayes.class_prior_.tolist(),
                "probabilities": bayes.predict_proba(iris_queries).tolist(),
            },
        }
    )
)
