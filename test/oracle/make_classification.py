"""Writes make_classification.json: what scikit-learn's make_classification answers for options of every kind.

Run: python3 test/oracle/make_classification.py   (scikit-learn 1.9.1, numpy 2.4)
"""
import json
import pathlib

import numpy
import sklearn
from sklearn.datasets import make_classification

CASES = {
    "defaults": {},
    "three classes of unequal weight": dict(n_classes=3, n_informative=4, weights=[0.5, 0.3], n_samples=31),
    "all weights given": dict(weights=[0.2, 0.8], flip_y=0.3, n_samples=25),
    "repeated features": dict(n_features=47, n_informative=3, n_redundant=2, n_repeated=41, n_samples=4),
    "no hypercube": dict(n_features=6, n_informative=3, hypercube=False, class_sep=2.5, n_samples=11),
    "drawn shift and scale": dict(n_features=5, shift=None, scale=None, n_samples=9, class_sep=0.5),
    "shift and scale by feature": dict(n_features=4, shift=[1, 2, 3, 4], scale=[1, 10, 100, 1000], n_samples=7),
    "not shuffled": dict(n_features=7, shuffle=False, n_samples=10, n_clusters_per_class=1),
    "no flips drawn": dict(n_features=5, flip_y=0.0, n_samples=9),
    "more than 30 informative features": dict(n_features=40, n_informative=33, n_redundant=2, n_samples=5),
    "more than 60 informative features": dict(n_features=70, n_informative=64, n_redundant=2, n_samples=5),
    "few of many vertices": dict(n_features=14, n_informative=12, n_redundant=1, n_samples=6),
    "a share of the vertices": dict(n_features=5, n_informative=4, n_redundant=1, n_samples=9),
    "an odd count of normal draws": dict(n_features=8, n_informative=3, n_redundant=0, n_samples=7),
}


def main():
    cases = []
    for seed, (name, options) in enumerate(CASES.items(), start=7):
        options = {"n_samples": 6, **options, "random_state": seed}
        X, y = make_classification(**options)
        cases.append({"name": name, "options": options, "X": X.tolist(), "y": y.tolist()})
    made_with = {"scikit_learn": sklearn.__version__, "numpy": numpy.__version__}
    out = pathlib.Path(__file__).with_suffix(".json")
    out.write_text(json.dumps({"made_with": made_with, "cases": cases}) + "\n")


main()
