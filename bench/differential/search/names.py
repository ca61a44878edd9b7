"""What is drawn from, and how."""

TRANSFORMERS = [
    "StandardScaler",
    "MinMaxScaler",
    "Log1p",
    "RobustScaler",
    "Normalizer",
    "PolynomialFeatures",
    "VarianceThreshold",
    "TruncatedSVD",
    "SimpleImputer",
    "OneHotEncoder",
    "OrdinalEncoder",
    "TableVectorizer",
    "PCA",
    "SelectKBest",
    "SelectPercentile",
    "ml-pca",
]
CLASSIFIERS = [
    "LogisticRegression",
    "KNeighborsClassifier",
    "GaussianNB",
    "MultinomialNB",
    "BernoulliNB",
    "LinearDiscriminantAnalysis",
    "QuadraticDiscriminantAnalysis",
    "LinearSVC",
    "SVC",
    "SGDClassifier",
    "DummyClassifier",
    "ml-logistic-regression",
]
REGRESSORS = ["LinearRegression", "Ridge", "Lasso", "ElasticNet", "SGDRegressor", "DummyRegressor", "KNeighborsRegressor"]
FOCI = (
    TRANSFORMERS
    + CLASSIFIERS
    + REGRESSORS
    + ["Calibration", "DecisionThreshold", "union", "union", "LogisticRegression", "LogisticRegression", "swap", "random"]
)
SPLITTERS = [
    "KFold",
    "StratifiedKFold",
    "RepeatedKFold",
    "RepeatedStratifiedKFold",
    "GroupKFold",
    "StratifiedGroupKFold",
    "ShuffleSplit",
    "StratifiedShuffleSplit",
    "GroupShuffleSplit",
    "LeaveOneOut",
    "LeavePOut",
    "LeaveOneGroupOut",
    "LeavePGroupsOut",
    "TimeSeriesSplit",
    "PredefinedSplit",
    "int",
]
LABEL_METRICS = [
    "accuracy",
    "balanced_accuracy",
    "f1_macro",
    "f1_weighted",
    "f1_micro",
    "precision_macro",
    "precision_weighted",
    "precision_micro",
    "recall_macro",
    "recall_weighted",
    "recall_micro",
    "fbeta_macro",
    "fbeta_weighted",
    "fbeta_micro",
    "jaccard_macro",
    "jaccard_weighted",
    "jaccard_micro",
    "matthews_corrcoef",
    "cohen_kappa",
]
BINARY_METRICS = ["f1", "precision", "recall", "fbeta", "jaccard", "true_positives", "true_negatives", "neg_false_positives", "neg_false_negatives"]
SCORE_METRICS = ["roc_auc", "average_precision"]
PROBA_METRICS = ["top_k_accuracy", "roc_auc_ovr", "roc_auc_ovr_weighted", "roc_auc_ovo", "roc_auc_ovo_weighted", "neg_log_loss", "neg_brier_score", "d2_log_loss_score", "d2_brier_score"]
VALUE_METRICS = [
    "r2",
    "explained_variance",
    "d2_absolute_error_score",
    "neg_mean_squared_error",
    "neg_root_mean_squared_error",
    "neg_mean_absolute_error",
    "neg_median_absolute_error",
    "neg_mean_absolute_percentage_error",
    "max_error",
    "neg_max_error",
    "neg_mean_squared_log_error",
    "neg_root_mean_squared_log_error",
    "neg_mean_poisson_deviance",
    "neg_mean_gamma_deviance",
    "neg_mean_tweedie_deviance",
    "d2_tweedie_score",
    "neg_mean_pinball_loss",
    "d2_pinball_score",
]
NEW_ROWS = 30


class Case:
    """Everything of one search. features: list of (name, kind, object array)."""


def pick(rng, options, p=None):
    return options[rng.choice(len(options), p=p)]


def some(rng, options, most):
    k = rng.randint(1, min(most, len(options)) + 1)
    at = rng.permutation(len(options))[:k]
    return [options[i] for i in sorted(at)]
