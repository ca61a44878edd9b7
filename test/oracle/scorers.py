# scikit-learn's scores of made-up predictions, for test/scorers/scorers.test.ts. Null: scikit-learn raises, or the score is not finite.
# Run from any folder: python3 scorers.py > scorers.json
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
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def class_scores(y, codes, P, decision, k):
    binary = k == 2
    scores = {
        'accuracy': lambda: m.accuracy_score(y, codes),
        'balanced_accuracy': lambda: m.balanced_accuracy_score(y, codes),
        'balanced_accuracy adjusted': lambda: m.balanced_accuracy_score(y, codes, adjusted=True),
        'neg_log_loss': lambda: -m.log_loss(y, P[:, 1] if binary else P),
    }
    for name, f in (('f1', m.f1_score), ('precision', m.precision_score), ('recall', m.recall_score)):
        for average in ('macro', 'weighted', 'micro'):
            scores[f'{name}_{average}'] = lambda f=f, average=average: f(y, codes, average=average, zero_division=0)
        if binary:
            scores[name] = lambda f=f: f(y, codes, labels=[1], average='macro', zero_division=0)
            scores[f'{name} pos_label=0'] = lambda f=f: f(y, codes, labels=[0], average='macro', zero_division=0)
    if binary:
        scores['roc_auc'] = lambda: m.roc_auc_score(y, decision)
    for name, average in (('roc_auc_ovr', 'macro'), ('roc_auc_ovr_weighted', 'weighted')):
        if binary:
            scores[name] = lambda: m.roc_auc_score(y, P[:, 1])
        else:
            scores[name] = lambda average=average: m.roc_auc_score(y, P, multi_class='ovr', average=average)
    return {name: guarded(work) for name, work in scores.items()}


def class_case(name, y, codes, P, decision, k):
    y, codes = np.asarray(y), np.asarray(codes)
    return {'name': name, 'classes': k, 'truth': y.tolist(), 'codes': codes.tolist(), 'probabilities': P.tolist(),
            'decision': None if decision is None else decision.tolist(), 'scores': class_scores(y, codes, P, decision, k)}


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
            # roc_auc_score refuses such shares; log_loss of 1.2 scales them.
            loose['scores'] = {'neg_log_loss': loose['scores']['neg_log_loss']}
            cases.append(loose)
    return cases


def value_case(name, y, p):
    y, p = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    return {'name': name, 'truth': y.tolist(), 'values': p.tolist(), 'scores': {
        'r2': guarded(lambda: m.r2_score(y, p)),
        'neg_mean_squared_error': guarded(lambda: -m.mean_squared_error(y, p)),
        'neg_root_mean_squared_error': guarded(lambda: -m.mean_squared_error(y, p, squared=False)),
        'neg_mean_absolute_error': guarded(lambda: -m.mean_absolute_error(y, p)),
        'max_error': guarded(lambda: -m.max_error(y, p)),
    }}


y = rng.standard_normal(29) * 10 + 100
values = [
    value_case('noisy', y, y + rng.standard_normal(29)),
    value_case('bad', y, rng.standard_normal(29)),
    value_case('perfect', y, y),
    value_case('a constant target missed', [2, 2, 2], [2, 2, 3]),
    value_case('a constant target met', [2, 2, 2], [2, 2, 2]),
    value_case('one row', [1], [2]),
]
json.dump({'made_with': {'sklearn': sklearn.__version__, 'numpy': np.__version__}, 'classes': class_cases(), 'values': values}, sys.stdout, separators=(',', ':'))
