"""The fixtures as the generators of this folder read them: train rows are the even data rows (counted from 0), queries the odd ones."""

import csv
import pathlib

import numpy as np

FIXTURES = pathlib.Path(__file__).parents[2] / "fixtures"


def everything(name, numeric_target):
    with open(FIXTURES / f"{name}.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    X = np.array([[float(cell) for cell in row[:-1]] for row in rows])
    y = np.array([float(row[-1]) if numeric_target else row[-1] for row in rows])
    return X, y


def load(name, numeric_target):
    X, y = everything(name, numeric_target)
    return X[0::2], y[0::2], X[1::2], y[1::2]


def weights_of(X):
    """0, 0.5, 1, 2, over and over."""
    return np.array([[0, 0.5, 1, 2][i % 4] for i in range(len(X))])
