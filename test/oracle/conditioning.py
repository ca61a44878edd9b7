"""Fits of badly conditioned columns for test/estimators/conditioning.test.ts, in 120 decimal digits: no solver, no rounding but that of the columns.

Covariances of discriminants are divided by rows, as in scikit-learn 1.9.

Run: python3 test/oracle/conditioning.py > test/oracle/conditioning.json   (needs mpmath)
Base columns are drawn here and kept; both sides make the columns of a case from them with the same operations on doubles:
  collinear: [a, a + 10^-k z, b]                        two columns that differ by 10^-k of their spread, which difference is the signal
  scaled:    [four columns of a code, a, 10^k b]        a column of large numbers behind one-hot columns (which add up to 1)
  spread:    [10^(-k/2) a, b, 10^(k/2) z]               columns in units that differ by 10^k
  far:       [a + 10^k, b + 10^(k/2), z]                columns whose mean is 10^k times their spread (k up to 8: beyond it the data are rounded)
  coded:     [four columns of a code, three of another, a + 10^k, b + 10^(k/2)]   for a line through the origin: the codes add up to the same
"""

import itertools
import json
import random

from mpmath import eigsy, exp, log, lu_solve, matrix, mp, mpf, sqrt

mp.dps = 120
N, Q = 24, 4
ALPHA = {"ridge": "1", "lasso": "0.05", "net": "0.05"}


def draw(seed, count):
    rng = random.Random(seed)
    return [round(rng.gauss(0, 1), 6) for _ in range(count)]


BASE = {"a": draw(1, N + Q), "b": draw(2, N + Q), "z": draw(3, N + Q), "noise": draw(4, N + Q), "code": [i * 7 % 4 for i in range(N + Q)], "other": [i * 5 % 3 for i in range(N + Q)]}


def columns(kind, k):
    a, b, z, code = BASE["a"], BASE["b"], BASE["z"], BASE["code"]
    ten = float(f"1e{k}")
    rows = range(N + Q)
    if kind == "collinear":
        return [a, [a[i] + float(f"1e-{k}") * z[i] for i in rows], b]
    if kind == "scaled":
        return [*[[1.0 if code[i] == c else 0.0 for i in rows] for c in range(4)], a, [ten * b[i] for i in rows]]
    half = float(f"1e{k // 2}")
    if kind == "coded":
        codes = [[1.0 if v == c else 0.0 for v in BASE[name]] for name, count in (("code", 4), ("other", 3)) for c in range(count)]
        return [*codes, [a[i] + ten for i in rows], [b[i] + half for i in rows]]
    if kind == "spread":
        return [[a[i] * float(f"1e-{k // 2}") for i in rows], b, [z[i] * half for i in rows]]
    return [[a[i] + ten for i in rows], [b[i] + half for i in rows], z]


def target():
    return [BASE["a"][i] - BASE["b"][i] + 2 * BASE["z"][i] + 0.3 * BASE["noise"][i] for i in range(N + Q)]


def classes():
    return [0 if t < 0 else 1 for t in (BASE["a"][i] - BASE["b"][i] + 0.5 * BASE["z"][i] + 1.5 * BASE["noise"][i] for i in range(N))]


def mean(v):
    return sum(v) / len(v)


def dot(u, v):
    return sum((x * y for x, y in zip(u, v)), mpf(0))


class Problem:
    def __init__(self, kind, k):
        self.cols = [[mpf(v) for v in c] for c in columns(kind, k)]
        self.p = len(self.cols)
        self.train = [c[:N] for c in self.cols]
        self.query = [[c[N + q] for c in self.cols] for q in range(Q)]
        self.y = [mpf(v) for v in target()[:N]]
        self.m = [mean(c) for c in self.train]
        self.X = [[v - m for v in c] for c, m in zip(self.train, self.m)]
        self.r = [v - mean(self.y) for v in self.y]

    def line(self, w):
        return [mean(self.y) + dot(w, [x - m for x, m in zip(row, self.m)]) for row in self.query]

    def gram(self):
        return matrix([[dot(a, b) for b in self.X] for a in self.X])


def floats(values):
    return [float(v) for v in values]


def least_squares(P):
    keep = range(1, P.p) if P.p == 6 else range(P.p)
    G = P.gram()
    sub = matrix([[G[i, j] for j in keep] for i in keep])
    w = lu_solve(sub, matrix([dot(P.X[i], P.r) for i in keep]))
    full = [mpf(0)] * P.p
    for at, i in enumerate(keep):
        full[i] = w[at]
    return floats(P.line(full))


def origin(P):
    """Without one column of the first code, what is left is not collinear."""
    keep = range(1, P.p)
    w = lu_solve(matrix([[dot(P.train[i], P.train[j]) for j in keep] for i in keep]), matrix([dot(P.train[i], [mpf(v) for v in target()[:N]]) for i in keep]))
    return floats(dot(list(w), row[1:]) for row in P.query)


def ridge(P, alpha):
    G = P.gram()
    for i in range(P.p):
        G[i, i] += mpf(alpha)
    return floats(P.line(list(lu_solve(G, matrix([dot(x, P.r) for x in P.X])))))


def net(P, alpha, ratio):
    """The signs of the optimum by trying all."""
    G, c, n = P.gram(), [dot(x, P.r) for x in P.X], mpf(N)
    l1, l2 = mpf(alpha) * mpf(ratio), mpf(alpha) * (1 - mpf(ratio))
    for signs in itertools.product([0, 1, -1], repeat=P.p):
        on = [i for i in range(P.p) if signs[i]]
        w = [mpf(0)] * P.p
        if on:
            A = matrix([[G[i, j] / n + (l2 if i == j else 0) for j in on] for i in on])
            try:
                s = lu_solve(A, matrix([c[i] / n - l1 * signs[i] for i in on]))
            except ZeroDivisionError:
                continue
            for at, i in enumerate(on):
                w[i] = s[at]
        slopes = [(dot([G[i, j] for j in range(P.p)], w) - c[i]) / n + l2 * w[i] for i in range(P.p)]
        if all((w[i] * signs[i] > 0) if signs[i] else abs(slopes[i]) <= l1 for i in range(P.p)):
            return floats(P.line(w))
    raise ValueError("no signs fit")


def logistic(P, C):
    """Newton's method in columns of unit spread (the penalty scaled with them); intercept free."""
    y = [mpf(c) for c in classes()]
    s = [sqrt(dot(x, x)) for x in P.X]
    Z = [[v / d for v in x] for x, d in zip(P.X, s)] + [[mpf(1)] * N]
    pen = [1 / d**2 for d in s] + [mpf(0)]
    th = [mpf(0)] * (P.p + 1)
    value = lambda t: mpf(C) * sum(log(1 + exp(m)) - c * m for m, c in zip([dot(t, [z[i] for z in Z]) for i in range(N)], y)) + sum(q * v * v for q, v in zip(pen, t)) / 2
    for _ in range(400):
        pr = [1 / (1 + exp(-dot(th, [z[i] for z in Z]))) for i in range(N)]
        g = [mpf(C) * dot([a - b for a, b in zip(pr, y)], z) + q * t for z, q, t in zip(Z, pen, th)]
        H = matrix([[mpf(C) * sum(pr[i] * (1 - pr[i]) * u[i] * v[i] for i in range(N)) + (pen[a] if a == b else 0) for b, v in enumerate(Z)] for a, u in enumerate(Z)])
        d = lu_solve(H, matrix(g))
        step, now = mpf(1), value(th)
        while value([t - step * x for t, x in zip(th, d)]) > now and step > mpf(10) ** -60:
            step /= 2
        th = [t - step * x for t, x in zip(th, d)]
        if max(abs(x) for x in d) < mpf(10) ** -40 * max(1, max(abs(t) for t in th)):
            break
    else:
        raise ValueError("Newton did not converge")
    out = []
    for row in P.query:
        out.append(th[-1] + dot(th[:-1], [(x - m) / d for x, m, d in zip(row, P.m, s)]))
    return {"objective": float(value(th)), "decision": floats(out)}


def inertia(P):
    """Eigenvalues of the covariance, descending, and what queries come to along each (its size; the sign is free)."""
    values, vectors = eigsy(P.gram() / (N - 1))
    order = sorted(range(P.p), key=lambda i: -values[i])
    along = [[abs(dot([vectors[j, i] for j in range(P.p)], [x - m for x, m in zip(row, P.m)])) for i in order] for row in P.query]
    return {"variances": floats(values[i] for i in order), "queries": [floats(row) for row in along]}


def discriminants(P):
    y = classes()
    own = [[[v for v, c in zip(col, y) if c == k] for col in P.train] for k in (0, 1)]
    count = [len(o[0]) for o in own]
    mu = [[mean(c) for c in o] for o in own]
    S = [matrix([[dot([v - a for v in o[i]], [v - b for v in o[j]]) for j, b in enumerate(m)] for i, a in enumerate(m)]) for o, m in zip(own, mu)]
    W = (S[0] + S[1]) / N
    lda = lu_solve(W, matrix([b - a for a, b in zip(mu[0], mu[1])]))
    centre = [(a + b) / 2 for a, b in zip(mu[0], mu[1])]
    linear = [dot(list(lda), [x - c for x, c in zip(row, centre)]) + log(mpf(count[1]) / count[0]) for row in P.query]
    lsqr = lu_solve((S[0] + S[1]) / N, matrix([b - a for a, b in zip(mu[0], mu[1])]))
    shrunk = [dot(list(lsqr), [x - c for x, c in zip(row, centre)]) + log(mpf(count[1]) / count[0]) for row in P.query]
    quadratic = []
    for row in P.query:
        score = []
        for k in (0, 1):
            C = S[k] / count[k]
            d = matrix([x - m for x, m in zip(row, mu[k])])
            from mpmath import det
            score.append(log(mpf(count[k]) / N) - log(det(C)) / 2 - dot(list(d), list(lu_solve(C, d))) / 2)
        quadratic.append(score[1] - score[0])
    return {"lda": floats(linear), "lsqr": floats(shrunk), "qda": floats(quadratic)}


def columnwise(P):
    """Population variances, and F of each column with the target and with the classes."""
    y = classes()
    regression, variance = [], []
    for x in P.X:
        rr = dot(x, P.r) ** 2 / (dot(x, x) * dot(P.r, P.r))
        regression.append(rr / (1 - rr) * (N - 2))
    classification = []
    for col in P.train:
        own = [[v for v, c in zip(col, y) if c == k] for k in (0, 1)]
        within = sum(sum((v - mean(o)) ** 2 for v in o) for o in own)
        between = sum(len(o) * (mean(o) - mean(col)) ** 2 for o in own)
        classification.append(between / (within / (N - 2)))
    variance = [dot(x, x) / N for x in P.X]
    return {"variance": floats(variance), "f_regression": floats(regression), "f_classif": floats(classification)}


def case(kind, k):
    P = Problem(kind, k)
    if kind == "coded":
        return {"kind": kind, "k": k, "origin": origin(P)}
    out = {"kind": kind, "k": k, "least_squares": least_squares(P), "ridge": ridge(P, ALPHA["ridge"])}
    if kind != "scaled":
        out |= {"lasso": net(P, ALPHA["lasso"], 1), "net": net(P, ALPHA["net"], "0.5"), "pca": inertia(P), "logistic": logistic(P, 1), "columns": columnwise(P)}
        out |= discriminants(P)
    return out


if __name__ == "__main__":
    cases = [case(kind, k) for kind in ("collinear", "scaled", "spread") for k in range(0, 17, 2)]
    cases += [case(kind, k) for kind in ("far", "coded") for k in range(0, 9, 2)]
    print(json.dumps({"base": BASE, "target": target(), "classes": classes(), "train": N, "cases": cases}))
