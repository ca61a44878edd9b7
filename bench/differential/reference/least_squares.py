"""Least squares and ridge in extended precision: columns centred and brought to one scale, pivoted Gram-Schmidt, twice; of all solutions the shortest."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin

WIDE = np.longdouble


class RefLeastSquares(RegressorMixin, BaseEstimator):
    """`margin_`: the least share of a column that the columns before it do not explain, of those that count as independent.
    `exact_`: the train rows are met but for rounding."""

    def __init__(self, fit_intercept=True, alpha=0):
        self.fit_intercept, self.alpha = fit_intercept, alpha

    def fit(self, X, y, sample_weight=None):
        X, y = np.asarray(X, WIDE), np.asarray(y, WIDE)
        w = np.ones(len(y), WIDE) if sample_weight is None else np.asarray(sample_weight, WIDE)
        total = w.sum()
        middle = (w @ X) / total if self.fit_intercept else np.zeros(X.shape[1], WIDE)
        level = (w @ y) / total if self.fit_intercept else WIDE(0)
        root = np.sqrt(w)
        spread = root[:, None] * (X - middle)
        spread[:, (spread**2).sum(axis=0) <= 1e-34 * ((root[:, None] * X) ** 2).sum(axis=0)] = 0  # constant but for rounding
        ridge = np.sqrt(WIDE(self.alpha)) * np.eye(X.shape[1], dtype=WIDE)[: X.shape[1] if self.alpha else 0]
        target = np.r_[root * (y - level), np.zeros(len(ridge), WIDE)]
        self.wide_, self.margin_ = shortest(np.r_[spread, ridge], target)
        self.wide_intercept_ = level - middle @ self.wide_
        self.exact_ = bool(np.abs(root * (y - X @ self.wide_ - self.wide_intercept_)).max() <= 1e-14 * max(np.abs(y).max(), 1e-300))
        self.coef_, self.intercept_ = self.wide_.astype(float), float(self.wide_intercept_)
        return self

    def predict(self, X):
        return (np.asarray(X, WIDE) @ self.wide_ + self.wide_intercept_).astype(float)


def shortest(A, b, floor=1e-13):
    """(weights, margin): of the least-squares solutions of A w = b the shortest; collinear is what leaves less than `floor` of a column."""
    n, p = A.shape
    size = np.sqrt((A**2).sum(axis=0))
    used = size > 0
    scale = np.where(used, 2.0 ** -np.round(np.log2(np.where(used, size, 1).astype(float))), 1).astype(WIDE)
    B = A * scale
    left, Q, pivots, margin = [j for j in range(p) if used[j]], [], [], 1.0
    own = np.sqrt((B**2).sum(axis=0))
    rest = B.copy()
    while left:
        share = np.array([float(np.sqrt((rest[:, j] ** 2).sum()) / own[j]) for j in left])
        best = int(share.argmax())
        if share[best] <= floor or len(Q) == n:
            break
        margin = min(margin, share[best])
        j = left.pop(best)
        q = rest[:, j]
        for other in Q:
            q = q - other * (other @ q)
        q = q / np.sqrt(q @ q)
        Q.append(q)
        pivots.append(j)
        for k in left:
            rest[:, k] = rest[:, k] - q * (q @ rest[:, k])
    w = np.zeros(p, WIDE)
    if not pivots:
        return w, margin
    Q = np.array(Q).T
    R = Q.T @ B[:, pivots]
    w[pivots] = back(R, Q.T @ b)
    null = []
    for j in range(p):
        if j in pivots:
            continue
        v = np.zeros(p, WIDE)
        v[j] = 1
        if used[j]:
            v[pivots] = -back(R, Q.T @ B[:, j])
        null.append(v * scale)
    w = w * scale
    for v in orthonormal(null):
        w = w - v * (v @ w)
    return w, margin


def orthonormal(vectors):
    found = []
    for v in vectors:
        v = v / np.sqrt(v @ v)
        for _ in range(2):
            for other in found:
                v = v - other * (other @ v)
        found.append(v / np.sqrt(v @ v))
    return found


def back(R, c):
    x = np.zeros(len(c), WIDE)
    for i in range(len(c) - 1, -1, -1):
        x[i] = (c[i] - R[i, i + 1 :] @ x[i + 1 :]) / R[i, i]
    return x
