"""One search as scikit-learn sees it: the table, and an estimator whose params are the number of a candidate."""

import warnings

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import ParameterGrid, PredefinedSplit

from reference.classifiers import RefThreshold
from reference.metrics import measure
from reference.pipelines import make_pipeline, takes_weights
from reference.splits import make_splitter

CTX = None


class OutOfTime(BaseException):
    """The references took too long; no `except Exception` of theirs holds it up."""


class Context:
    """Table, splits and candidates of a search `c`, and what the fits say about themselves:

    open: the reference has not converged, or there is no optimum; flat: more than one optimum, or rounding decides; separable: (candidate, train
    rows) where an unpenalised fit has no optimum; short: (candidate, train rows) with a class of fewer rows than columns; margin: how near to collinear least squares was.
    """

    def __init__(self, c):
        global CTX
        self.c, self.kinds = c, c.kinds
        names = [name for name, _, _ in c.features]
        self.X = pd.DataFrame({name: column(kind, values) for name, kind, values in c.features}, columns=names)
        self.y = np.asarray(c.y, dtype=int if c.task == "classification" else float)
        self.w = c.weights
        self.rows = np.arange(c.n)
        self.splits = splits_of(c, self.y[: c.n])
        self.fewest_rows = min(len(train) for train, _ in self.splits)
        self.candidates = list(ParameterGrid(c.grids or {}))
        self.said, self.why, self.open, self.flat, self.separable, self.short, self.margin = {}, {}, set(), set(), set(), set(), {}
        CTX = self

    def columns_of(self, what):
        if what == "all":
            return list(range(len(self.kinds)))
        return [j for j, kind in enumerate(self.kinds) if kind == what]

    def code_of(self, label):
        return [str(x) for x in self.c.labels].index(str(label))


def column(kind, values):
    if kind == "categorical":
        return np.array([np.nan if v is None else v for v in values], dtype=object)
    return np.array([np.nan if v is None else float(v) for v in values])


def splits_of(c, y):
    name, params = c.ref_splitter
    if name == "PredefinedSplit":
        return list(PredefinedSplit(c.fold).split())
    # Each part in the order of the file, as the product has it: scikit-learn's shuffle splitters leave it shuffled, which SGD notices.
    groups = None if c.groups is None else np.array(c.groups)
    return [(np.sort(train), np.sort(test)) for train, test in make_splitter(name, params).split(np.zeros((c.n, 1)), y, groups)]


class Candidate(BaseEstimator):
    """The pipeline of one candidate; X holds row numbers."""

    def __init__(self, index=0):
        self.index = index

    def fit(self, X, y):
        """A failure is kept, and scores are NaN (GridSearchCV's own way fails for a scorer that returns a dict)."""
        self.failed_ = None
        try:
            return self.fit_or_raise(X, y)
        except Exception as error:
            self.failed_ = error
            return self

    def fit_or_raise(self, X, y):
        rows = np.asarray(X)[:, 0]
        own = CTX.candidates[self.index]
        self.pipe_ = make_pipeline(CTX.c.steps, own, CTX)
        kw = {}
        if CTX.w is not None and takes_weights(CTX.c.steps, own, CTX):
            kw = {"model__sample_weight": CTX.w[rows]}
            if not CTX.w[rows].sum() > 0:
                raise ValueError("no weight")
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            self.pipe_.fit(CTX.X.iloc[rows], y, **kw)
        self.classes_ = getattr(self.pipe_, "classes_", None)
        self.note_doubts(rows, y, kw, told)
        return self

    def note_doubts(self, rows, y, kw, told):
        last = self.pipe_.steps[-1][1]
        kind = type(getattr(last, "inner", last)).__name__
        if any(issubclass(t.category, ConvergenceWarning) for t in told) or getattr(last, "kkt_", 0) > 1e-10:
            CTX.open.add(self.index)
        if kw and CTX.c.task == "classification" and (np.bincount(y, CTX.w[rows])[np.unique(y)] == 0).any():
            CTX.flat.add(self.index)  # a class without weight: scikit-learn's solvers each do something else
        if getattr(last, "penalty", None) == "none":
            weighed = CTX.w[rows] > 0 if kw else np.ones(len(rows), bool)
            response = self.pipe_.decision_function(CTX.X.iloc[rows])
            if np.abs(response).max() > 25:
                CTX.open.add(self.index)  # some rows are told apart without end
            if (self.pipe_.predict(CTX.X.iloc[rows]) == y)[weighed].all():
                CTX.open.add(self.index)
                CTX.separable.add((self.index, rows.tobytes()))
        inner = getattr(last, "inner_", None)
        if getattr(inner, "flat_", False):
            CTX.flat.add(self.index)  # nothing tells a direction's spread
        if getattr(inner, "short_", False):
            CTX.short.add((self.index, rows.tobytes()))
            if inner.reg_param == 0:
                CTX.flat.add(self.index)  # scikit-learn divides by nothing
        if kind == "LinearDiscriminantAnalysis":
            Z = np.asarray(self.pipe_[:-1].transform(CTX.X.iloc[rows]) if len(self.pipe_.steps) > 1 else CTX.X.iloc[rows], float)
            if (Z.max(axis=0) == Z.min(axis=0)).any():
                CTX.flat.add(self.index)  # scikit-learn divides by what rounding leaves of a constant column's spread
        if hasattr(last, "margin_"):
            if last.exact_:
                CTX.flat.add(self.index)  # no residuals: what they are a share of is rounding
            CTX.margin[self.index] = min(CTX.margin.get(self.index, 1.0), last.margin_)
        absolute = (
            type(last).__name__ == "Lasso"
            or getattr(last, "l1_ratio", None) == 1
            or (getattr(last, "penalty", None) == "l1" and type(last).__name__.startswith("Ref"))
        )
        if len(self.pipe_.steps) > 1 and (absolute or kind.startswith("SGD")):
            Z = np.asarray(self.pipe_[:-1].transform(CTX.X.iloc[rows]), float)
            if absolute and np.linalg.matrix_rank(Z - Z.mean(axis=0)) < Z.shape[1]:
                CTX.flat.add(self.index)
            if kind.startswith("SGD") and hasattr(last, "coef_"):
                moved = clone(last).fit(Z * (1 + 1e-15 * np.random.RandomState(0).randn(*Z.shape)), y, **({"sample_weight": CTX.w[rows]} if kw else {}))
                if np.abs(moved.coef_ - last.coef_).max() > 1e-7 * np.abs(last.coef_).max():
                    CTX.flat.add(self.index)

    def say(self, frame):
        """pred, proba, dec; gap and gaps: how near to the border the nearest row is, and each."""
        out = {"pred": self.pipe_.predict(frame)}
        if CTX.c.task == "classification":
            for key, method in (("proba", "predict_proba"), ("dec", "decision_function")):
                try:
                    out[key] = getattr(self.pipe_, method)(frame)
                except AttributeError:
                    pass
            out["gap"], out["gaps"] = gap_of(self.pipe_, frame, out)
        last = self.pipe_.steps[-1][1]
        if hasattr(last, "border_"):
            out["gap"] = min(out.get("gap", 1.0), last.border_)
            out["gaps"] = np.minimum(out.get("gaps", np.ones(len(frame))), last.border_)
        return out


def gap_of(pipe, frame, out):
    """How near the border the nearest row is, relative to the largest score; and per row."""
    last = pipe.steps[-1][1]
    Z = pipe[:-1].transform(frame) if len(pipe.steps) > 1 else frame
    if isinstance(last, RefThreshold):
        m = np.abs(last.margin(Z))
    elif last.__class__.__name__ == "SVC" and len(last.classes_) > 2:
        D = last._decision_function(Z)
        m = np.abs(D).min(axis=1) / max(np.abs(D).max(), 1e-300)
    elif "dec" in out:
        D = out["dec"]
        s = np.abs(D) if D.ndim == 1 else np.sort(D, axis=1)
        m = (s if D.ndim == 1 else s[:, -1] - s[:, -2]) / max(np.abs(D).max(), 1e-300)
    elif "proba" in out and out["proba"].shape[1] > 1:
        s = np.sort(out["proba"], axis=1)
        m = s[:, -1] - s[:, -2]
    else:
        return 1.0, np.ones(len(frame))
    return m.min(), m


def scores_of(candidate, frame, y, w, why):
    """Metric to score, NaN where scikit-learn has none or raises (`why` is told), and what was said."""
    out = candidate.say(frame)
    result = {}
    for key, p in CTX.c.metrics.items():
        q = dict(p)
        if "pos_label" in q:
            q["pos_code"] = CTX.code_of(q["pos_label"])
        try:
            value = float(measure(key, q, out, y, w, CTX.c.K))
        except Exception as error:
            why[key] = repr(error)[:100]
            value = np.nan
        result[key] = value if np.isfinite(value) else np.nan
    return result, out


def scorer(candidate, X, y):
    """GridSearchCV's `scoring`."""
    rows = np.asarray(X)[:, 0]
    nothing = {key: np.nan for key in CTX.c.metrics}
    why = CTX.why.setdefault((candidate.index, rows.tobytes()), {})
    w = None if CTX.w is None else CTX.w[rows]
    if candidate.failed_ is not None:
        why.update({key: "fit: " + repr(candidate.failed_)[:100] for key in CTX.c.metrics})
        return nothing
    if w is not None and not w.sum() > 0:
        return nothing
    try:
        result, out = scores_of(candidate, CTX.X.iloc[rows], y, w, why)
    except Exception as error:
        why.update({key: "predict: " + repr(error)[:100] for key in CTX.c.metrics})
        return nothing
    CTX.said[(candidate.index, rows.tobytes())] = min(CTX.said.get((candidate.index, rows.tobytes()), 1.0), out.get("gap", 1.0))
    return result
