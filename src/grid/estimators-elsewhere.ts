// Estimators, transformers and helpers by the names that other tools give them.

import type { ElsewhereRow } from './elsewhere-row.js';

const OF_YOUR_OWN = 'a module of your own can be a step: docs/custom.md';
const CLASSIFIERS = 'LogisticRegression, SVC, KNeighborsClassifier';
const REGRESSORS = 'Ridge, ElasticNet, KNeighborsRegressor';
const TREES = 'trees and boosting are not built in';
const UNION =
  'columns are told apart by a union: {features: {union: [{numbers: {columns: numeric, steps: [StandardScaler]}}, {texts: {columns: categorical, steps: [OneHotEncoder]}}]}}';
const WHOLE_FILE = 'the file itself is the search: pipeline, param_grid, cv and scoring are its keys';
const IN_GRID = 'the search does what its CV does: list the values in param_grid';
const SEVERAL = 'classifiers here take several classes as they are: name the classifier itself';

export const ESTIMATORS_ELSEWHERE: readonly ElsewhereRow[] = [
  [
    'RandomForestClassifier RandomForest ranger rf ExtraTreesClassifier ExtraTrees DecisionTreeClassifier DecisionTree ExtraTreeClassifier rpart GradientBoostingClassifier GradientBoosting HistGradientBoostingClassifier HistGradientBoosting gbm XGBClassifier XGBRFClassifier XGBoost xgb xgbTree LGBMClassifier LightGBM lgbm lgb CatBoostClassifier CatBoost AdaBoostClassifier AdaBoost BaggingClassifier C50',
    undefined,
    `${TREES}; classifiers that are: ${CLASSIFIERS}; ${OF_YOUR_OWN}`,
  ],
  [
    'RandomForestRegressor ExtraTreesRegressor DecisionTreeRegressor ExtraTreeRegressor GradientBoostingRegressor HistGradientBoostingRegressor XGBRegressor XGBRFRegressor LGBMRegressor CatBoostRegressor AdaBoostRegressor BaggingRegressor',
    undefined,
    `${TREES}; regressors that are: ${REGRESSORS}; ${OF_YOUR_OWN}`,
  ],
  ['LGBMRanker XGBRanker CatBoostRanker', undefined, 'ranking is no task here: a target is a class or a number'],
  [
    'MLPClassifier KerasClassifier NeuralNetClassifier TabPFNClassifier TabNetClassifier GaussianProcessClassifier nnet',
    undefined,
    `it is not built in; classifiers that are: ${CLASSIFIERS}; ${OF_YOUR_OWN}`,
  ],
  [
    'MLPRegressor KerasRegressor NeuralNetRegressor TabPFNRegressor TabNetRegressor GaussianProcessRegressor KernelRidge',
    undefined,
    `it is not built in; regressors that are: ${REGRESSORS}; ${OF_YOUR_OWN}`,
  ],
  [
    'VotingClassifier VotingRegressor StackingClassifier StackingRegressor SuperLearner',
    undefined,
    'several models at once are not built in; to try one after the other, list them: {model: [LogisticRegression, SVC]} in param_grid',
  ],
  [
    'ColumnTransformer make_column_transformer FeatureUnion make_union DataFrameMapper ColumnSelector',
    undefined,
    UNION,
  ],
  [
    'Pipeline make_pipeline ImbPipeline',
    undefined,
    'the list is the pipeline: pipeline: [StandardScaler, {model: SVC}]',
  ],
  [
    'GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV BayesSearchCV OptunaSearchCV TuneSearchCV',
    undefined,
    WHOLE_FILE,
  ],
  ['FunctionTransformer', undefined, `for logarithms there is Log1p; for anything else ${OF_YOUR_OWN}`],
  ['log np.log1p log_transform LogTransformer', 'Log1p'],
  [
    'LabelEncoder LabelBinarizer MultiLabelBinarizer',
    undefined,
    'the target needs no encoder: its labels are read as they stand; for a feature there is OrdinalEncoder',
  ],
  ['OneHot get_dummies dummies DummyEncoder step_dummy dummyVars', 'OneHotEncoder'],
  ['Ordinal CategoricalEncoder OrdinalEnc', 'OrdinalEncoder'],
  [
    'TargetEncoder CatBoostEncoder WOEEncoder LeaveOneOutEncoder HashingEncoder CountEncoder MeanEncoder FrequencyEncoder BinaryEncoder GapEncoder MinHashEncoder',
    'OneHotEncoder',
    'min_frequency and max_categories keep its columns few',
  ],
  [
    'CountVectorizer TfidfVectorizer HashingVectorizer TfidfTransformer',
    undefined,
    `words of a text are not built in; ${OF_YOUR_OWN}`,
  ],
  [
    'RFE RFECV SelectFromModel SequentialFeatureSelector Boruta BorutaPy GenericUnivariateSelect',
    'SelectKBest',
    'SelectKBest and SelectPercentile choose columns by a score of each',
  ],
  ['SelectFpr SelectFdr SelectFwe', 'SelectPercentile'],
  ['NearZeroVar nzv VarThreshold', 'VarianceThreshold'],
  [
    'CalibratedClassifierCV CalibratedClassifier IsotonicRegression',
    'Calibration',
    'it stands behind the classifier: [{model: SVC}, Calibration]',
  ],
  [
    'FixedThresholdClassifier TunedThresholdClassifierCV ThresholdClassifier',
    'DecisionThreshold',
    'it stands behind the classifier',
  ],
  [
    'TransformedTargetRegressor',
    undefined,
    'the target is fitted as it stands; write its logarithm into the table, and fit on that',
  ],
  [
    'OneVsRestClassifier OneVsOneClassifier OutputCodeClassifier MultiOutputClassifier ClassifierChain',
    undefined,
    SEVERAL,
  ],
  ['MultiOutputRegressor RegressorChain', undefined, 'a search has one target: make one for each'],
  ['LogisticRegressionCV', 'LogisticRegression', IN_GRID],
  ['RidgeCV', 'Ridge', IN_GRID],
  ['LassoCV LassoLarsCV LarsCV', 'Lasso', IN_GRID],
  ['ElasticNetCV', 'ElasticNet', IN_GRID],
  [
    'Logistic LogReg LogisticRegressionClassifier LogisticClassifier Logit glm multinom MaxEnt LR',
    'LogisticRegression',
  ],
  ['glmnet', undefined, 'for classes: LogisticRegression with l1_ratio; for numbers: ElasticNet'],
  ['RidgeClassifier', 'LogisticRegression'],
  ['Perceptron', 'SGDClassifier', 'with loss: perceptron'],
  ['PassiveAggressiveClassifier SGD', 'SGDClassifier'],
  ['PassiveAggressiveRegressor HuberRegressor', 'SGDRegressor', 'with loss: huber'],
  ['OLS lm Linear LinearModel LinReg LinearRegressor', 'LinearRegression'],
  ['BayesianRidge ARDRegression RidgeRegression RidgeRegressor', 'Ridge'],
  ['Lars LassoLars OrthogonalMatchingPursuit LassoRegression', 'Lasso'],
  ['RANSACRegressor TheilSenRegressor QuantileRegressor', 'SGDRegressor'],
  [
    'PoissonRegressor GammaRegressor TweedieRegressor',
    undefined,
    'it is not built in; a Ridge can be judged by neg_mean_poisson_deviance; a module of your own can be a step: docs/custom.md',
  ],
  ['KNN KNNClassifier KNeighbors NearestNeighbors RadiusNeighborsClassifier', 'KNeighborsClassifier'],
  ['NearestCentroid', 'LinearDiscriminantAnalysis'],
  ['KNNRegressor RadiusNeighborsRegressor', 'KNeighborsRegressor'],
  ['NB NaiveBayes GaussianNaiveBayes', 'GaussianNB'],
  ['ComplementNB CategoricalNB MultinomialNaiveBayes', 'MultinomialNB'],
  ['BernoulliNaiveBayes', 'BernoulliNB'],
  ['LDA', 'LinearDiscriminantAnalysis'],
  ['QDA', 'QuadraticDiscriminantAnalysis'],
  ['SVM SVMClassifier NuSVC svmRadial', 'SVC'],
  ['LinearSVM svmLinear', 'LinearSVC'],
  ['SVR NuSVR LinearSVR SVMRegressor', undefined, `it is not built in; regressors that are: ${REGRESSORS}`],
  ['Baseline ZeroR Majority MajorityClassifier', 'DummyClassifier'],
  ['ZScore Standardize StandardScale Standardizer scale z_score preProcess step_normalize', 'StandardScaler'],
  ['MinMax Rescale MinMaxScale step_range', 'MinMaxScaler'],
  ['MaxAbs', 'MaxAbsScaler'],
  ['Robust', 'RobustScaler'],
  ['normalize L2Normalizer', 'Normalizer'],
  ['PowerTransformer BoxCox YeoJohnson', 'Log1p', 'of skewed columns that are not negative'],
  ['QuantileTransformer RankTransformer', 'RobustScaler'],
  ['KBinsDiscretizer SplineTransformer PolyFeatures Poly poly interactions', 'PolynomialFeatures'],
  ['Imputer fillna MeanImputer MedianImputer', 'SimpleImputer'],
  [
    'IterativeImputer KNNImputer MissForest MICE MissingIndicator',
    'SimpleImputer',
    'add_indicator: true keeps what was missing',
  ],
  [
    'PrincipalComponents PrincipalComponentAnalysis prcomp IncrementalPCA KernelPCA SparsePCA FactorAnalysis FastICA NMF',
    'PCA',
  ],
  ['SVD LSA LatentSemanticAnalysis', 'TruncatedSVD'],
  ['TSNE UMAP Isomap', 'PCA', 'it maps new rows as it maps those of the fit'],
  ['Nystroem RBFSampler', 'SVC', 'with kernel: rbf'],
  [
    'SMOTE SMOTENC ADASYN BorderlineSMOTE RandomOverSampler RandomUnderSampler NearMiss TomekLinks SMOTEENN SMOTETomek',
    undefined,
    'rows are not made or left out here: class_weight: balanced weighs them',
  ],
  [
    'KMeans MiniBatchKMeans DBSCAN HDBSCAN AgglomerativeClustering GaussianMixture',
    undefined,
    'clusters are no task here: a search predicts a target',
  ],
  [
    'IsolationForest OneClassSVM LocalOutlierFactor EllipticEnvelope',
    undefined,
    'outliers are no task here: a search predicts a target',
  ],
  ['AutoML TPOTClassifier TPOTRegressor AutoSklearnClassifier TabularPredictor', undefined, WHOLE_FILE],
];
