"""Metrics by the product's names and params."""

import numpy as np
from sklearn import metrics as M


def replicate(w, *arrays):
    at = np.repeat(np.arange(len(w)), w.astype(int))
    return [a[at] for a in arrays]


def measure(name, p, out, y, w, K):
    """One score. out: dict of pred, proba, dec. Raises or returns NaN where scikit-learn does."""
    kw = {} if w is None else {"sample_weight": w}
    pred, proba, dec = out["pred"], out.get("proba"), out.get("dec")
    pos = p.get("pos_code", 1)
    if name == "accuracy":
        return M.accuracy_score(y, pred, **kw)
    if name == "balanced_accuracy":
        return M.balanced_accuracy_score(y, pred, adjusted=p.get("adjusted", False), **kw)
    if name == "top_k_accuracy":
        return M.top_k_accuracy_score(y, dec if dec is not None else (proba[:, 1] if K == 2 else proba), k=p.get("k", 2), **kw)
    for base in ("f1", "precision", "recall", "fbeta", "jaccard"):
        if name == base or name.startswith(base + "_"):
            average = "binary" if name == base else name[len(base) + 1 :]
            f = {"f1": M.f1_score, "precision": M.precision_score, "recall": M.recall_score, "fbeta": M.fbeta_score, "jaccard": M.jaccard_score}[base]
            extra = {"beta": p.get("beta", 1)} if base == "fbeta" else {}
            if average == "binary":
                extra["pos_label"] = pos
            return f(y, pred, average=average, zero_division=0, **extra, **kw)
    if name == "matthews_corrcoef":
        return M.matthews_corrcoef(y, pred, **kw)
    if name == "cohen_kappa":
        return M.cohen_kappa_score(y, pred, weights=p.get("weights"), **kw)
    if name in ("true_positives", "true_negatives", "neg_false_positives", "neg_false_negatives"):
        c = M.confusion_matrix(y, pred, labels=[1 - pos, pos], **kw)
        return {"true_positives": c[1, 1], "true_negatives": c[0, 0], "neg_false_positives": -c[0, 1], "neg_false_negatives": -c[1, 0]}[name]
    if name == "roc_auc":
        return M.roc_auc_score(y, dec if dec is not None else proba[:, 1], **kw)
    if name == "average_precision":
        r = dec if dec is not None else proba[:, 1]
        if pos == 0:
            r = -r if dec is not None else proba[:, 0]
        return M.average_precision_score(y, r, pos_label=pos, **kw)
    if name.startswith("roc_auc_ov"):
        if proba is None:
            return np.nan
        average = "weighted" if name.endswith("weighted") else "macro"
        kind = "ovr" if "ovr" in name else "ovo"
        if K == 2:
            return M.roc_auc_score(y, proba[:, 1], **kw)
        if kind == "ovo" and w is not None:
            y2, P2 = replicate(w, y, proba)
            return M.roc_auc_score(y2, P2, multi_class=kind, average=average)
        return M.roc_auc_score(y, proba, multi_class=kind, average=average, **kw)
    if name == "neg_log_loss":
        extra = {"labels": np.arange(K)} if p.get("labels") == "all" else {}
        return -M.log_loss(y, proba, **extra, **kw)
    if name == "neg_brier_score":
        return -M.brier_score_loss(y, proba, labels=np.arange(K), scale_by_half=p.get("scale_by_half", "auto"), **kw)
    if name in ("d2_brier_score", "d2_log_loss_score"):
        f = M.d2_brier_score if name == "d2_brier_score" else M.d2_log_loss_score
        if len(np.unique(y if w is None else y[w > 0])) < 2:
            return np.nan  # a quotient by what rounding leaves
        return f(y, proba, **({"labels": np.arange(K)} if p.get("labels") == "all" else {}), **kw)
    if name == "r2":
        return M.r2_score(y, pred, **kw)
    if name == "explained_variance":
        return M.explained_variance_score(y, pred, **kw)
    if name == "d2_absolute_error_score" and len(y) < 2:
        return np.nan  # of one row; scikit-learn says so of rows as they are, not of repeated ones
    if name in ("d2_absolute_error_score", "neg_median_absolute_error"):
        if w is not None:
            y, pred = replicate(w, y, pred)
        return M.d2_absolute_error_score(y, pred) if name[0] == "d" else -M.median_absolute_error(y, pred)
    if name == "neg_mean_pinball_loss":
        return -M.mean_pinball_loss(y, pred, alpha=p.get("alpha", 0.5), **kw)
    if name == "d2_pinball_score":
        return M.d2_pinball_score(y, pred, alpha=p.get("alpha", 0.5), **kw)
    if name == "neg_mean_tweedie_deviance":
        return -M.mean_tweedie_deviance(y, pred, power=p.get("power", 0), **kw)
    if name == "d2_tweedie_score":
        return np.nan if len(np.unique(y)) < 2 else M.d2_tweedie_score(y, pred, power=p.get("power", 0), **kw)
    if name == "neg_mean_squared_error":
        return -M.mean_squared_error(y, pred, **kw)
    if name == "neg_root_mean_squared_error":
        return -M.root_mean_squared_error(y, pred, **kw)
    if name == "neg_mean_absolute_error":
        return -M.mean_absolute_error(y, pred, **kw)
    if name == "neg_mean_absolute_percentage_error":
        return -M.mean_absolute_percentage_error(y, pred, **kw)
    if name in ("max_error", "neg_max_error"):
        keep = slice(None) if w is None else w > 0
        return -M.max_error(y[keep], pred[keep])
    if name == "neg_mean_squared_log_error":
        return -M.mean_squared_log_error(y, pred, **kw)
    if name == "neg_root_mean_squared_log_error":
        return -M.root_mean_squared_log_error(y, pred, **kw)
    if name == "neg_mean_poisson_deviance":
        return -M.mean_poisson_deviance(y, pred, **kw)
    if name == "neg_mean_gamma_deviance":
        return -M.mean_gamma_deviance(y, pred, **kw)
    raise KeyError(name)
