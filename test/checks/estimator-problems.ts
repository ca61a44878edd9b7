// Small data sets and the steps around an estimator (statistics by blocks, views, predictions) for tests of estimators.

import type { ColumnInfo, Label, TrainTarget } from '../../src/base/dataset.js';
import { columnPrefix, type Matrix, matrixOf, type Segment } from '../../src/base/matrix.js';
import { keyedRandom } from '../../src/base/random.js';
import type { ColumnSpread, MomentStatistic, Statistic, StatisticKind } from '../../src/base/statistics.js';
import type { Fitter, InputTraits, Predictor, Transformer } from '../../src/contracts/fitter.js';
import type { PackedFeatures } from '../../src/contracts/packed-features.js';
import type { Params } from '../../src/contracts/params.js';
import type { Prediction } from '../../src/contracts/prediction.js';
import type { FitOutcome, Fitted } from '../../src/contracts/step.js';
import type { Kernels } from '../../src/kernels/index.js';
import { computeStatistic } from '../../src/kernels/statistics/block-statistics.js';
import { mergeStatistics } from '../../src/kernels/statistics/statistics-merge.js';

export interface Problem {
  readonly name: string;
  readonly X: Matrix;
  readonly target: TrainTarget;
  /** Weights of the train rows. */
  readonly weights?: Float64Array;
  /** What the columns of X hold, where they hold more than numbers. */
  readonly columns?: readonly ColumnInfo[];
  /** Rows that are not trained on. */
  readonly queries: Matrix;
}

/** Rows around class centres; the last column of tall problems is constant. Labels may name classes without rows. */
export function classProblem(
  name: string,
  size: { rows: number; cols: number; seen: number; labels: readonly Label[] },
): Problem {
  const { rows, cols, seen, labels } = size;
  const random = keyedRandom(name);
  const codes = Int32Array.from({ length: rows }, (_, i) => i % seen);
  const draw = (i: number, j: number) => 3 * random() + 2 * random() * j + ((codes[i] ?? 0) + j) * ((j * 7) % 3) * 0.4;
  const X = fill(rows, cols, (i, j) => (j === cols - 1 && cols < rows ? 0.1 : draw(i, j)));
  return { name, X, target: { kind: 'classes', codes, classes: labels }, queries: fill(11, cols, draw) };
}

/** A noisy line in columns of different scales. */
export function valueProblem(name: string, rows: number, cols: number): Problem {
  const random = keyedRandom(name);
  const X = fill(rows, cols, (_i, j) => 5 + (j + 1) * random());
  const values = Float64Array.from({ length: rows }, (_, i) => {
    let y = random();
    for (let j = 0; j < cols; j++) y += X.data[i * cols + j] * ((j % 3) - 0.7);
    return y;
  });
  return { name, X, target: { kind: 'values', values }, queries: fill(11, cols, (_i, j) => 5 + (j + 1) * random()) };
}

/**
 * Text (codes of three strings, queries also of an unknown one), missing values, booleans, and a column of numbers
 * without holes.
 */
export function mixedProblem(name: string, rows: number, { missing }: { missing: boolean }): Problem {
  const random = keyedRandom(name);
  const kinds = ['categorical', 'numeric', 'boolean', 'numeric'] as const;
  const columns = kinds.map((kind, j): ColumnInfo => {
    return { name: `x${j}`, kind, dictionary: kind === 'categorical' ? ['', 'b', 'c'] : [], missing: missing && j < 2 };
  });
  const draw = (known: number) => (_i: number, j: number) => {
    const value = random();
    if (missing && j < 2 && value < 0.2) return Number.NaN;
    if (kinds[j] === 'numeric') return Math.round(8 * value) / 4;
    return Math.floor(random() * (kinds[j] === 'boolean' ? 2 : known));
  };
  const codes = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const [X, queries] = [fill(rows, kinds.length, draw(3)), fill(15, kinds.length, draw(4))];
  return { name, X, columns, target: { kind: 'classes', codes, classes: ['a', 'b'] }, queries };
}

/** Numbers of which some are missing. */
export function holesProblem(name: string, rows: number): Problem {
  const random = keyedRandom(name);
  const draw = () => (random() < 0.2 ? Number.NaN : Math.round(20 * random()) / 4);
  const codes = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const columns = [0, 1, 2].map((j): ColumnInfo => ({ name: `x${j}`, kind: 'numeric', dictionary: [], missing: true }));
  return {
    name,
    X: fill(rows, 3, draw),
    columns,
    target: { kind: 'classes', codes, classes: ['a', 'b'] },
    queries: fill(15, 3, draw),
  };
}

function fill(rows: number, cols: number, entry: (i: number, j: number) => number): Matrix {
  return matrixOf(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, at) => entry(Math.floor(at / cols), at % cols)),
  );
}

/** Runs of about equal length that cover the rows. */
function blocksOf(rows: number, count: number): Segment[] {
  return Array.from(
    { length: count },
    (_, b): Segment => [Math.floor((b * rows) / count), Math.floor(((b + 1) * rows) / count)],
  );
}

/** The statistic of all rows, merged from so many blocks in their order. */
export function statisticOf(
  kernels: Kernels,
  kind: StatisticKind,
  { X, target, weights }: Problem,
  blocks: number,
): Statistic {
  return blocksOf(X.rows, blocks)
    .map((block) => computeStatistic(kernels, kind, X, [block], target, weights))
    .reduce((merged, next) => mergeStatistics(kernels, merged, next));
}

function evenly({ weights: _weights, ...problem }: Problem): Problem {
  return problem;
}

/**
 * Fits as a worker does: rows and statistics as the estimator needs them, weights for those who take them, rows in the
 * heap.
 */
export function fitAll(
  kernels: Kernels,
  estimator: Fitter,
  problem: Problem,
  params: readonly Params[],
  blocks = 3,
): FitOutcome[] {
  const weighted = problem.weights !== undefined && estimator.role !== 'transformer' && estimator.takesWeights === true;
  const traits: InputTraits = { uncorrelated: false, ...(weighted && { weighted }) };
  const { rows, statistic } = estimator.needs(params[0], traits, { rows: problem.X.rows, cols: problem.X.cols });
  const resident = () => ({ ...problem.X, data: kernels.heap.toKernelMemory(problem.X.data) });
  return kernels.heap.scope(() =>
    estimator.fit({
      kernels,
      X: rows && estimator.packs !== true && estimator.seldom !== true ? resident() : undefined,
      ...(estimator.seldom && { rows: resident }),
      ...(estimator.packs && { packed: packedOf(kernels, problem.X) }),
      statistic: statistic && statisticOf(kernels, statistic, weighted ? problem : evenly(problem), blocks),
      target: problem.target,
      ...(weighted && { weights: problem.weights }),
      rowIds: Int32Array.from({ length: problem.X.rows }, (_, i) => i),
      ...(estimator.readsColumns && problem.columns ? { columns: problem.columns } : {}),
      traits,
      params,
    }),
  );
}

function packedOf(kernels: Kernels, X: Matrix): PackedFeatures {
  const rows = kernels.heap.matrix(X.rows, X.cols);
  kernels.packPanels(X, [[0, X.rows]], undefined, rows);
  const moments = () => computeStatistic(kernels, 'moments', X, [[0, X.rows]], undefined) as MomentStatistic;
  return { rows, spread: () => spreadOf(X), moments };
}

function spreadOf({ rows, cols, stride, data }: Matrix): ColumnSpread {
  const column = (j: number): number[] => Array.from({ length: rows }, (_, i) => data[i * stride + j]);
  const means = Array.from({ length: cols }, (_, j) => column(j).reduce((sum, x) => sum + x, 0) / rows);
  const variances = means.map(
    (mean, j) => column(j).reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, rows - 1),
  );
  return { mean: Float64Array.from(means), variance: Float64Array.from(variances) };
}

/** One fit that must succeed. */
export function fitOne(kernels: Kernels, estimator: Fitter, problem: Problem, params: Params, blocks = 3): Fitted {
  const [outcome] = fitAll(kernels, estimator, problem, [params], blocks);
  if (outcome.ok) return outcome.fitted;
  throw new Error(`${estimator.name} ${JSON.stringify(params)}: ${outcome.error.message}`);
}

/** A transformer's output: projection, cut, map by columns. */
export function transform(kernels: Kernels, estimator: Transformer, fitted: Fitted, params: Params, X: Matrix): Matrix {
  let out = estimator.apply === undefined ? X : applied(kernels, estimator.apply, fitted, X);
  const projection = estimator.projection?.(fitted);
  if (projection) {
    out = matrixOf(X.rows, projection.weights.cols, new Float64Array(X.rows * projection.weights.cols));
    kernels.multiply(X, [[0, X.rows]], projection.shift, projection.weights, out);
  }
  out = columnPrefix(out, estimator.kept?.(fitted, params) ?? out.cols);
  const map = estimator.columnMap?.(fitted, params);
  const width = map?.columns.length ?? out.cols;
  const mapped = matrixOf(X.rows, width, new Float64Array(X.rows * width));
  kernels.mapColumns(out, [[0, X.rows]], map, mapped);
  return mapped;
}

function applied(kernels: Kernels, apply: NonNullable<Transformer['apply']>, fitted: Fitted, X: Matrix): Matrix {
  return kernels.heap.scope(() => {
    const out = apply({ kernels, X: { ...X, data: kernels.heap.toKernelMemory(X.data) }, fitted });
    return { ...out, data: out.data.slice() };
  });
}

/** One prediction. */
export function predictOne(
  kernels: Kernels,
  estimator: Predictor,
  fitted: Fitted,
  params: Params,
  problem: Problem,
): Prediction {
  return predictAll(kernels, estimator, [{ fitted, params }], problem)[0];
}

/** Predictions of several items, as a worker asks for them. */
export function predictAll(
  kernels: Kernels,
  estimator: Predictor,
  items: readonly { fitted: Fitted; params: Params }[],
  { queries, target }: Problem,
): Prediction[] {
  const classes = target.kind === 'classes' ? target.classes : [];
  return kernels.heap.scope(() => {
    const X = { ...queries, data: kernels.heap.toKernelMemory(queries.data) };
    return estimator.predict({ kernels, X, classes, items });
  });
}

/** What the fitted estimator says of the queries: its output or its prediction. */
export function useFitted(
  kernels: Kernels,
  estimator: Fitter,
  fitted: Fitted,
  params: Params,
  problem: Problem,
): Matrix | Prediction {
  return estimator.role === 'transformer'
    ? transform(kernels, estimator, fitted, params, problem.queries)
    : predictOne(kernels, estimator, fitted, params, problem);
}
