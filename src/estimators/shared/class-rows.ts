// Train rows sorted by class, with each class's mean and scatter: what the discriminant analyses are fitted from.

import { assert } from '../../base/errors.js';
import { type Matrix, matrixOf, type Segment } from '../../base/matrix.js';
import type { FitInput } from '../../contracts/fitter.js';
import { presentClasses } from './class-scores.js';

/** The classes that have train rows that weigh something, in their order. `counts`, `masses`, rows of `means` and `scatters` follow it. */
export interface ClassRows {
  readonly present: Int32Array;
  /** Rows of each class, without those that weigh nothing. */
  readonly counts: Int32Array;
  /** Weight of each class: its rows, where they all weigh the same. */
  readonly masses: Float64Array;
  readonly mass: number;
  /** Shape (classes, p). */
  readonly means: Matrix;
  /** Σ weight (x − mean)(x − mean)' over the rows of each class, shape (p, p), in WASM memory. */
  readonly scatters: readonly Matrix[];
}

/** Sorts the rows and sums them. Call it in a scope of the heap. Cost: n p² flops. */
export function scatterByClass({ kernels, X, target, weights }: FitInput): ClassRows {
  assert(X && target.kind === 'classes', 'a discriminant analysis is fitted from rows and classes');
  const { heap } = kernels;
  const present = presentClasses(kernels.classMasses(target.codes, target.classes.length, weights));
  const means = matrixOf(present.length, X.cols, new Float64Array(present.length * X.cols));
  const counts = new Int32Array(present.length);
  const masses = new Float64Array(present.length);
  const scatters = [...present].map((k, at) =>
    heap.scope((keep) => {
      const isMember = (i: number): boolean => target.codes[i] === k && (weights === undefined || weights[i] > 0);
      const rows = Int32Array.from(target.codes.keys()).filter(isMember);
      const members = heap.emptyMatrix(rows.length, X.cols);
      for (const [to, i] of rows.entries())
        members.data.set(X.data.subarray(i * X.stride, i * X.stride + X.cols), to * members.stride);
      const mean = means.data.subarray(at * X.cols, (at + 1) * X.cols);
      const every: Segment[] = [[0, rows.length]];
      kernels.columnMeans(members, every, mean);
      counts[at] = rows.length;
      masses[at] =
        weights === undefined
          ? rows.length
          : weigh(
              members,
              mean,
              Float64Array.from(rows, (i) => weights[i]),
            );
      const scatter = heap.matrix(X.cols, X.cols);
      kernels.centredGram(members, every, weights === undefined ? mean : new Float64Array(X.cols), scatter);
      keep(scatter.data);
      return scatter;
    }),
  );
  return { present, counts, masses, mass: masses.reduce((sum, mass) => sum + mass, 0), means, scatters };
}

/** Moves the mean to the weighted one, and makes each row √weight · (row − mean). Returns the sum of the weights. */
function weigh(members: Matrix, mean: Float64Array, weights: Float64Array): number {
  const { cols, stride, data } = members;
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  const step = new Float64Array(cols);
  for (const [at, weight] of weights.entries()) {
    for (let j = 0; j < cols; j++) step[j] += (weight / mass) * (data[at * stride + j] - mean[j]);
  }
  for (let j = 0; j < cols; j++) mean[j] += step[j];
  for (const [at, weight] of weights.entries()) {
    const root = Math.sqrt(weight);
    for (let j = 0; j < cols; j++) data[at * stride + j] = root * (data[at * stride + j] - mean[j]);
  }
  return mass;
}

/**
 * Spread of a direction within classes, in roundings of the columns that it is made of, up to which it counts as none.
 */
const ROUNDING = 4;

/**
 * How many of some directions (p entries each) the rows have spread in within their classes, beyond rounding of the
 * columns: what second moments cannot tell. Cost: n p k flops.
 */
export function spreadDirections(
  { X, target, weights }: FitInput,
  rows: ClassRows,
  directions: readonly Float64Array[],
): number {
  assert(X && target.kind === 'classes', 'directions are looked up in rows of classes');
  const { present, means } = rows;
  const p = X.cols;
  const place = new Map([...present].map((k, at) => [k, at * p]));
  return directions.filter((direction) => {
    const sums = new Float64Array(2);
    for (let i = 0; i < X.rows; i++) {
      const from = place.get(target.codes[i]) ?? 0;
      let [along, size] = [0, 0];
      for (let j = 0; j < p; j++) {
        const value = X.data[i * X.stride + j];
        along += (value - means.data[from + j]) * direction[j];
        size += Math.abs(value * direction[j]);
      }
      const weight = weights?.[i] ?? 1;
      sums[0] += weight * along * along;
      sums[1] += weight * size * size;
    }
    return Math.sqrt(sums[0]) > ROUNDING * Number.EPSILON * Math.sqrt(sums[1]);
  }).length;
}
