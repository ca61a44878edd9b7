# Train and test rows of scikit-learn 1.9.1's splitters, for test/splitters/splitters.test.ts.
# Run from any folder: python3 splitters.py > splitters.json
import json
import sys
import warnings
import numpy as np
import sklearn
from sklearn import model_selection as ms

warnings.simplefilter('ignore')
rng = np.random.RandomState(7)
TARGETS = {
    'balanced': [0, 1] * 10,
    'sorted': [0] * 12 + [1] * 7 + [2] * 4,
    'late_first': [2, 2, 0, 1, 2, 0, 0, 1, 2, 2, 0, 1, 0, 2, 1, 0, 0],
    'rare': [0] * 9 + [1] * 2 + [0] * 9 + [2] * 6,
    'random': rng.randint(0, 4, size=37).tolist(),
    'ties': [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
}

def size(value):
    return value['fraction'] if isinstance(value, dict) else value

SPECS = []
for k in (2, 3, 5):
    SPECS.append(('KFold', {'n_splits': k}))
    SPECS.append(('StratifiedKFold', {'n_splits': k}))
    for seed in (0, 42):
        SPECS.append(('KFold', {'n_splits': k, 'shuffle': True, 'random_state': seed}))
        SPECS.append(('StratifiedKFold', {'n_splits': k, 'shuffle': True, 'random_state': seed}))
for name in ('RepeatedKFold', 'RepeatedStratifiedKFold'):
    SPECS.append((name, {'n_splits': 3, 'n_repeats': 2, 'random_state': 0}))
    SPECS.append((name, {'n_splits': 2, 'n_repeats': 3, 'random_state': 42}))
for name in ('ShuffleSplit', 'StratifiedShuffleSplit'):
    for sizes in (
        {'test_size': {'fraction': 0.5}},
        {'test_size': {'fraction': 0.33}, 'train_size': {'fraction': 0.4}},
        {'train_size': {'fraction': 0.55}},
        {'test_size': 6},
        {'test_size': 6, 'train_size': 6},
        {'test_size': 6, 'train_size': {'fraction': 0.3}},
        {},
    ):
        for seed in (0, 42):
            SPECS.append((name, {'n_splits': 3, 'random_state': seed, **sizes}))
for params in ({'n_splits': 3}, {'n_splits': 4, 'max_train_size': 5}, {'n_splits': 3, 'test_size': 2, 'gap': 1}, {'n_splits': 2, 'gap': 3}, {}):
    SPECS.append(('TimeSeriesSplit', params))

cases = []
for target, y in TARGETS.items():
    y = np.array(y)
    for name, params in SPECS:
        given = {k: size(v) for k, v in params.items()}
        try:
            splits = [[sorted(map(int, train)), sorted(map(int, test))] for train, test in getattr(ms, name)(**given).split(np.zeros((len(y), 1)), y)]
        except ValueError:
            splits = None
        # Only the test rows where the train rows are all the others: the file stays small.
        if splits is not None:
            whole = all(len(train) + len(test) == len(y) for train, test in splits)
            splits = [test if whole else [train, test] for train, test in splits]
        cases.append({'splitter': name, 'params': params, 'target': target, 'splits': splits})

folds = [3, 0, -1, 3, 7, 0, 7, -1]
cases.append({'splitter': 'PredefinedSplit', 'params': {}, 'folds': folds,
              'splits': [test.tolist() for _, test in ms.PredefinedSplit(folds).split()]})

# Splits of groups: each case carries its groups (and classes, where it needs them).
def group_case(name, params, groups, y=None):
    given = {k: size(v) for k, v in params.items()}
    groups = np.asarray(groups)
    labels = np.zeros(len(groups), dtype=int) if y is None else np.asarray(y).astype(int)
    try:
        splits = [test.tolist() for _, test in getattr(ms, name)(**given).split(np.zeros((len(groups), 1)), labels, groups)]
        if name == 'GroupShuffleSplit':
            splits = [[sorted(map(int, train)), sorted(map(int, test))] for train, test in ms.GroupShuffleSplit(**given).split(np.zeros((len(groups), 1)), labels, groups)]
        if any(len(test) == 0 for test in splits):
            splits = None
    except ValueError:
        splits = None
    return {'splitter': name, 'params': params, 'groups': groups.tolist(), **({} if y is None else {'y': labels.tolist()}), 'splits': splits}


GROUPS = {
    'few': [2, 2, 0, 1, 1, 1, 0, 2, 3, 3, 0],
    'ties': np.repeat(np.arange(12), 2).tolist(),
    'many': rng.randint(0, 45, size=110).tolist(),
    'uneven': np.repeat(np.arange(23), rng.randint(1, 6, size=23)).tolist(),
}
for groups in GROUPS.values():
    for k in (2, 3, 5):
        cases.append(group_case('GroupKFold', {'n_splits': k}, groups))
        cases.append(group_case('GroupKFold', {'n_splits': k, 'shuffle': True, 'random_state': k}, groups))
        cases.append(group_case('StratifiedGroupKFold', {'n_splits': k}, groups, rng.randint(0, 3, size=len(groups))))
        cases.append(group_case('StratifiedGroupKFold', {'n_splits': k, 'shuffle': True, 'random_state': k}, groups, rng.randint(0, 2, size=len(groups))))
    cases.append(group_case('StratifiedGroupKFold', {'n_splits': 2}, groups, np.arange(len(groups)) % 10))
    for params in ({'n_splits': 3, 'random_state': 0}, {'n_splits': 2, 'test_size': {'fraction': 0.4}, 'random_state': 42}, {'n_splits': 2, 'train_size': 2, 'test_size': 1, 'random_state': 1}):
        cases.append(group_case('GroupShuffleSplit', params, groups))
# Enough groups of equal sizes that a sort's order of ties shows, and a class of 29 % that shuffled folds must keep.
twos = np.repeat(np.arange(60), rng.randint(1, 4, size=60))
for k in (3, 5):
    cases.append(group_case('GroupKFold', {'n_splits': k}, twos))
    for seed in (0, 42):
        cases.append(group_case('StratifiedGroupKFold', {'n_splits': k, 'shuffle': True, 'random_state': seed}, twos, rng.uniform(size=len(twos)) < 0.29))
cases.append(group_case('LeaveOneGroupOut', {}, GROUPS['few']))
cases.append(group_case('LeaveOneGroupOut', {}, [1, 1, 1]))
for p in (1, 2, 3, 4):
    cases.append(group_case('LeavePGroupsOut', {'n_groups': p}, GROUPS['few']))
for name, params in (('LeaveOneOut', {}), ('LeavePOut', {'p': 1}), ('LeavePOut', {'p': 2}), ('LeavePOut', {'p': 6})):
    cases.append(group_case(name, params, [0, 1, 2, 0, 1, 2]))
json.dump({'made_with': {'sklearn': sklearn.__version__, 'numpy': np.__version__}, 'targets': TARGETS, 'cases': cases}, sys.stdout, separators=(',', ':'))
