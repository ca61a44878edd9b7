# Numbers for test/grid and test/strategies: scikit-learn's ParameterGrid and ParameterSampler, numpy's ranges.
# Run: python3 test/oracle/grid.py > test/oracle/grid.json   (scikit-learn 1.9.1, numpy 2.4, scipy 1.17)
import json
from decimal import Decimal, getcontext

import numpy as np
import scipy
import sklearn
from scipy.stats import loguniform, norm, randint, uniform
from sklearn.model_selection import ParameterGrid, ParameterSampler

GRIDS = [
    {"pca__n_components": [3, 6], "logistic__C": [0.1, 1.0, 10.0], "logistic__penalty": ["l1", "l2"]},
    [
        {"pca__n_components": [3, 6], "logistic__penalty": ["l2"]},
        {"pca": ["passthrough"], "logistic__C": [1.0, 2.0], "logistic": ["KNeighborsClassifier", "Ridge"]},
        {},
    ],
    {"pca__whiten": [True, False], "pca__n_components": [1, None], "pca": ["PCA"], "logistic__max_iter": [1, 2]},
]

RANGES = (
    [("linspace", a, b, n) for a, b, n in [(0, 1, 5), (0.1, 0.7, 7), (10, 50, 5), (1, 1, 3), (0, 1, 50), (-1, 1, 4), (5, 9, 1), (1, 2, 2)]]
    + [("arange", a, b, n) for a, b, n in [(0, 5, 1), (0.1, 1, 0.1), (1, 0, -0.3), (1, 10, 4), (0, 1, 0.3), (-2, 2, 0.7)]]
    + [("logspace", a, b, n) for a, b, n in [(-4, 4, 9), (-3, 3, 4), (0, 1, 7), (-1.5, 2.5, 6), (-100, 100, 11), (2, 2, 1)]]
    + [("geomspace", a, b, n) for a, b, n in [(1, 1000, 4), (0.001, 10, 9), (2, 256, 8), (-1, -100, 5), (3, 0.2, 6), (7, 7, 3)]]
)

# Name, distributions (ours beside scipy's), n_iter.
SAMPLES = [
    ("lists", [{"a__x": [1, 2, 3, 4], "a__y": ["u", "v", "w"]}], 5),
    ("lists_rare", [{"a__x": list(range(100)), "a__y": list(range(100))}], 7),
    ("lists_small", [{"a__x": [1, 2], "a__y": ["u", "v"]}], 10),
    ("lists_two", [{"a__x": [1, 2, 3]}, {"a__y": [7, 8, 9, 10]}], 4),
    ("uniform", [{"a__x": {"uniform": [2, 5]}}], 4),
    ("loguniform", [{"a__x": {"loguniform": [1e-4, 1e4]}}], 4),
    ("randint", [{"a__x": {"randint": [3, 300]}}], 6),
    ("normal", [{"a__x": {"normal": [10, 2]}}], 5),
    ("mixed", [{"a__x": {"uniform": [0, 1]}, "a__y": ["u", "v", "w"], "b__x": {"randint": [0, 10]}, "b__y": {"normal": [0, 1]}}], 6),
    ("mixed_two", [{"a__x": {"uniform": [0, 1]}}, {"a__y": ["u", "v", "w"], "b__x": {"loguniform": [1, 10]}}], 8),
]

SCIPY = {
    "uniform": lambda low, high: uniform(low, high - low),
    "loguniform": loguniform,
    "randint": randint,
    "normal": norm,
}


def scipys(space):
    out = {}
    for name, values in space.items():
        if isinstance(values, dict):
            ((kind, args),) = values.items()
            values = SCIPY[kind](*args)
        out[name] = values
    return out


def plain(value):
    return value.item() if isinstance(value, np.generic) else value


def power_of_ten(x):
    """10^x, correctly rounded."""
    getcontext().prec = 60
    return float(Decimal(10) ** Decimal(x))


rng = np.random.RandomState(7)
exponents = [float(x) for x in np.concatenate([rng.uniform(-10, 10, 60), rng.uniform(-280, 280, 40)])]
getcontext().prec = 60
json.dump(
    {
        "made_with": {"scikit_learn": sklearn.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
        "grids": [{"grid": grid, "candidates": list(ParameterGrid(grid))} for grid in GRIDS],
        "ranges": [{"range": r, "values": [plain(v) for v in getattr(np, r[0])(*r[1:])]} for r in RANGES],
        "powers": [{"x": x, "power": power_of_ten(x)} for x in exponents],
        "logarithms": [{"x": x, "log": float(Decimal(x).log10())} for x in [10.0**e * 1.2345 for e in range(-200, 201, 10)] + [1000.0, 2.0, 0.001]],
        "samples": [
            {
                "name": name,
                "distributions": spaces,
                "n_iter": n_iter,
                "random_state": seed,
                "candidates": [
                    {k: plain(v) for k, v in sample.items()}
                    for sample in ParameterSampler([scipys(space) for space in spaces], n_iter, random_state=seed)
                ],
            }
            for name, spaces, n_iter in SAMPLES
            for seed in (0, 42)
        ],
    },
    __import__("sys").stdout,
)
