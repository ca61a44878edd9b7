// What both nearest-neighbour estimators share: the fit keeps the train rows; n_neighbors and weights act at prediction
// only, so candidates share one fit, and one search for the most neighbours serves all of them as prefixes.

import { GridsearchError } from '../../base/errors.js';
import type { JsonObject } from '../../base/json.js';
import { type Matrix, matrixOf } from '../../base/matrix.js';
import type { InputShape, PredictInput, Predictor } from '../../contracts/fitter.js';
import { COUNT, oneOf, type Params, param } from '../../contracts/params.js';
import type { Fitted, ReadContext } from '../../contracts/step.js';
import { readMatrix } from './fitted-json.js';

export interface NeighboursFitted extends Fitted {
  readonly X: Matrix;
}

/** What both declare alike; the metric is Euclidean. A prediction compares every query row with every train row. */
export const NEIGHBOURS = {
  version: 1,
  params: {
    n_neighbors: param(5, 'how many train rows have a say', COUNT),
    weights: param(
      'uniform',
      'whether all neighbours count alike, or by the inverse of their distance',
      oneOf(['uniform', 'distance']),
    ),
  },
  needs: () => ({ rows: true }),
  applyParams: ['n_neighbors', 'weights'],
  infeasible: infeasibleNeighbours,
  cost: (_params, { rows, cols }) => 1e-8 * rows * cols,
  predictCost: ({ rows, trainRows, cols }) => 1.7e-10 * rows * trainRows * (cols + 8),
} satisfies Partial<Predictor>;

function infeasibleNeighbours(params: Params, { rows }: InputShape): string | undefined {
  const count = Number(params.n_neighbors);
  return count > rows ? `n_neighbors ${count} exceeds the ${rows} train rows` : undefined;
}

/**
 * The train rows back from the model document. @throws MODEL_SHAPE also where there are fewer of them than neighbours
 */
export function readTrainRows(model: JsonObject, { params, cols }: ReadContext): Matrix {
  const X = readMatrix(model, 'fit_X', { cols });
  const reason = infeasibleNeighbours(params, X);
  if (reason !== undefined) throw new GridsearchError('MODEL_SHAPE', reason);
  return X;
}

/** Positions of the train rows in the order of the file: of equal distances the lower row of the file wins. */
export function fileOrder(rowIds: Int32Array): Int32Array {
  return Int32Array.from(rowIds.keys()).sort((a, b) => rowIds[a] - rowIds[b]);
}

/** The train rows in that order, copied out of the heap. */
export function copyRows(X: Matrix, order: Int32Array): Matrix {
  const data = new Float64Array(X.rows * X.cols);
  for (const [to, i] of order.entries()) data.set(X.data.subarray(i * X.stride, i * X.stride + X.cols), to * X.cols);
  return matrixOf(X.rows, X.cols, data);
}

/** The neighbours of every query row, nearest first, and how much each counts: both of shape (queries, k). */
export interface Votes {
  readonly k: number;
  readonly neighbours: Int32Array;
  readonly weights: Float64Array;
}

/**
 * One search per fitted state, for the largest n_neighbors asked of it; `use` turns each item's votes into its
 * prediction.
 */
export function eachVotes<P>({ kernels, X, items }: PredictInput, use: (votes: Votes, fitted: Fitted) => P): P[] {
  const widest = new Map<Fitted, number>();
  for (const { fitted, params } of items)
    widest.set(fitted, Math.max(widest.get(fitted) ?? 0, Number(params.n_neighbors)));
  const predictions = new Array<P>(items.length);
  for (const [fitted, most] of widest) {
    kernels.heap.scope(() => {
      const indices = kernels.heap.i32(X.rows * most);
      const squares = kernels.heap.f64(X.rows * most);
      kernels.nearest((fitted as NeighboursFitted).X, X, most, indices, squares);
      for (const [at, item] of items.entries()) {
        if (item.fitted === fitted) predictions[at] = use(votesOf({ indices, squares, most }, item.params), fitted);
      }
    });
  }
  return predictions;
}

interface Nearest {
  /** Shape (queries, most), nearest first, with their squared distances. */
  readonly indices: Int32Array;
  readonly squares: Float64Array;
  readonly most: number;
}

function votesOf({ indices, squares, most }: Nearest, params: Params): Votes {
  const rows = indices.length / most;
  const k = Number(params.n_neighbors);
  const neighbours = new Int32Array(rows * k);
  const weights = new Float64Array(rows * k).fill(1);
  for (let i = 0; i < rows; i++) {
    for (let m = 0; m < k; m++) neighbours[i * k + m] = indices[i * most + m];
    if (params.weights === 'distance')
      weighByDistance(squares.subarray(i * most, i * most + k), weights.subarray(i * k, (i + 1) * k));
  }
  return { k, neighbours, weights };
}

/** Inverse distances; where train rows coincide with the query, they alone count. `squares` ascend. */
function weighByDistance(squares: Float64Array, weights: Float64Array): void {
  for (let m = 0; m < weights.length; m++) {
    weights[m] = squares[0] === 0 ? Number(squares[m] === 0) : 1 / Math.sqrt(squares[m]);
  }
}
