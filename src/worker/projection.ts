// Rows through a projection, with the lazy steps before it; and linear models that are fused into one (see
// graph/expand/through-projection.ts).

import { assert } from '../base/errors.js';
import { columnPrefix, countRows, type Matrix, matrixOf, type PackedRows, type Segment } from '../base/matrix.js';
import type { ColumnMap } from '../base/statistics.js';
import type { LinearScores, PredictInput, Transformer } from '../contracts/fitter.js';
import type { Prediction } from '../contracts/prediction.js';
import type { Fitted } from '../contracts/step.js';
import { cutScores } from '../estimators/shared/linear-scores.js';
import type { Applied, Features, PredictTask, TransformTask } from '../graph/plan/task.js';
import type { Kernels } from '../kernels/index.js';
import { isDiagonal } from './column-map.js';
import type { WorkerContext } from './worker-context.js';

/** Rows of a matrix, a shift of its columns, and what they are multiplied with. */
type ShiftedProduct = readonly [X: Matrix, rows: readonly Segment[], shift: Float64Array, weights: Matrix];

/** Rows where they lie, and the shifts and scales of their columns that are still to be applied. */
interface Rows {
  readonly base: Matrix;
  readonly segments: readonly Segment[];
  readonly map: ColumnMap | undefined;
}

/** out = (features − shift) · weights: as many columns as the task asks for, in panels where it asks for these. */
export function projected(
  { estimator, features, cut, panels }: TransformTask,
  fitted: Fitted,
  context: WorkerContext,
): Matrix | PackedRows {
  const { projection, kept } = context.estimator(estimator) as Transformer;
  assert(projection !== undefined, `${estimator} projects`);
  const { shift, weights } = projection(fitted);
  const cols = cut === null || kept === undefined ? weights.cols : kept(fitted, cut);
  const rows = rowsOf(features, context);
  const { kernels } = context;
  const out = kernels.heap.emptyMatrix(countRows(rows.segments), cols);
  const product = shiftedProduct(rows, shift, columnPrefix(weights, cols));
  if (!panels) {
    kernels.multiply(...product, out);
    return out;
  }
  const packed = { rows: out.rows, cols, data: out.data };
  kernels.multiplyPacked(...product, packed);
  return packed;
}

/** A way to predict, with all read that it needs. */
export type ReadyPredictor = (request: Omit<PredictInput, 'X' | 'items'>, items: PredictInput['items']) => Prediction[];

/**
 * Predicts from rows before a projection: coefficients go through the projection, then rows meet
 * them. Each score is one column throughout, so its bits do not depend on what is predicted beside it.
 */
export function fusedPredictor(
  { features, estimator }: PredictTask,
  through: Applied,
  context: WorkerContext,
): ReadyPredictor {
  const { kernels } = context;
  const predictor = context.estimator(estimator);
  const linear = 'linear' in predictor ? predictor.linear : undefined;
  assert(linear !== undefined, `${estimator} has linear scores`);
  const rows = rowsOf(features, context);
  const projection = viewOf(through, context);
  return (request, items) => {
    if (items.length === 0) return [];
    const models = items.map(({ fitted }) => linear.coefficients(fitted));
    const { shift, weights, intercepts } = throughProjection(kernels, projection, models);
    const all = kernels.heap.emptyMatrix(countRows(rows.segments), weights.cols);
    kernels.multiply(...shiftedProduct(rows, shift, weights), all);
    return cutScores(kernels, all, intercepts).map((scores, at) =>
      linear.fromScores({ ...request, ...items[at], scores }),
    );
  };
}

/** A fitted projection as its apply params leave it: some first columns of weights, then a map of them. */
interface Projection {
  readonly shift: Float64Array;
  readonly weights: Matrix;
  readonly map: ColumnMap | undefined;
}

function viewOf({ estimator, fit, params }: Applied, context: WorkerContext): Projection {
  const { projection, kept, columnMap } = context.estimator(estimator) as Transformer;
  assert(projection !== undefined, `${estimator} projects`);
  const fitted = context.fitted(fit);
  const { shift, weights } = projection(fitted);
  return {
    shift,
    weights: columnPrefix(weights, kept?.(fitted, params) ?? weights.cols),
    map: columnMap?.(fitted, params),
  };
}

/** The models' coefficients for columns before a projection, side by side in one matrix, and their intercepts. */
function throughProjection(
  kernels: Kernels,
  { shift, weights, map }: Projection,
  models: readonly ReturnType<LinearScores['coefficients']>[],
): { readonly shift: Float64Array; readonly weights: Matrix; readonly intercepts: readonly Float64Array[] } {
  const coefs = kernels.heap.matrix(
    weights.cols,
    models.reduce((sum, { coef }) => sum + coef.rows, 0),
  );
  let at = 0;
  const intercepts = models.map(({ coef, intercept }) => {
    assert(coef.cols === (map?.columns.length ?? weights.cols), 'a model has a coefficient for each column');
    return intercept.map((value, k) => {
      let constant = value;
      for (let j = 0; j < coef.cols; j++) {
        const weight = coef.data[k * coef.stride + j];
        // ((y − s) k + o) · c = y · k c + (o − s k) c
        coefs.data[(map?.columns[j] ?? j) * coefs.stride + at] += map === undefined ? weight : weight * map.scale[j];
        if (map !== undefined) constant += weight * (map.offset[j] - map.shift[j] * map.scale[j]);
      }
      at++;
      return constant;
    });
  });
  const fused = kernels.heap.emptyMatrix(weights.rows, coefs.cols);
  kernels.multiply(weights, [[0, weights.rows]], undefined, coefs, fused);
  return { shift, weights: fused, intercepts };
}

/** Rows as the lazy steps leave them: steps that only shift and scale are left to do, others are applied. */
function rowsOf(features: Features, context: WorkerContext): Rows {
  const { base, segments } = context.rows(features.base, features.rows);
  const { map } = context.view(features, base.cols);
  if (map === undefined || isDiagonal(map)) return { base, segments, map };
  const X = context.features(features);
  return { base: X, segments: [[0, X.rows]], map: undefined };
}

/** (rows − shift) · weights as a product takes them; what is left to do for the rows goes into shift and weights. */
function shiftedProduct({ base, segments, map }: Rows, shift: Float64Array, weights: Matrix): ShiftedProduct {
  // A cut without a map leaves the base wider than what the projection was fitted on.
  const X = { ...base, cols: weights.rows };
  if (map === undefined) return [X, segments, shift, weights];
  // ((x − s) k + o − m) · w = (x − (s + (m − o) / k)) · k w
  const moved = shift.map((mean, j) => map.shift[j] + (mean - map.offset[j]) / map.scale[j]);
  const scaled = matrixOf(weights.rows, weights.cols, new Float64Array(weights.rows * weights.cols));
  for (let j = 0; j < weights.rows; j++) {
    for (let c = 0; c < weights.cols; c++)
      scaled.data[j * weights.cols + c] = map.scale[j] * weights.data[j * weights.stride + c];
  }
  return [X, segments, moved, scaled];
}
