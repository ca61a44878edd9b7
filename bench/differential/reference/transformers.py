"""Transformers by the product's names and params. Exact SVDs where scikit-learn's are random; signs by the largest loading, as the product has them."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
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
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder, PolynomialFeatures, RobustScaler, StandardScaler


def orient(components):
    at = np.argmax(np.abs(components), axis=1)
    sign = np.sign(components[np.arange(len(components)), at])
    sign[sign == 0] = 1
    return components * sign[:, None]


class RefPCA(TransformerMixin, BaseEstimator):
    """scikit-learn's PCA, svd_solver='full'; sign by the loading of largest magnitude; null: as many as the smallest train split has."""

    def __init__(self, n_components=None, whiten=False, most=None, scale=False):
        self.n_components, self.whiten, self.most, self.scale = n_components, whiten, most, scale

    def fit(self, X, y=None):
        n = self.n_components
        if isinstance(n, dict):
            n = n["variance"]
            n = n if n < 1 else None
        if n is None and self.n_components is None:
            n = min(min(X.shape), self.most or 10**9)
        self.sd_ = np.ones(X.shape[1])
        if self.scale:
            self.sd_ = X.std(axis=0, ddof=1)
            if not (self.sd_ > 0).all():
                raise ValueError("constant column")
        self.pca_ = PCA(n_components=n, whiten=self.whiten, svd_solver="full").fit(X / self.sd_)
        self.pca_.components_ = orient(self.pca_.components_)
        return self

    def transform(self, X):
        return self.pca_.transform(X / self.sd_)


class RefSVD(TransformerMixin, BaseEstimator):
    """TruncatedSVD by an exact SVD."""

    def __init__(self, n_components=2):
        self.n_components = n_components

    def fit(self, X, y=None):
        if self.n_components > X.shape[1]:
            raise ValueError("n_components")
        U, s, Vt = np.linalg.svd(X, full_matrices=True)
        self.components_ = orient(Vt[: self.n_components])
        return self

    def transform(self, X):
        return X @ self.components_.T


class RankOrderSelect(TransformerMixin, BaseEstimator):
    """SelectKBest whose columns come out in rank order (matters to SGD alone)."""

    def __init__(self, k=10, score_func=None):
        self.k, self.score_func = k, score_func

    def fit(self, X, y):
        if self.k != "all" and self.k > X.shape[1]:
            raise ValueError("k")
        self.inner_ = SelectKBest(self.score_func, k=self.k).fit(X, y)
        scores = self.inner_.scores_.copy()
        scores[np.isnan(scores)] = np.finfo(float).min
        order = np.argsort(scores, kind="mergesort")[::-1]
        keep = self.inner_.get_support()
        self.order_ = np.array([j for j in order if keep[j]], dtype=int)
        return self

    def transform(self, X):
        return X[:, self.order_]


def score_func(name, seed):
    if name == "mutual_info_classif":
        return lambda X, y: mutual_info_classif(X, y, random_state=seed)
    if name == "mutual_info_regression":
        return lambda X, y: mutual_info_regression(X, y, random_state=seed)
    return {"f_classif": f_classif, "f_regression": f_regression, "chi2": chi2}[name]


def share(value):
    return float(value["fraction"]) if isinstance(value, dict) else value


def table_vectorizer(p, ctx):
    numeric = [j for j, kind in enumerate(ctx.kinds) if kind != "categorical"]
    text = [j for j, kind in enumerate(ctx.kinds) if kind == "categorical"]
    least = share(p.get("min_frequency"))
    encoder = OneHotEncoder(handle_unknown="ignore" if least is None else "infrequent_if_exist", min_frequency=least, sparse_output=False)
    parts = [("n", Pipeline([("f", ToFloat()), ("i", SimpleImputer(strategy="median", keep_empty_features=True))]), numeric)]
    if text:
        parts.append(("t", encoder, text))
    return ColumnTransformer(parts, sparse_threshold=0)


class ToFloat(TransformerMixin, BaseEstimator):
    def __sklearn_is_fitted__(self):
        return True

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.asarray(X, dtype=float)


def log1p_checked(X):
    if (X <= -1).any():
        raise ValueError("log1p")
    return np.log1p(X)


def make_transformer(name, p, ctx):
    if name == "passthrough":
        return "passthrough"
    if name == "StandardScaler":
        return StandardScaler(with_mean=p.get("with_mean", True), with_std=p.get("with_std", True))
    if name == "MinMaxScaler":
        return MinMaxScaler(feature_range=tuple(p.get("feature_range", (0, 1))))
    if name == "Log1p":
        return FunctionTransformer(log1p_checked)
    if name == "RobustScaler":
        return RobustScaler(
            with_centering=p.get("with_centering", True),
            with_scaling=p.get("with_scaling", True),
            quantile_range=tuple(p.get("quantile_range", (25, 75))),
            unit_variance=p.get("unit_variance", False),
        )
    if name == "Normalizer":
        return Normalizer(norm=p.get("norm", "l2"))
    if name == "PolynomialFeatures":
        return PolynomialFeatures(p.get("degree", 2), interaction_only=p.get("interaction_only", False), include_bias=p.get("include_bias", True))
    if name == "VarianceThreshold":
        return VarianceThreshold(p.get("threshold", 0))
    if name == "TruncatedSVD":
        return RefSVD(p.get("n_components", 2))
    if name == "PCA":
        return RefPCA(p.get("n_components"), p.get("whiten", False), ctx.fewest_rows)
    if name == "ml-pca":
        return RefPCA(p.get("n_components"), False, ctx.fewest_rows, p.get("scale", False))
    if name == "SelectKBest":
        f = score_func(p.get("score_func", "f_classif"), p.get("random_state", 0))
        return RankOrderSelect(p.get("k", 10), f)
    if name == "SelectPercentile":
        return SelectPercentile(score_func(p.get("score_func", "f_classif"), p.get("random_state", 0)), percentile=p.get("percentile", 10))
    if name == "SimpleImputer":
        return SimpleImputer(
            strategy=p.get("strategy", "mean"), fill_value=p.get("fill_value"), add_indicator=p.get("add_indicator", False), keep_empty_features=True
        )
    if name == "OneHotEncoder":
        return OneHotEncoder(
            handle_unknown=p.get("handle_unknown", "error"),
            min_frequency=share(p.get("min_frequency")),
            max_categories=p.get("max_categories"),
            drop=p.get("drop"),
            sparse_output=False,
        )
    if name == "OrdinalEncoder":
        missing = p.get("encoded_missing_value")
        return OrdinalEncoder(
            handle_unknown=p.get("handle_unknown", "error"), unknown_value=p.get("unknown_value"), encoded_missing_value=np.nan if missing is None else missing
        )
    if name == "TableVectorizer":
        return table_vectorizer(p, ctx)
    raise KeyError(name)
