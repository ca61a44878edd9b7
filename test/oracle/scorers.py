# scikit-learn's scores of made-up predictions, for test/scorers/scorers.test.ts. Null: scikit-learn raises, or the score is not finite or a quotient by rounding.
# Run with scikit-learn 1.9.1 from any folder: python3 scorers.py > scorers.json
import json
import math
import sys
import warnings
import numpy as np
import sklearn
from sklearn import metrics as m

warnings.simplefilter('ignore')
rng = np.random.RandomState(3)


def guarded(work):
    try:
        value = float(work())
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None


def share(work):
    """A d2 score; beyond 1e14 it is a quotient by what rounding left of nothing."""
    value = guarded(work)
    return None if value is None or abs(value) > 1e14 else value


def averaged(f, y, codes, k, w, **more):
    """A measure of labels, of each class and averaged."""
    scores = {}
    for average in ('macro', 'weighted', 'micro'):
        scores[f'_{average}'] = lambda average=average: f(y, codes, average=average, zero_division=0, sample_weight=w, **more)
    if k == 2:
        scores[''] = lambda: f(y, codes, labels=[1], average='macro', zero_division=0, sample_weight=w, **more)
        scores[' pos_label=0'] = lambda: f(y, codes, labels=[0], average='macro', zero_division=0, sample_weight=w, **more)
    return scores


def cells(y, codes, w):
    (tn, fp), (fn, tp) = m.confusion_matrix(y, codes, labels=[0, 1], sample_weight=w)
    return {'true_positives': lambda: tp, 'true_negatives': lambda: tn, 'neg_false_positives': lambda: -fp, 'neg_false_negatives': lambda: -fn,
            'true_positives pos_label=0': lambda: tn, 'neg_false_positives pos_label=0': lambda: -fn}


def class_scores(y, codes, P, decision, k, w=None):
    binary = k == 2
    scores = {
        'accuracy': lambda: m.accuracy_score(y, codes, sample_weight=w),
        'balanced_accuracy': lambda: m.balanced_accuracy_score(y, codes, sample_weight=w),
        'balanced_accuracy adjusted': lambda: m.balanced_accuracy_score(y, codes, adjusted=True, sample_weight=w),
        'neg_log_loss': lambda: -m.log_loss(y, P[:, 1] if binary else P, sample_weight=w),
        'neg_log_loss labels=all': lambda: -m.log_loss(y, P[:, 1] if binary else P, labels=np.arange(k), sample_weight=w),
        # scikit-learn's scorer raises where the rows lack one of more than two classes; ours names all classes.
        'neg_brier_score': lambda: -m.brier_score_loss(y, P, labels=np.arange(k), sample_weight=w),
        'neg_brier_score scale_by_half': lambda: -m.brier_score_loss(y, P, labels=np.arange(k), sample_weight=w, scale_by_half=True),
        'neg_brier_score scale_by_whole': lambda: -m.brier_score_loss(y, P, labels=np.arange(k), sample_weight=w, scale_by_half=False),
        'd2_brier_score': lambda: m.d2_brier_score(y, P[:, 1] if binary else P, sample_weight=w, **({'pos_label': 1} if binary else {})),
        'd2_brier_score labels=all': lambda: m.d2_brier_score(y, P, labels=np.arange(k), sample_weight=w),
        'd2_log_loss_score': lambda: m.d2_log_loss_score(y, P[:, 1] if binary else P, sample_weight=w),
        'd2_log_loss_score labels=all': lambda: m.d2_log_loss_score(y, P[:, 1] if binary else P, labels=np.arange(k), sample_weight=w),
        'matthews_corrcoef': lambda: m.matthews_corrcoef(y, codes, sample_weight=w),
        'cohen_kappa': lambda: m.cohen_kappa_score(y, codes, sample_weight=w),
        'cohen_kappa linear': lambda: m.cohen_kappa_score(y, codes, weights='linear', sample_weight=w),
        'cohen_kappa quadratic': lambda: m.cohen_kappa_score(y, codes, weights='quadratic', sample_weight=w),
    }
    for top in (1, 2, 3):
        score = P[:, 1] if binary else P
        scores['top_k_accuracy' if top == 2 else f'top_k_accuracy k={top}'] = lambda top=top: m.top_k_accuracy_score(y, score, k=top, sample_weight=w)
    for name, f in (('f1', m.f1_score), ('precision', m.precision_score), ('recall', m.recall_score), ('jaccard', m.jaccard_score)):
        scores.update({f'{name}{kind}': work for kind, work in averaged(f, y, codes, k, w).items()})
    for beta, remark in ((1, ''), (2, ' beta=2'), (0.5, ' beta=0.5')):
        for kind, work in averaged(m.fbeta_score, y, codes, k, w, beta=beta).items():
            if remark == '' or ' ' not in kind:
                scores[f'fbeta{kind}{remark}'] = work
    if binary:
        scores.update(cells(y, codes, w))
        scores['roc_auc'] = lambda: m.roc_auc_score(y, decision, sample_weight=w)
        scores['average_precision'] = lambda: m.average_precision_score(y, decision, sample_weight=w)
        scores['average_precision pos_label=0'] = lambda: m.average_precision_score(1 - y, -decision, sample_weight=w)
    for way in ('ovr', 'ovo'):
        for name, average in ((f'roc_auc_{way}', 'macro'), (f'roc_auc_{way}_weighted', 'weighted')):
            if binary:
                scores[name] = lambda: m.roc_auc_score(y, P[:, 1], sample_weight=w)
            elif way == 'ovr' or w is None:
                # scikit-learn's one against one takes no weights.
                scores[name] = lambda average=average, way=way: m.roc_auc_score(y, P, multi_class=way, average=average, sample_weight=w)
    return {name: (share if name.startswith('d2_') else guarded)(work) for name, work in scores.items()}


weight_rng = np.random.RandomState(5)


def class_case(name, y, codes, P, decision, k):
    y, codes = np.asarray(y), np.asarray(codes)
    w = np.round(weight_rng.uniform(0.1, 3, size=len(y)), 3)
    w[weight_rng.randint(len(y))] = 0
    return {'name': name, 'classes': k, 'truth': y.tolist(), 'codes': codes.tolist(), 'probabilities': P.tolist(),
            'decision': None if decision is None else decision.tolist(), 'weights': w.tolist(),
            'scores': class_scores(y, codes, P, decision, k), 'weighted': class_scores(y, codes, P, decision, k, w)}


def drawn(k, n, digits, sharp=1.0):
    Z = rng.standard_normal((n, k)) * sharp
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    P = np.round(P, digits)
    P[:, -1] = np.round(1 - P[:, :-1].sum(axis=1), digits)
    return np.clip(P, 0, 1)


def class_cases():
    cases = []
    for k, n in ((2, 23), (3, 31), (5, 40)):
        P = drawn(k, n, 6)
        y = np.array([rng.choice(k, p=p / p.sum()) for p in P])
        y[:k] = np.arange(k)
        cases.append(class_case('drawn', y, P.argmax(axis=1), P, P[:, 1] - P[:, 0] if k == 2 else None, k))
        T = drawn(k, n, 1)
        cases.append(class_case('many ties', y, T.argmax(axis=1), T, T[:, 1] if k == 2 else None, k))
        S = drawn(k, n, 2, sharp=9.0)
        cases.append(class_case('zeros and ones', y, S.argmax(axis=1), S, S[:, 1] if k == 2 else None, k))
        E = np.eye(k)[y]
        cases.append(class_case('perfect', y, y, E, E[:, 1] if k == 2 else None, k))
        lacking = np.where(y == k - 1, 0, y)
        cases.append(class_case('a class absent from the rows', lacking, P.argmax(axis=1), P, P[:, 1] if k == 2 else None, k))
        never = np.where(P.argmax(axis=1) == 0, 1, P.argmax(axis=1))
        cases.append(class_case('a class never predicted', y, never, P, P[:, 1] if k == 2 else None, k))
        if k > 2:
            few = np.where(P.argmax(axis=1) == 1, 0, P.argmax(axis=1))
            cases.append(class_case('a class neither there nor predicted', np.where(y == 1, 2, y), few, P, None, k))
            loose = class_case('shares that do not sum to one', y, P.argmax(axis=1), P * 0.7, None, k)
            # roc_auc_score refuses such shares; log_loss takes them as they are (up to 1.4 it scaled them).
            for scores in ('scores', 'weighted'):
                loose[scores] = {'neg_log_loss': loose[scores]['neg_log_loss']}
            cases.append(loose)
    return cases


def value_scores(y, p, w=None):
    more = {}
    for alpha in (0.5, 0.1, 0.75, 0, 1):
        remark = '' if alpha == 0.5 else f' alpha={alpha}'
        more[f'neg_mean_pinball_loss{remark}'] = guarded(lambda: -m.mean_pinball_loss(y, p, alpha=alpha, sample_weight=w))
        more[f'd2_pinball_score{remark}'] = guarded(lambda: m.d2_pinball_score(y, p, alpha=alpha, sample_weight=w))
    for power in (0, 1, 2, 1.5, 3, -1):
        remark = '' if power == 0 else f' power={power}'
        more[f'neg_mean_tweedie_deviance{remark}'] = guarded(lambda: -m.mean_tweedie_deviance(y, p, power=power, sample_weight=w))
        more[f'd2_tweedie_score{remark}'] = share(lambda: m.d2_tweedie_score(y, p, power=power, sample_weight=w)) if len(set(y)) > 1 else None
    return {
        **more,
        'r2': guarded(lambda: m.r2_score(y, p, sample_weight=w)),
        'explained_variance': guarded(lambda: m.explained_variance_score(y, p, sample_weight=w)),
        'd2_absolute_error_score': guarded(lambda: m.d2_absolute_error_score(y, p, sample_weight=w)),
        'neg_mean_squared_error': guarded(lambda: -m.mean_squared_error(y, p, sample_weight=w)),
        'neg_root_mean_squared_error': guarded(lambda: -m.root_mean_squared_error(y, p, sample_weight=w)),
        'neg_mean_absolute_error': guarded(lambda: -m.mean_absolute_error(y, p, sample_weight=w)),
        'neg_median_absolute_error': guarded(lambda: -m.median_absolute_error(y, p, sample_weight=w)),
        'neg_mean_absolute_percentage_error': guarded(lambda: -m.mean_absolute_percentage_error(y, p, sample_weight=w)),
        'max_error': guarded(lambda: -m.max_error(y, p)),
        'neg_max_error': guarded(lambda: -m.max_error(y, p)),
        'neg_mean_squared_log_error': guarded(lambda: -m.mean_squared_log_error(y, p, sample_weight=w)),
        'neg_root_mean_squared_log_error': guarded(lambda: -m.root_mean_squared_log_error(y, p, sample_weight=w)),
        'neg_mean_poisson_deviance': guarded(lambda: -m.mean_poisson_deviance(y, p, sample_weight=w)),
        'neg_mean_gamma_deviance': guarded(lambda: -m.mean_gamma_deviance(y, p, sample_weight=w)),
    }


def value_case(name, y, p):
    y, p = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    w = np.round(weight_rng.uniform(0.1, 3, size=len(y)), 3)
    return {'name': name, 'truth': y.tolist(), 'values': p.tolist(), 'weights': w.tolist(),
            'scores': value_scores(y, p), 'weighted': value_scores(y, p, w)}


y = rng.standard_normal(29) * 10 + 100
values = [
    value_case('noisy', y, y + rng.standard_normal(29)),
    value_case('bad', y, rng.standard_normal(29)),
    value_case('perfect', y, y),
    value_case('a constant target missed', [2, 2, 2], [2, 2, 3]),
    value_case('a constant target met', [2, 2, 2], [2, 2, 2]),
    value_case('one row', [1], [2]),
    value_case('an even number of rows', y[:12], y[:12] + weight_rng.standard_normal(12)),
    value_case('counts', [0, 3, 1, 0, 7, 2, 2], [0.5, 2.5, 1, 0.1, 9, 1.75, 3]),
    value_case('positive numbers, small and large', [1e-9, 3e-5, 0.5, 40, 6e8], [2e-9, 1e-5, 0.75, 41, 5e8]),
    value_case('a constant error', y, y + 0.5),
    value_case('numbers above -1', [-0.5, 0.25, 3, -0.999], [-0.75, 0, 2.5, -0.9]),
    value_case('one at -1', [-1, 0.25, 3], [0, 0, 2.5]),
]
json.dump({'made_with': {'sklearn': sklearn.__version__, 'numpy': np.__version__}, 'classes': class_cases(), 'values': values}, sys.stdout, separators=(',', ':'))
