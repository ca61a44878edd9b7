"""What the product said beside what scikit-learn says. Each function takes `problem(kind, text)`:

hard    the product says something else
untold  a warning that it owes is absent
soft    ties of rounding: a decision within 1e-7 of the border, more than one optimum
open    the reference has not converged, or there is no optimum
absent  a class is missing from train or test rows: the product has a value where scikit-learn raises, or scores otherwise
nan     the product has a score where scikit-learn has none
ill     nearly collinear least squares, and ILL_CONDITIONED is told
"""

import json
import math

import numpy as np
from scipy.stats import rankdata

from search.names import BINARY_METRICS, LABEL_METRICS, PROBA_METRICS, VALUE_METRICS

ITERATIVE = {"LogisticRegression", "LinearSVC", "SVC", "Lasso", "ElasticNet", "SGDClassifier", "SGDRegressor", "ml-logistic-regression", "Calibration"}
LABELS = set(LABEL_METRICS + BINARY_METRICS)
BLURS = ("open", "absent", "soft", "hard", "nan", "ill")


def models_of(c):
    found = {cls for _, cls, _ in c.steps if isinstance(cls, str)}
    for grid in c.grids if isinstance(c.grids, list) else [c.grids]:
        for values in grid.values():
            found |= {v for v in values if isinstance(v, str)}
    return found


def tolerance(c):
    """Relative, of scores that are no counts and of predictions."""
    used = models_of(c)
    if c.grow == "scale":
        return 1e-9
    if not used & ITERATIVE:
        return 1e-6 if c.flavour in ("scaled", "offset", "duplicate", "mild") else 1e-9
    return 1e-6 if c.tight or used & {"SGDClassifier", "SGDRegressor"} else 2e-4


def number(value):
    return math.nan if value is None else float(value)


def close(a, b, rel, scale=0.0):
    a, b = number(a), number(b)
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return abs(a - b) <= rel * max(abs(a), abs(b), scale)


def same_params(a, b):
    return a.keys() == b.keys() and all(same_value(a[k], b[k]) for k in a)


def same_value(a, b):
    if isinstance(b, float) and math.isinf(b):
        return a in (b, "Infinity", "inf", ".inf")
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-15 * abs(b)
    if isinstance(a, dict) and isinstance(b, dict):
        return same_params(a, b)
    return a == b


def scale_of(metric, ctx):
    """What a score is at least compared with."""
    if metric in LABELS:
        return 1.0
    if metric in ("r2", "explained_variance", "d2_absolute_error_score"):
        y = ctx.y[: ctx.c.n]
        return max(1.0, 1e-6 * np.abs(y).max() / (y.std() or 1))  # of a target that hardly varies, rounding is a larger share
    if metric in ("neg_log_loss", "neg_brier_score"):
        return 0.05
    if metric not in VALUE_METRICS:
        return 1e-3
    size = 1e-4 * max(1e-300, np.abs(ctx.y).max())
    return size**2 if "squared_error" in metric and "root" not in metric else size


def split_scores(ctx, got, want, problem):
    """Every split's score of every candidate. Returns the largest relative difference of those that agree, and the metrics that agree to the bit."""
    c, cv, worst, equal = ctx.c, got["cv_results_"], 0.0, set()
    ill = {w["candidate"] for w in got["warnings"] if w.get("code") == "ILL_CONDITIONED"}
    for metric in c.metrics:
        suffix, label = metric if c.multi else "score", metric in LABELS
        rel, scale, bits = 1e-12 if label else tolerance(c), scale_of(metric, ctx), True
        for kind in ("test",) + (("train",) if c.train_scores else ()):
            for s, (train, test) in enumerate(ctx.splits):
                key = f"split{s}_{kind}_{suffix}"
                if key not in cv:
                    problem("hard", f"{key} is absent")
                    continue
                for i, own in enumerate(ctx.candidates):
                    mine, theirs = cv[key][i], float(want[f"split{s}_{kind}_{metric}"][i])
                    bits = bits and (mine == theirs or (mine is None and math.isnan(theirs)))
                    if close(mine, theirs, rel, scale):
                        if mine is not None and not label:
                            worst = max(worst, abs(mine - theirs) / max(abs(theirs), scale, 1e-300))
                        continue
                    rows = train if kind == "train" else test
                    fitted = (i, rows.tobytes())
                    gap, why = ctx.said.get(fitted, 1.0), ctx.why.get(fitted, {}).get(metric, "")
                    text = f"{metric} {kind} cand {i} {json.dumps(own)} split {s}: product {mine!r} sklearn {theirs!r} (n {len(rows)}, gap {gap:.1e}, {why})"
                    problem(kind_of(ctx, metric, i, mine, theirs, gap, ill, why, lacks(ctx, train, rows)), text)
        if bits:
            equal.add(metric)
    return worst, equal


def lacks(ctx, *parts):
    return ctx.c.task == "classification" and any(len(np.unique(ctx.y[rows])) < ctx.c.K for rows in parts)


def kind_of(ctx, metric, i, mine, theirs, gap, ill, why, lacking):
    """`lacking`: not every class is among the train rows and among the scored ones."""
    c = ctx.c
    if math.isnan(theirs) and any(word in why for word in ("class", "label", "out of bounds")):
        return "absent"
    if mine is None:
        return "absent" if lacking and metric in PROBA_METRICS else "hard"
    if math.isnan(theirs):
        return "soft" if i in ctx.flat else "nan"
    if i in ctx.open:
        return "open"
    if ctx.margin.get(i, 1) < 1e-7 and i in ill:
        return "ill"
    if ctx.candidates[i].get("model__kernel") == "sigmoid" or i in ctx.flat:
        return "soft"
    ordered = metric in LABELS or metric.startswith(("roc", "average", "top")) or "KNeighborsRegressor" in models_of(c)
    return "soft" if ordered and gap < (1e-7 if c.tight else 1e-4) else "hard"


def means_and_ranks(ctx, got, want, equal, problem):
    """numpy's own arithmetic on the product's split scores, to the bit; and scikit-learn's ranks where all split scores are equal."""
    c, cv = ctx.c, got["cv_results_"]
    for metric in c.metrics:
        suffix = metric if c.multi else "score"
        for kind in ("test",) + (("train",) if c.train_scores else ()):
            scores = np.array([[number(x) for x in cv[f"split{s}_{kind}_{suffix}"]] for s in range(len(ctx.splits))]).T.copy()
            said = {what: np.array([number(x) for x in cv[f"{what}_{kind}_{suffix}"]]) for what in ("mean", "std")}
            if c.aggregate == "rows":
                if kind == "test":
                    by_rows(ctx, metric, scores, said, problem)
                continue
            means = np.average(scores, axis=1)
            stds = np.sqrt(np.average((scores - means[:, None]) ** 2, axis=1))
            for what, own in (("mean", means), ("std", stds)):
                bad = np.flatnonzero(~((said[what] == own) | (np.isnan(said[what]) & np.isnan(own))))
                if len(bad):
                    i = int(bad[0])
                    problem("hard", f"{what}_{kind}_{metric} of candidate {i} over {scores.shape[1]} splits: {said[what][i]!r}, numpy {own[i]!r}")
            if kind == "test":
                ranks = [int(x) for x in cv[f"rank_test_{suffix}"]]
                if ranks != ranks_of(means):
                    problem("hard", f"ranks of {metric}: {ranks}, scikit-learn's of the same scores {ranks_of(means)}")
                if metric in equal and ranks != (theirs := [int(x) for x in want[f"rank_test_{metric}"]]):
                    problem("hard", f"ranks of {metric}: {ranks} vs {theirs}, all splits equal")


def ranks_of(means):
    """As GridSearchCV has them."""
    if np.isnan(means).all():
        return [1] * len(means)
    return [int(r) for r in rankdata(-np.nan_to_num(means, nan=np.nanmin(means) - 1), method="min")]


def by_rows(ctx, metric, scores, said, problem):
    sizes = np.array([len(test) for _, test in ctx.splits], float)
    for i, own in enumerate(scores):
        mean = (own * sizes).sum() / sizes.sum()
        std = np.sqrt((sizes * (own - mean) ** 2).sum() / sizes.sum())
        if not (close(said["mean"][i], mean, 1e-12, 1e-2) and close(said["std"][i], std, 1e-9, 1e-6 * abs(mean))):
            problem("hard", f"aggregate rows {metric} cand {i}: {said['mean'][i]} {said['std'][i]} vs {mean} {std}")


def best(ctx, got, want, equal, problem, kinds):
    c, index = ctx.c, got.get("best_index_")
    refit = c.refit if c.multi else c.single
    if c.aggregate != "mean" or refit not in c.metrics:
        return
    if not np.isfinite(want[f"mean_test_{refit}"]).any():
        if got.get("best_score_") is not None:
            problem("absent" if "absent" in kinds else "nan", f"best {index} though scikit-learn has no score")
        return
    theirs = int(np.argmin(want[f"rank_test_{refit}"]))
    if index != theirs:
        means = want[f"mean_test_{refit}"]
        apart = abs(means[index] - means[theirs]) if index is not None else 1
        blurred = any(kind in BLURS for kind in kinds) or apart <= tolerance(c) * max(1e-3, abs(means[theirs]))
        problem("soft" if blurred and refit not in equal else "hard", f"best_index_ {index} vs {theirs} ({refit}: means differ by {apart:.1e} in scikit-learn)")


def warnings_owed(ctx, got, problem):
    """Unpenalised fits of separable rows are told; so is a param that does nothing."""
    c, told = ctx.c, got["warnings"]
    for s, (train, _) in enumerate(ctx.splits):
        for i in range(len(ctx.candidates)):
            if (i, train.tobytes()) in ctx.separable and not any(
                w.get("code") == "NOT_CONVERGED" and w.get("candidate") == i and w.get("split") == s for w in told
            ):
                problem("untold", f"separable: no NOT_CONVERGED for candidate {i} {json.dumps(ctx.candidates[i])} split {s}")
            if (i, train.tobytes()) in ctx.short and not any(
                w.get("code") == "ILL_CONDITIONED" and w.get("candidate") == i and w.get("split") == s for w in told
            ):
                problem("untold", f"fewer rows than columns: no ILL_CONDITIONED for candidate {i} {json.dumps(ctx.candidates[i])} split {s}")
    for param in c.idle:
        if not any(param in json.dumps(w) for w in told):
            problem("untold", f"idle: no warning names {param}")
    ill = {w.get("candidate") for w in told if w.get("code") == "ILL_CONDITIONED"}
    for i in ill - {None}:
        if ctx.margin.get(i, 0) > 1e-3:
            problem("hard", f"ILL_CONDITIONED for candidate {i}, whose columns are {ctx.margin[i]:.1e} apart")


def predictions(ctx, answer, refitted, new, problem):
    """Predictions, probabilities and scores of the refit model on new rows."""
    c, tol = ctx.c, tolerance(ctx.c)
    try:
        out = refitted.say(ctx.X.iloc[new])
    except Exception as error:
        if "error" not in answer["predict"]:
            problem("hard", f"predict answers where scikit-learn raises {error!r}"[:300])
        return
    said = answer["predict"]
    if "error" in said:
        problem("hard", f"predict fails: {said['error']}"[:300])
        return
    tight = 1e-7 if c.tight else 1e-4
    differ = []
    if c.task == "regression":
        mine = np.array([number(x) for x in said["said"]])
        off = np.abs(mine - out["pred"])
        if not (off <= tol * max(np.abs(out["pred"]).max(), 1e-300)).all():
            i = int(np.nanargmax(off))
            problem("soft" if out.get("gap", 1) < tight else "hard", f"predict row {i}: {mine[i]!r} vs {out['pred'][i]!r}")
    else:
        mine = np.array([ctx.code_of(x) for x in said["said"]])
        differ = np.flatnonzero(mine != out["pred"])
        for i in differ[:2]:
            problem(
                "soft" if out["gaps"][i] < tight else "hard",
                f"predict row {i}: {c.labels[mine[i]]!r} vs {c.labels[int(out['pred'][i])]!r} (gap {out['gaps'][i]:.1e})",
            )
        if ("proba" in out) != (said.get("probabilities") is not None):
            problem("hard", f"probabilities: product {said.get('probabilities') is not None}, scikit-learn {'proba' in out}")
        elif "proba" in out:
            P = np.array([[number(x) for x in row] for row in said["probabilities"]])
            Q = np.zeros((len(new), len(c.labels)))
            Q[:, np.asarray(refitted.pipe_.classes_, int)] = out["proba"]
            if not np.abs(P - Q).max() <= tol:
                i = int(np.unravel_index(np.argmax(np.abs(P - Q)), P.shape)[0])
                problem(
                    "soft" if out["gaps"][i] < tight and "KNeighbors" in str(models_of(c)) else "hard",
                    f"probabilities of row {i}: {P[i].tolist()} vs {Q[i].tolist()}",
                )
    manual = answer["manual"]
    if "error" in manual:
        problem("hard", f"the manual's JavaScript: {manual['error']}")
    if "labels" in manual and manual["labels"] != said["said"]:
        problem("hard", "the manual's JavaScript predicts otherwise")
    if manual.get("pcaGap", 0) > 1e-9:
        problem("hard", f"PCA.load differs by {manual['pcaGap']}")
    return out, differ


def scores(ctx, answer, theirs, why_not, blurred, problem):
    if "error" in answer["score"]:
        problem("hard", f"score fails: {answer['score']['error']}"[:300])
        return
    for key in ctx.c.metrics:
        label = key in LABELS
        mine = answer["score"].get(key)
        if not close(mine, theirs[key], 1e-12 if label else tolerance(ctx.c), max(scale_of(key, ctx), 1e-2)):
            why = why_not.get(key, "")
            kind = (
                "hard"
                if mine is None
                else ("absent" if "class" in why or "label" in why else "nan")
                if math.isnan(theirs[key])
                else "soft"
                if blurred
                else "hard"
            )
            problem(kind, f"score {key}: {mine!r} vs {theirs[key]!r} {why}")
