"""The params of every class and metric that the product has by scikit-learn's name, for test/grid/signatures.test.ts: signatures.json.

Run with scikit-learn 1.9.1: python3 test/oracle/signatures.py > test/oracle/signatures.json
`inspect.signature`, name by name, with defaults; what JSON has no word for is a string. Metrics: params of the function beyond truth, prediction and
sample_weight.
"""

import inspect
import json
import math

import sklearn
from sklearn import calibration, decomposition, discriminant_analysis, dummy, feature_selection, impute, linear_model, metrics, model_selection
from sklearn import naive_bayes, neighbors, preprocessing, svm

CLASSES = {
    preprocessing: ["StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "QuantileTransformer", "PowerTransformer", "Normalizer", "PolynomialFeatures", "OneHotEncoder", "OrdinalEncoder"],
    feature_selection: ["VarianceThreshold", "SelectKBest", "SelectPercentile"],
    decomposition: ["TruncatedSVD", "PCA"],
    impute: ["SimpleImputer"],
    linear_model: ["LogisticRegression", "LinearRegression", "Ridge", "RidgeClassifier", "Lasso", "LassoLars", "ElasticNet", "SGDRegressor", "SGDClassifier", "HuberRegressor", "PoissonRegressor",
                   "GammaRegressor", "TweedieRegressor"],
    neighbors: ["KNeighborsClassifier", "KNeighborsRegressor", "NearestCentroid"],
    naive_bayes: ["GaussianNB", "MultinomialNB", "BernoulliNB", "ComplementNB"],
    discriminant_analysis: ["LinearDiscriminantAnalysis", "QuadraticDiscriminantAnalysis"],
    svm: ["LinearSVC", "LinearSVR", "SVC"],
    dummy: ["DummyClassifier", "DummyRegressor"],
}
# By the product's names.
RENAMED = {"Calibration": calibration.CalibratedClassifierCV, "DecisionThreshold": model_selection.FixedThresholdClassifier}
SPLITTERS = [
    "KFold", "StratifiedKFold", "RepeatedKFold", "RepeatedStratifiedKFold", "GroupKFold", "StratifiedGroupKFold", "ShuffleSplit",
    "StratifiedShuffleSplit", "GroupShuffleSplit", "LeaveOneOut", "LeavePOut", "LeaveOneGroupOut", "LeavePGroupsOut", "TimeSeriesSplit", "PredefinedSplit",
]  # fmt: skip
AVERAGED = {"f1": "f1_score", "precision": "precision_score", "recall": "recall_score", "fbeta": "fbeta_score", "jaccard": "jaccard_score"}
METRICS = {
    **{f"{name}{average}": function for name, function in AVERAGED.items() for average in ("", "_macro", "_weighted", "_micro")},
    **{f"roc_auc{kind}": "roc_auc_score" for kind in ("", "_ovr", "_ovr_weighted", "_ovo", "_ovo_weighted")},
    "accuracy": "accuracy_score", "balanced_accuracy": "balanced_accuracy_score", "top_k_accuracy": "top_k_accuracy_score",
    "matthews_corrcoef": "matthews_corrcoef", "cohen_kappa": "cohen_kappa_score", "average_precision": "average_precision_score",
    "neg_log_loss": "log_loss", "d2_log_loss_score": "d2_log_loss_score", "neg_brier_score": "brier_score_loss", "d2_brier_score": "d2_brier_score",
    "r2": "r2_score", "explained_variance": "explained_variance_score", "d2_absolute_error_score": "d2_absolute_error_score",
    "neg_mean_squared_error": "mean_squared_error", "neg_root_mean_squared_error": "root_mean_squared_error",
    "neg_mean_absolute_error": "mean_absolute_error", "neg_median_absolute_error": "median_absolute_error",
    "neg_mean_absolute_percentage_error": "mean_absolute_percentage_error", "neg_max_error": "max_error", "max_error": "max_error",
    "neg_mean_squared_log_error": "mean_squared_log_error", "neg_root_mean_squared_log_error": "root_mean_squared_log_error",
    "neg_mean_poisson_deviance": "mean_poisson_deviance", "neg_mean_gamma_deviance": "mean_gamma_deviance",
    "neg_mean_tweedie_deviance": "mean_tweedie_deviance", "d2_tweedie_score": "d2_tweedie_score",
    "neg_mean_pinball_loss": "mean_pinball_loss", "d2_pinball_score": "d2_pinball_score",
}  # fmt: skip
GIVEN = {"y_true", "y_pred", "y_score", "y_proba", "y_prob", "y1", "y2", "sample_weight"}


def plain(value):
    if value is inspect.Parameter.empty:
        return "(required)"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return getattr(value, "__name__", str(value))


def params(thing):
    return {name: plain(param.default) for name, param in inspect.signature(thing).parameters.items() if param.kind is not param.VAR_KEYWORD}


print(
    json.dumps(
        {
            "made_with": {"scikit_learn": sklearn.__version__},
            "estimators": {
                **{name: params(getattr(module, name)) for module, names in CLASSES.items() for name in names},
                **{name: params(one) for name, one in RENAMED.items()},
            },
            "splitters": {name: params(getattr(model_selection, name)) for name in SPLITTERS},
            "metrics": {
                name: {param: default for param, default in params(getattr(metrics, function)).items() if param not in GIVEN}
                for name, function in METRICS.items()
            },
        },
        indent=1,
    )
)
