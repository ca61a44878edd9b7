"""Splitters by the product's names and params. GroupKFold and StratifiedGroupKFold are those of scikit-learn 1.8 and later (1.2.1 sorts groups
unstably, has no shuffle for the one, and shuffles the other's groups without their strata)."""

import numpy as np
from sklearn import model_selection as S
from sklearn.utils import check_random_state

from .transformers import share

DRAWN = ("RepeatedKFold", "RepeatedStratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit")


class NewGroupKFold:
    def __init__(self, n_splits=5, shuffle=False, random_state=None):
        self.n_splits, self.shuffle, self.random_state = n_splits, shuffle, random_state

    def split(self, X, y, groups):
        names, at = np.unique(groups, return_inverse=True)
        if self.n_splits > len(names):
            raise ValueError(f"n_splits={self.n_splits} greater than the number of groups: {len(names)}")
        if self.shuffle:
            fold_of = np.zeros(len(names), int)
            order = check_random_state(self.random_state).permutation(np.arange(len(names)))
            for fold, some in enumerate(np.array_split(order, self.n_splits)):
                fold_of[some] = fold
        else:
            fold_of = lightest_first(np.bincount(at), self.n_splits)
        return parts_of(fold_of[at], self.n_splits)


def lightest_first(sizes, n_splits):
    """The largest group goes to the lightest fold; of equal ones the last first."""
    fold_of, load = np.zeros(len(sizes), int), np.zeros(n_splits)
    for group in np.argsort(sizes, kind="stable")[::-1]:
        fold = int(np.argmin(load))
        load[fold] += sizes[group]
        fold_of[group] = fold
    return fold_of


class NewStratifiedGroupKFold:
    def __init__(self, n_splits=5, shuffle=False, random_state=None):
        self.n_splits, self.shuffle, self.random_state = n_splits, shuffle, random_state

    def split(self, X, y, groups):
        _, y, of_class = np.unique(y, return_inverse=True, return_counts=True)
        names, at = np.unique(groups, return_inverse=True)
        if (self.n_splits > of_class).all():
            raise ValueError("n_splits cannot be greater than the number of members in each class")
        if self.n_splits > len(names):
            raise ValueError("n_splits greater than the number of groups")
        counts = np.zeros((len(names), len(of_class)))
        np.add.at(counts, (at, y), 1)
        order = np.arange(len(names))
        if self.shuffle:
            check_random_state(self.random_state).shuffle(order)
        fold_of, held = np.zeros(len(names), int), np.zeros((self.n_splits, len(of_class)))
        for group in order[np.argsort(-np.std(counts[order], axis=1), kind="stable")]:
            fold_of[group] = best_fold(held, of_class, counts[group])
            held[fold_of[group]] += counts[group]
        return parts_of(fold_of[at], self.n_splits)


def best_fold(held, of_class, own):
    """The fold that keeps the classes' shares most even; of equal ones the one with the fewest rows."""
    best, least, fewest = None, np.inf, np.inf
    for fold in range(len(held)):
        held[fold] += own
        value = np.mean(np.std(held / of_class.reshape(1, -1), axis=0))
        held[fold] -= own
        rows = held[fold].sum()
        if value < least or (np.isclose(value, least) and rows < fewest):
            best, least, fewest = fold, value, rows
    return best


def parts_of(fold, n_splits):
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n_splits)]


def make_splitter(name, p):
    p = {k: share(v) for k, v in p.items()}
    if p.get("shuffle") or name in DRAWN:
        p.setdefault("random_state", 0)
    if name == "GroupKFold":
        return NewGroupKFold(**p)
    if name == "StratifiedGroupKFold":
        return NewStratifiedGroupKFold(**p)
    return getattr(S, name)(**p)
