"""Means, deviations and ranks over splits, for test/search/means.test.ts: scikit-learn 1.9.1 on numpy 2.4, to the bit.

Run: python3 means.py > means.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_iris
from sklearn.metrics import balanced_accuracy_score, f1_score, jaccard_score, precision_score, recall_score
from sklearn.model_selection import GridSearchCV, RepeatedStratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

rng = np.random.RandomState(0)
sums = []
for n in [1, 2, 7, 8, 9, 15, 16, 50, 127, 128, 129, 136, 200, 257, 300]:
    numerators = rng.randint(0, 30, size=n)
    weights = rng.randint(20, 40, size=n)
    scores = numerators / 30
    mean, by_rows = np.average(scores), np.average(scores, weights=weights)
    sums.append({
        "numerators": numerators.tolist(), "weights": weights.tolist(), "mean": mean, "std": float(np.sqrt(np.average((scores - mean) ** 2))),
        "by_rows": by_rows, "std_by_rows": float(np.sqrt(np.average((scores - by_rows) ** 2, weights=weights))),
    })

# Twelve classes: their scores are summed pairwise too.
truth, said = rng.randint(0, 12, size=150), rng.randint(0, 12, size=150)
said = np.where(rng.uniform(size=150) < 0.7, truth, said)
metrics = {
    "balanced_accuracy": balanced_accuracy_score(truth, said),
    **{f"{name}_{how}": of(truth, said, average=how) for how in ("macro", "weighted") for name, of in (("f1", f1_score), ("recall", recall_score), ("precision", precision_score), ("jaccard", jaccard_score))},
}
classes = {"truth": truth.tolist(), "said": said.tolist(), "metrics": metrics}

X, y = load_iris(return_X_y=True)
seeds = []
for seed in range(5):
    search = GridSearchCV(
        Pipeline([("scale", StandardScaler()), ("knn", KNeighborsClassifier())]), {"knn__n_neighbors": list(range(1, 20, 2))},
        cv=RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=seed), refit=False,
    ).fit(X, y)
    cv = search.cv_results_
    seeds.append({"seed": seed, "best": int(search.best_index_), "mean": cv["mean_test_score"].tolist(), "std": cv["std_test_score"].tolist(), "rank": cv["rank_test_score"].tolist()})
json.dump({"made_with": {"sklearn": sklearn.__version__, "numpy": np.__version__}, "sums": sums, "classes": classes, "iris": seeds}, sys.stdout, separators=(",", ":"))
