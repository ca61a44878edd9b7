"""Logistic regression at its optimum: L-BFGS-B on split variables, then active-set Newton. scikit-learn's saga stops early, liblinear too."""

import numpy as np
import scipy.linalg
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin


class RefLogistic(ClassifierMixin, BaseEstimator):
    """The optimum of scikit-learn's objective for every penalty: L-BFGS-B on split variables, then active-set Newton. Free intercept."""

    def __init__(self, penalty="l2", C=1.0, l1_ratio=None, fit_intercept=True, class_weight=None):
        self.penalty, self.C, self.l1_ratio, self.fit_intercept, self.class_weight = penalty, C, l1_ratio, fit_intercept, class_weight

    def fit(self, X, y, sample_weight=None):
        X = np.asarray(X, float)
        w = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        cw = class_weights(self.class_weight, y, w)
        keep = w > 0
        X, y, s = X[keep], np.asarray(y)[keep], (w * cw)[keep]
        self.classes_ = np.unique(y)
        K = len(self.classes_)
        if K < 2:
            raise ValueError("one class")
        l1 = {"l1": 1.0, "elasticnet": self.l1_ratio}.get(self.penalty, 0.0)
        l2 = {"l2": 1.0, "elasticnet": 1 - (self.l1_ratio or 0)}.get(self.penalty, 0.0)
        C = 1.0 if self.penalty in ("none", None) else self.C
        codes = np.searchsorted(self.classes_, y)
        self.theta_, self.kkt_ = solve_logistic(X, codes, K, s * C, l1, l2, self.fit_intercept)
        self.coef_, self.intercept_ = self.theta_[:, :-1], self.theta_[:, -1]
        return self

    def decision_function(self, X):
        Z = np.asarray(X, float) @ self.coef_.T + self.intercept_
        return Z[:, 0] if Z.shape[1] == 1 else Z

    def predict_proba(self, X):
        Z = self.decision_function(X)
        return np.column_stack([expit(-Z), expit(Z)]) if Z.ndim == 1 else softmax(Z, axis=1)

    def predict(self, X):
        Z = self.decision_function(X)
        return self.classes_[(Z > 0).astype(int) if Z.ndim == 1 else Z.argmax(axis=1)]


def class_weights(class_weight, y, w):
    y = np.asarray(y)
    if class_weight is None:
        return np.ones(len(y))
    if class_weight == "balanced":
        # Frequencies are of weights, and a class without any is not there.
        n = {k: w[y == k].sum() for k in np.unique(y[w > 0])}
        return np.array([w.sum() / (len(n) * n[k]) if k in n else 0.0 for k in y])
    return np.array([class_weight.get(k, 1.0) for k in y])


def solve_logistic(X, codes, K, s, l1, l2, intercept):
    """(theta, worst KKT violation): rows of weights with the intercept last."""
    if intercept:  # a free intercept takes up the means
        middle = X.mean(axis=0)
        theta, worst = solve_centred(X - middle, codes, K, s, l1, l2, True)
        theta = theta.copy()
        theta[:, -1] -= theta[:, :-1] @ middle
        return theta, worst
    return solve_centred(X, codes, K, s, l1, l2, False)


def solve_centred(X, codes, K, s, l1, l2, intercept):
    n, p = X.shape
    R = 1 if K == 2 else K
    Xb = np.column_stack([X, np.ones(n)])
    Y = np.zeros((n, K))
    Y[np.arange(n), codes] = 1

    def smooth(theta):
        Z = Xb @ theta.T
        if R == 1:
            z = Z[:, 0]
            t = codes
            loss = (s * (np.logaddexp(0, z) - t * z)).sum()
            P = expit(z)[:, None]
            G = ((s * (P[:, 0] - t))[:, None] * Xb).sum(axis=0)[None, :]
        else:
            L = log_softmax(Z, axis=1)
            loss = -(s * L[np.arange(n), codes]).sum()
            P = np.exp(L)
            G = (s[:, None] * (P - Y)).T @ Xb
        loss += 0.5 * l2 * (theta[:, :-1] ** 2).sum()
        G = G.copy()
        G[:, :-1] += l2 * theta[:, :-1]
        if not intercept:
            G[:, -1] = 0
        return loss, G, P

    def hessian(P):
        if R == 1:
            d = s * P[:, 0] * (1 - P[:, 0])
            H = Xb.T @ (d[:, None] * Xb)
        else:
            H = np.zeros((R * (p + 1), R * (p + 1)))
            for a in range(R):
                for b in range(a, R):
                    d = s * (P[:, a] * (1 - P[:, a]) if a == b else -P[:, a] * P[:, b])
                    block = Xb.T @ (d[:, None] * Xb)
                    H[a * (p + 1) : (a + 1) * (p + 1), b * (p + 1) : (b + 1) * (p + 1)] = block
                    H[b * (p + 1) : (b + 1) * (p + 1), a * (p + 1) : (a + 1) * (p + 1)] = block.T
        D = np.full((R, p + 1), l2)
        D[:, -1] = 0
        return H + np.diag(D.ravel())

    pen = np.full((R, p + 1), l1)
    pen[:, -1] = 0
    free = np.ones((R, p + 1), bool)
    if not intercept:
        free[:, -1] = False
    shape = (R, p + 1)
    # Start: L-BFGS-B in scaled split variables.
    scale = np.sqrt(l2 + 0.25 * (s[:, None] * Xb**2).sum(axis=0) + 1e-300)
    scale = np.tile(scale, (R, 1))

    def split(v):
        a, b = v.reshape(2, R, p + 1)
        theta = (a - b) / scale
        loss, G, _ = smooth(theta)
        g = G / scale
        q = pen / scale
        return loss + (q * (a + b)).sum(), np.concatenate([(g + q).ravel(), (-g + q).ravel()])

    if l1 > 0:
        v = minimize(
            split,
            np.zeros(2 * R * (p + 1)),
            jac=True,
            method="L-BFGS-B",
            bounds=[(0, None)] * (2 * R * (p + 1)),
            options={"maxiter": 3000, "maxfun": 6000, "ftol": 1e-15, "gtol": 1e-9},
        ).x
        a, b = v.reshape(2, R, p + 1)
        theta = (a - b) / scale
        theta[np.abs(theta * scale) < 1e-9 * max(1, np.abs(theta * scale).max())] = (
            0 if l1 else theta[np.abs(theta * scale) < 1e-9 * max(1, np.abs(theta * scale).max())]
        )
    else:
        theta = np.zeros(shape)
    theta[~free] = 0
    obj = lambda t: smooth(t)[0] + (pen * np.abs(t)).sum()
    current = obj(theta)
    # the unit of the gradient: what a column of ones has
    unit = np.sqrt(np.maximum((s[:, None] * Xb**2).sum(axis=0), 1e-300) * s.sum())
    unit = np.tile(unit, (R, 1))

    def violation(theta, G):
        sub = np.where(theta != 0, G + pen * np.sign(theta), np.sign(G) * np.maximum(np.abs(G) - pen, 0))
        return np.where(free, sub, 0)

    best = np.inf
    for step in range(100):
        loss, G, P = smooth(theta)
        V = violation(theta, G)
        worst = np.abs(V / unit).max()
        if worst < 1e-13:
            break
        active = free & ((theta != 0) | (V != 0))
        at = np.flatnonzero(active.ravel())
        H = hessian(P)[np.ix_(at, at)]
        d0 = np.sqrt(np.maximum(np.diag(H), 1e-300))
        Hs = H / np.outer(d0, d0)
        rhs = V.ravel()[at] / d0
        try:
            if l2 > 0 and R == 1:
                move = scipy.linalg.solve(Hs + 1e-16 * np.eye(len(at)), rhs, assume_a="pos")
            else:
                move = scipy.linalg.lstsq(Hs, rhs, cond=1e-14)[0]
        except Exception:
            move = scipy.linalg.lstsq(Hs, rhs, cond=1e-14)[0]
        direction = np.zeros(theta.size)
        direction[at] = -move / d0
        direction = direction.reshape(shape)
        orth = np.where(theta != 0, np.sign(theta), -np.sign(V))
        t = 1.0
        moved = False
        while t > 1e-12:
            new = theta + t * direction
            if l1 > 0:
                cross = (new * orth < 0) & (pen > 0)
                new[cross] = 0
            value = obj(new)
            if value <= current + 1e-15 * abs(current):
                moved = value < current or np.abs(new - theta).max() > 0
                theta, current = new, min(value, current)
                break
            t /= 2
        if not moved or (step > 30 and worst >= best):
            break
        best = min(best, worst)
    loss, G, P = smooth(theta)
    return theta, float(np.abs(violation(theta, G) / unit).max())


class RefLiblinear(ClassifierMixin, BaseEstimator):
    """liblinear's logistic objective at its optimum: penalised intercept, one class against the rest, the rest unweighted by class_weight."""

    def __init__(self, penalty="l2", C=1.0, fit_intercept=True, intercept_scaling=1.0, class_weight=None):
        self.penalty, self.C, self.fit_intercept, self.intercept_scaling, self.class_weight = penalty, C, fit_intercept, intercept_scaling, class_weight

    def fit(self, X, y, sample_weight=None):
        X = np.asarray(X, float)
        y = np.asarray(y)
        w = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        own = class_weights(self.class_weight, y, w)
        keep = w > 0
        X, y, w, own = X[keep], y[keep], w[keep], own[keep]
        self.classes_ = np.unique(y)
        if len(self.classes_) < 2:
            raise ValueError("one class")
        unit = self.intercept_scaling if self.fit_intercept else 0.0
        A = np.column_stack([X, np.full(len(X), unit)]) if unit else X
        rows = []
        for k in self.classes_[1:] if len(self.classes_) == 2 else self.classes_:
            t = (y == k).astype(int)
            s = self.C * w * (own if len(self.classes_) == 2 else np.where(t == 1, own, 1.0))
            theta, self.kkt_ = solve_logistic(A, t, 2, s, float(self.penalty == "l1"), float(self.penalty == "l2"), False)
            rows.append(theta[0, :-1])
        W = np.array(rows)
        self.coef_ = W[:, : X.shape[1]]
        self.intercept_ = W[:, -1] * unit if unit else np.zeros(len(W))
        return self

    def decision_function(self, X):
        Z = np.asarray(X, float) @ self.coef_.T + self.intercept_
        return Z[:, 0] if Z.shape[1] == 1 else Z

    def predict_proba(self, X):
        Z = self.decision_function(X)
        if Z.ndim == 1:
            return np.column_stack([expit(-Z), expit(Z)])
        P = expit(Z)
        return P / P.sum(axis=1, keepdims=True)

    def predict(self, X):
        Z = self.decision_function(X)
        return self.classes_[(Z > 0).astype(int) if Z.ndim == 1 else Z.argmax(axis=1)]
