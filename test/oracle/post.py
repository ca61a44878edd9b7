"""Calibrated classifiers of scikit-learn (CalibratedClassifierCV with ensemble=False in a Pipeline), for test/search/postprocessors.test.ts.

Run with scikit-learn 1.9.1 and numpy 2.4, in the folder of the project: python test/oracle/post.py > test/oracle/post.json
"""

import csv
import json
import warnings

import numpy as np
import sklearn
from scipy.optimize import minimize, root
from scipy.special import expit
from sklearn import calibration
from sklearn.calibration import CalibratedClassifierCV
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

warnings.filterwarnings("ignore")


def exact_sigmoid(scores, y, sample_weight=None):
    """Platt's objective as scikit-learn has it, solved to the last digit: scikit-learn's stops at a gradient of 1e-6."""
    positive = y > 0
    ones, zeros = positive.sum(), (~positive).sum()
    targets = np.where(positive, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    rows = np.column_stack([scores, np.ones(len(scores))])

    def objective(ab):
        z = rows @ ab
        return (targets * np.logaddexp(0, z) + (1 - targets) * np.logaddexp(0, -z)).sum()

    def gradient(ab):
        return rows.T @ (targets - expit(-(rows @ ab)))

    start = minimize(objective, [0, np.log((zeros + 1) / (ones + 1))], jac=gradient, method="BFGS").x
    return tuple(root(gradient, start, tol=1e-13).x)


calibration._sigmoid_calibration = exact_sigmoid


def table(name):
    with open(f"fixtures/{name}") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([row[:-1] for row in rows], dtype=float), np.array([row[-1] for row in rows])


logistic = LogisticRegression(tol=1e-12, max_iter=10000, solver="newton-cholesky")
svc = LinearSVC(C=0.1, tol=1e-12, max_iter=10_000_000, loss="squared_hinge", dual=False)
MODELS = {
    "breast_cancer.csv": {
        "LogisticRegression": logistic,
        "LinearSVC": svc,
        "GaussianNB": GaussianNB(),
        "KNeighborsClassifier": KNeighborsClassifier(),
    },
    "iris.csv": {
        "LogisticRegression": LogisticRegression(tol=1e-12, max_iter=10000, solver="newton-cg"),
        "LinearSVC": svc,
        "GaussianNB": GaussianNB(),
        "SVC": SVC(C=1, kernel="linear", tol=1e-10),
        "LinearDiscriminantAnalysis": LinearDiscriminantAnalysis(),
        "QuadraticDiscriminantAnalysis": QuadraticDiscriminantAnalysis(),
    },
}

cases = []
for name, models in MODELS.items():
    X, y = table(name)
    for model, classifier in models.items():
        for method in ["sigmoid", "isotonic", "temperature"]:
            pipeline = make_pipeline(StandardScaler(), CalibratedClassifierCV(classifier, method=method, cv=4, ensemble=False))
            scores = []
            for train, test in StratifiedKFold(3).split(X, y):
                fitted = pipeline.fit(X[train], y[train])
                loss = log_loss(y[test], fitted.predict_proba(X[test]), labels=fitted.classes_)
                scores.append([accuracy_score(y[test], fitted.predict(X[test])), -loss])
            pipeline.fit(X, y)
            cases.append(
                {
                    "data": name,
                    "model": model,
                    "method": method,
                    "scores": scores,
                    "probabilities": [[round(p, 12) for p in row] for row in pipeline.predict_proba(X[::15]).tolist()],
                }
            )
print(json.dumps({"made_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "cases": cases}))
