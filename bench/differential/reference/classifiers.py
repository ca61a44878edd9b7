"""Classifiers and post-steps that scikit-learn 1.9 has not, or has otherwise: exact neighbours (lower row first), whole weights as repeated
rows, ml-logistic-regression step by step, calibration at its optimum, a fixed threshold."""

import numpy as np
from scipy.special import expit
from sklearn import model_selection as S
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import _TemperatureScaling
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.isotonic import IsotonicRegression
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor


class RefKNNMixin:
    def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
        k = n_neighbors or self.n_neighbors
        if k > len(self._fit_X):
            raise ValueError("too few rows")
        D = np.stack([((np.asarray(x, float) - self._fit_X) ** 2).sum(axis=1) for x in np.asarray(X, float)])
        order = np.argsort(D, axis=1, kind="stable")
        at = order[:, :k]
        self.border_ = 1.0
        if k < D.shape[1]:
            near, far = np.take_along_axis(D, order[:, k - 1 : k], 1), np.take_along_axis(D, order[:, k : k + 1], 1)
            self.border_ = float(((far - near) / np.maximum(far, 1e-300)).min())
        d = np.sqrt(np.take_along_axis(D, at, axis=1))
        return (d, at) if return_distance else at


class RefKNNClassifier(RefKNNMixin, KNeighborsClassifier):
    pass


class RefKNNRegressor(RefKNNMixin, KNeighborsRegressor):
    pass


class Replicated(ClassifierMixin, BaseEstimator):
    """Whole weights as repeated rows, for estimators whose scikit-learn takes none."""

    def __init__(self, inner=None):
        self.inner = inner

    def fit(self, X, y, sample_weight=None):
        if sample_weight is not None:
            at = np.repeat(np.arange(len(y)), np.asarray(sample_weight).astype(int))
            X, y = np.asarray(X)[at], np.asarray(y)[at]
        self.inner_ = self.inner.fit(X, y)
        self.classes_ = self.inner_.classes_
        return self

    def predict(self, X):
        return self.inner_.predict(X)

    def predict_proba(self, X):
        return self.inner_.predict_proba(X)

    def decision_function(self, X):
        return self.inner_.decision_function(X)


class RefQuadratic(QuadraticDiscriminantAnalysis):
    """scikit-learn's, but that a class without spread in some direction has reg_param alone there, where scikit-learn refuses the fit.
    `short_`: there is a class of fewer rows than columns; `flat_`: one of next to no spread in some direction, and no reg_param."""

    def __init__(self, reg_param=0.0):
        super().__init__(reg_param=reg_param, tol=0.0)

    def fit(self, X, y):
        self.short_ = bool((np.unique(y, return_counts=True)[1] < X.shape[1]).any())
        scale = np.where(X.std(axis=0) > 0, X.std(axis=0), 1)
        least = min(np.linalg.svd(own - own.mean(axis=0), compute_uv=False).min() for k in np.unique(y) for own in [X[y == k] / scale])
        self.flat_ = self.reg_param == 0 and least < 1e-3
        return super().fit(X, y)

    def _solve_svd(self, X):
        _, S, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=True)
        spread = np.r_[S**2 / len(X), np.zeros(X.shape[1] - len(S))]
        return np.maximum((1 - self.reg_param) * spread + self.reg_param, 1e-300), Vt.T, None


class MlLogistic(ClassifierMixin, BaseEstimator):
    """ml-logistic-regression step by step."""

    def __init__(self, steps=1000, rate=5e-4):
        self.steps, self.rate = steps, rate

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        if len(self.classes_) < 2:
            raise ValueError("one class")
        W = []
        for k in self.classes_:
            target = (y != k).astype(float)
            w = np.zeros(X.shape[1])
            for _ in range(self.steps):
                w = w + self.rate * (X.T @ (target - expit(X @ w)))
            W.append(w)
        self.W_ = np.array(W)
        return self

    def predict_proba(self, X):
        P = expit(-(X @ self.W_.T))
        return P / P.sum(axis=1, keepdims=True)

    def predict(self, X):
        return self.classes_[(-(X @ self.W_.T)).argmax(axis=1)]


def sigmoid_fit(f, positive, w):
    """Platt's optimum by Newton in long double."""
    f = np.asarray(f, np.longdouble)
    w = np.ones(len(f), np.longdouble) if w is None else np.asarray(w, np.longdouble)
    pos, total = (w * positive).sum(), w.sum()
    t = np.where(positive, (pos + 1) / (pos + 2), 1 / (total - pos + 2))
    m = (w * f).sum() / total
    sd = np.sqrt((w * (f - m) ** 2).sum() / total)
    x = (f - m) / sd if sd > 0 else f * 0
    a, b = np.longdouble(0), np.log((total - pos + 1) / (pos + 1))
    obj = lambda a, b: (w * (t * np.logaddexp(0, a * x + b) + (1 - t) * np.logaddexp(0, -(a * x + b)))).sum()
    cur = obj(a, b)
    for _ in range(200):
        q = 1 / (1 + np.exp(a * x + b))
        g = np.array([(w * (t - q) * x).sum(), (w * (t - q)).sum()])
        h = w * q * (1 - q)
        aa, ab, bb = (h * x * x).sum(), (h * x).sum(), h.sum()
        det = aa * bb - ab * ab
        if det <= 1e-14 * aa * bb:
            da, db = 0, g[1] / bb
        else:
            da, db = (bb * g[0] - ab * g[1]) / det, (aa * g[1] - ab * g[0]) / det
        step = np.longdouble(1)
        while step > 1e-10 and not obj(a - step * da, b - step * db) <= cur:
            step /= 2
        na, nb = a - step * da, b - step * db
        if abs(na - a) + abs(nb - b) < 1e-17:
            break
        a, b, cur = na, nb, obj(na, nb)
    a = a / sd if sd > 0 else 0
    return float(a), float(b - a * m)


class RefCalibrated(ClassifierMixin, BaseEstimator):
    """CalibratedClassifierCV(ensemble=False), its sigmoid solved to the optimum. A classifier without weights: they calibrate alone."""

    def __init__(self, make=None, method="sigmoid", cv=5, weighs=True):
        self.make, self.method, self.cv, self.weighs = make, method, cv, weighs

    def response(self, est, X):
        if hasattr(est, "decision_function"):
            r = est.decision_function(X)
            return r[:, None] if r.ndim == 1 else r
        r = est.predict_proba(X)
        return r[:, 1:] if r.shape[1] == 2 else r

    def fit(self, X, y, sample_weight=None):
        X, y = np.asarray(X), np.asarray(y)
        self.classes_ = np.unique(y)
        if min((y == k).sum() for k in self.classes_) < self.cv:
            raise ValueError("too few rows of a class")
        kw = lambda at: {} if sample_weight is None or not self.weighs else {"sample_weight": sample_weight[at]}
        out = None
        for train, test in S.StratifiedKFold(self.cv).split(X, y):
            est = self.make().fit(X[train], y[train], **kw(train))
            r = self.response(est, X[test])
            out = np.zeros((len(y), r.shape[1])) if out is None else out
            out[test] = r
        self.est_ = self.make().fit(X, y, **kw(slice(None)))
        if self.method == "temperature":
            self.temperature_ = _TemperatureScaling().fit(self.logits(out), np.searchsorted(self.classes_, y), sample_weight)
            return self
        positives = self.classes_[1:] if len(self.classes_) == 2 else self.classes_
        self.cal_ = []
        for j, k in enumerate(positives):
            if self.method == "sigmoid":
                ab = sigmoid_fit(out[:, j], y == k, sample_weight)
                self.cal_.append(lambda f, ab=ab: expit(-(ab[0] * f + ab[1])))
            else:
                iso = IsotonicRegression(out_of_bounds="clip").fit(out[:, j], (y == k).astype(float), sample_weight=sample_weight)
                self.cal_.append(iso.predict)
        return self

    def logits(self, r):
        """As CalibratedClassifierCV hands them to its temperature: of two classes decisions, or both probabilities."""
        return np.column_stack([1 - r, r]) if r.shape[1] == 1 and not hasattr(self.est_, "decision_function") else r

    def predict_proba(self, X):
        r = self.response(self.est_, X)
        if self.method == "temperature":
            return self.temperature_.predict(self.logits(r))
        P = np.column_stack([c(r[:, j]) for j, c in enumerate(self.cal_)])
        if P.shape[1] == 1:
            return np.column_stack([1 - P, P])
        total = P.sum(axis=1, keepdims=True)
        return np.where(total > 0, P / np.where(total > 0, total, 1), 1 / P.shape[1])

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


class RefThreshold(ClassifierMixin, BaseEstimator):
    """FixedThresholdClassifier."""

    def __init__(self, inner=None, threshold="auto", response="auto"):
        self.inner, self.threshold, self.response = inner, threshold, response

    def fit(self, X, y, sample_weight=None):
        self.inner_ = self.inner.fit(X, y) if sample_weight is None else self.inner.fit(X, y, sample_weight=sample_weight)
        self.classes_ = self.inner_.classes_
        self.by_proba_ = self.response == "predict_proba" or (self.response == "auto" and hasattr(self.inner_, "predict_proba"))
        self.cut_ = (0.5 if self.by_proba_ else 0.0) if self.threshold == "auto" else self.threshold
        return self

    def __getattr__(self, name):
        if name in ("predict_proba", "decision_function") and "inner_" in self.__dict__:
            return getattr(self.inner_, name)
        raise AttributeError(name)

    def margin(self, X):
        r = self.inner_.predict_proba(X)[:, 1] if self.by_proba_ else self.inner_.decision_function(X)
        return r - self.cut_

    def predict(self, X):
        return self.classes_[(self.margin(X) >= 0).astype(int)]
