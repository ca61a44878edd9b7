"""What LogisticRegression without `penalty` means since scikit-learn 1.8: writes l1_ratio.json beside this file.

Run with scikit-learn 1.9 and numpy 2: python3 test/oracle/l1_ratio.py
`l1_ratio` alone chooses l2, elasticnet or l1, an infinite `C` is no penalty. saga (tol 1e-13) solves whatever has a share of l1, newton-cg
the rest, liblinear its own. Three classes that overlap, rounded to 4 decimals, so the JSON holds the data exactly; three unshuffled folds.
"""

import json
import os
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import KFold

warnings.simplefilter("ignore")
ROWS, COLUMNS = 90, 4


def data(classes):
    rng = np.random.RandomState(classes)
    X = np.round(rng.normal(size=(ROWS, COLUMNS)) @ (rng.normal(size=(COLUMNS, COLUMNS)) * 0.4 + np.eye(COLUMNS)) + 0.3, 4)
    scores = X @ rng.normal(size=(COLUMNS, classes)) + 2.0 * rng.gumbel(size=(ROWS, classes))
    return X, scores.argmax(axis=1)


def model(l1_ratio, C, liblinear):
    mixed = not (l1_ratio is None or l1_ratio == 0 or np.isinf(C))
    solver = "liblinear" if liblinear else "saga" if mixed else "newton-cg"
    given = {"l1_ratio": l1_ratio, "C": C}
    return LogisticRegression(**given, solver=solver, tol=1e-10 if liblinear else 1e-13, max_iter=200_000, random_state=0)


def case(X, y, l1_ratio, C, liblinear=False):
    losses = []
    for train, test in KFold(3).split(X):
        fitted = model(l1_ratio, C, liblinear).fit(X[train], y[train])
        losses.append(-log_loss(y[test], fitted.predict_proba(X[test]), labels=sorted(set(y.tolist()))))
    whole = model(l1_ratio, C, liblinear).fit(X, y)
    params = {"l1_ratio": l1_ratio, "C": "inf" if np.isinf(C) else C, **({"solver": "liblinear"} if liblinear else {})}
    return {"params": params, "neg_log_loss": losses, "coef_": whole.coef_.tolist(), "intercept_": whole.intercept_.tolist()}


def problem(classes):
    X, y = data(classes)
    cases = [case(X, y, ratio, C) for ratio in (None, 0.0, 0.5, 1.0) for C in (0.1, np.inf)]
    if classes == 2:
        cases += [case(X, y, ratio, 0.1, liblinear=True) for ratio in (0.0, 1.0)]
    return {"X": X.tolist(), "y": y.tolist(), "cases": cases}


out = {"sklearn": sklearn.__version__, "problems": [problem(2), problem(3)]}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "l1_ratio.json"), "w") as file:
    json.dump(out, file)
