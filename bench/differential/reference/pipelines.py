"""One candidate as a scikit-learn pipeline."""

import math

from sklearn.compose import ColumnTransformer
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import ElasticNet, Lasso, SGDClassifier, SGDRegressor
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC, LinearSVC

from .classifiers import MlLogistic, RefCalibrated, RefKNNClassifier, RefKNNRegressor, RefQuadratic, RefThreshold, Replicated
from .least_squares import RefLeastSquares
from .logistic import RefLiblinear, RefLogistic
from .transformers import ToFloat, make_transformer


def own_class_weight(value, ctx):
    if isinstance(value, dict):
        return {ctx.code_of(k): v for k, v in value.items()}
    return value


TAKES_WEIGHTS = {
    "LogisticRegression",
    "GaussianNB",
    "MultinomialNB",
    "BernoulliNB",
    "LinearDiscriminantAnalysis",
    "QuadraticDiscriminantAnalysis",
    "LinearSVC",
    "SVC",
    "SGDClassifier",
    "DummyClassifier",
    "LinearRegression",
    "Ridge",
    "Lasso",
    "ElasticNet",
    "SGDRegressor",
    "DummyRegressor",
}


def penalty_of(p):
    """scikit-learn 1.8 and later: without `penalty`, `l1_ratio` alone chooses; an infinite C is no penalty. None and "none" are one."""
    if p.get("C") == math.inf:
        return "none"
    if "penalty" in p:
        return p["penalty"] or "none"
    ratio = p.get("l1_ratio") or 0
    return "l2" if ratio == 0 else "l1" if ratio == 1 else "elasticnet"


def make_predictor(name, p, ctx):
    g = p.get
    cw = own_class_weight(g("class_weight"), ctx)
    if name == "LogisticRegression":
        penalty = penalty_of(p)
        if g("solver") == "liblinear":
            return RefLiblinear(penalty, g("C", 1), g("fit_intercept", True), g("intercept_scaling", 1), cw)
        return RefLogistic(penalty, g("C", 1), g("l1_ratio"), g("fit_intercept", True), cw)
    if name == "LinearSVC":
        hinge = g("loss") == "hinge"
        return LinearSVC(
            loss=g("loss", "squared_hinge"),
            C=g("C", 1),
            fit_intercept=g("fit_intercept", True),
            intercept_scaling=g("intercept_scaling", 1),
            class_weight=cw,
            dual=hinge,
            tol=1e-9 if hinge else 1e-12,
            max_iter=40_000 if hinge else 10_000,
            random_state=0,
        )
    if name == "SVC":
        return SVC(
            C=g("C", 1),
            kernel=g("kernel", "rbf"),
            degree=g("degree", 3),
            gamma=g("gamma", "scale"),
            coef0=g("coef0", 0),
            class_weight=cw,
            tol=1e-9,
            max_iter=400_000,
        )
    if name == "SGDClassifier":
        return SGDClassifier(**{k: v for k, v in p.items() if k != "class_weight"} | {"class_weight": cw, "random_state": g("random_state", 0)})
    if name == "SGDRegressor":
        return SGDRegressor(**p | {"random_state": g("random_state", 0)})
    if name == "KNeighborsClassifier":
        return RefKNNClassifier(g("n_neighbors", 5), weights=g("weights", "uniform"), algorithm="brute")
    if name == "KNeighborsRegressor":
        return RefKNNRegressor(g("n_neighbors", 5), weights=g("weights", "uniform"), algorithm="brute")
    if name == "GaussianNB":
        return GaussianNB(var_smoothing=g("var_smoothing", 1e-9))
    if name == "MultinomialNB":
        return MultinomialNB(alpha=g("alpha", 1), fit_prior=g("fit_prior", True))
    if name == "BernoulliNB":
        return BernoulliNB(alpha=g("alpha", 1), fit_prior=g("fit_prior", True), binarize=g("binarize", 0))
    if name == "LinearDiscriminantAnalysis":
        return Replicated(LinearDiscriminantAnalysis(solver=g("solver", "svd"), shrinkage=g("shrinkage"), tol=g("tol", 1e-4)))
    if name == "QuadraticDiscriminantAnalysis":
        return Replicated(RefQuadratic(float(g("reg_param", 0))))
    if name == "DummyClassifier":
        return DummyClassifier(
            strategy=g("strategy", "prior"), constant=None if g("constant") is None else ctx.code_of(g("constant")), random_state=g("random_state", 0)
        )
    if name == "ml-logistic-regression":
        return MlLogistic(g("numSteps", 1000), g("learningRate", 5e-4))
    if name in ("LinearRegression", "Ridge"):
        return RefLeastSquares(g("fit_intercept", True), g("alpha", 1) if name == "Ridge" else 0)
    if name in ("Lasso", "ElasticNet"):
        common = dict(alpha=g("alpha", 1), fit_intercept=g("fit_intercept", True), tol=1e-13, max_iter=200_000)
        return Lasso(**common) if name == "Lasso" else ElasticNet(l1_ratio=g("l1_ratio", 0.5), **common)
    if name == "DummyRegressor":
        return DummyRegressor(strategy=g("strategy", "mean"), quantile=g("quantile"), constant=g("constant"))
    raise KeyError(name)


# ---------------------------------------------------------------- pipelines


def steps_of(spec_steps, own, ctx):
    """(name, class, params) after the candidate's own params; bare names swap."""
    out = []
    for name, cls, fixed in spec_steps:
        p = dict(fixed)
        chosen = cls
        if name in own and not isinstance(cls, list):
            chosen = own[name]
            p = dict(fixed) if chosen == cls else {}
        for key, value in own.items():
            if key.startswith(name + "__") and not isinstance(cls, list):
                p[key[len(name) + 2 :]] = value
        out.append((name, chosen, p))
    return out


def make_pipeline(spec, own, ctx):
    """A scikit-learn pipeline for one candidate. spec: [(step, class | list of branches, params)]"""
    parts, post = [], []
    steps = steps_of(spec, own, ctx)
    for name, cls, p in steps:
        if isinstance(cls, list):
            branches = []
            for branch, columns, inner in cls:
                prefix = f"{name}__{branch}"
                if own.get(prefix) == "drop":
                    continue
                sub = {k[len(prefix) + 2 :]: v for k, v in own.items() if k.startswith(prefix + "__")}
                chain = [(n, make_transformer(c, q, ctx)) for n, c, q in steps_of(inner, sub, ctx)]
                at = ctx.columns_of(columns)
                numeric = all(ctx.kinds[j] != "categorical" for j in at)
                if own.get(prefix) == "passthrough" or not chain:
                    chain = []
                if numeric:
                    chain = [("float", ToFloat())] + chain
                branches.append((branch, Pipeline(chain), at))
            parts.append((name, ColumnTransformer(branches, sparse_threshold=0)))
        elif cls in ("Calibration", "DecisionThreshold") or (cls == "passthrough" and name in ("cal", "thr")):
            if cls != "passthrough":
                post.append((cls, p))
        elif name == "model":
            make = lambda cls=cls, p=p: make_predictor(cls, p, ctx)
            for kind, q in post_of(steps):
                if kind == "Calibration":
                    make = lambda make=make, q=q, cls=cls: RefCalibrated(make, q.get("method", "sigmoid"), q.get("cv", 5), cls in TAKES_WEIGHTS)
                else:
                    make = lambda make=make, q=q: RefThreshold(make(), q.get("threshold", "auto"), q.get("response", "auto"))
            if all(kind != "categorical" for kind in ctx.kinds) and not parts:
                parts.append(("float", ToFloat()))
            parts.append((name, make()))
        else:
            if not parts and cls != "TableVectorizer" and all(k != "categorical" for k in ctx.kinds):
                parts.append(("float", ToFloat()))
            parts.append((name, make_transformer(cls, p, ctx)))
    return Pipeline(parts)


def post_of(steps):
    return [(cls, p) for name, cls, p in steps if cls in ("Calibration", "DecisionThreshold")]


def takes_weights(spec, own, ctx):
    """Whether the last step of this candidate is given weights; calibration takes some itself."""
    steps = steps_of(spec, own, ctx)
    model = next(cls for name, cls, _ in steps if name == "model")
    return model in TAKES_WEIGHTS or any(name == "Calibration" or cls == "Calibration" for name, cls, _ in steps)
