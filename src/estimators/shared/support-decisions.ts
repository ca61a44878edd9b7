// What fitted support vector machines say: the decision of every pair of classes, and the votes.
// Fitted state, laid out as libsvm's: support vectors by class, their coefficients (classes − 1 rows: those of a vector
// of class i against class j stand in row j − 1 for j > i, else in row j), one threshold per pair, and gamma as a
// number. The decision of pair (i, j), i < j, is positive for class i.

import { type Matrix, matrixOf, type Segment } from '../../base/matrix.js';
import type { PredictInput } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import type { Prediction } from '../../contracts/prediction.js';
import type { Fitted } from '../../contracts/step.js';
import { fromProducts, type Similarity, squaredLengths } from '../../kernels/solvers/similarity.js';
import { classPrediction, largestOf } from './class-scores.js';

export interface SupportFitted extends Fitted {
  readonly present: Int32Array;
  /** Support vectors of each present class, one class after the other in `vectors`. */
  readonly counts: Int32Array;
  readonly vectors: Matrix;
  /** Shape (present classes − 1, vectors). */
  readonly dual: Matrix;
  readonly intercept: Float64Array;
  readonly gamma: number;
}

/** The similarity that params ask for. */
export function similarityOf(params: Params, gamma: number): Similarity {
  const { kernel, degree, coef0 } = params;
  return { kernel: kernel as Similarity['kernel'], gamma, degree: Number(degree ?? 0), coef0: Number(coef0 ?? 0) };
}

/** Query rows at a time: their similarities to all support vectors are held. */
const QUERIES = 256;

/** The class that wins most pairs. */
export function predictByPairs(input: PredictInput, item: PredictInput['items'][number]): Prediction {
  const { kernels, X } = input;
  const { present, counts, vectors, dual, intercept, gamma } = item.fitted as SupportFitted;
  const K = present.length;
  const similarity = similarityOf(item.params, gamma);
  const decisions = new Float64Array(X.rows * intercept.length);
  const ends = [...counts.keys()].map((k) => counts.slice(0, k + 1).reduce((sum, n) => sum + n, 0));
  const machines = { dual, ends, intercept };
  kernels.heap.scope(() => {
    const centre = new Float64Array(X.cols);
    if (similarity.kernel === 'rbf') kernels.columnMeans(vectors, [[0, vectors.rows]], centre);
    const moved = kernels.heap.matrix(vectors.cols, vectors.rows);
    for (let s = 0; s < vectors.rows; s++) {
      for (let j = 0; j < X.cols; j++) moved.data[j * vectors.rows + s] = vectors.data[s * X.cols + j] - centre[j];
    }
    const lengths = new Float64Array(vectors.rows);
    for (let j = 0; j < X.cols; j++)
      for (let s = 0; s < vectors.rows; s++) lengths[s] += moved.data[j * vectors.rows + s] ** 2;
    for (let from = 0; from < X.rows; from += QUERIES) {
      kernels.heap.scope(() => {
        const rows = Math.min(QUERIES, X.rows - from);
        const K_ = kernels.heap.matrix(rows, vectors.rows);
        kernels.multiply(X, [[from, from + rows]], centre, moved, K_);
        fromProducts(kernels, similarity, K_, { rows: centredLengths(X, [from, from + rows], centre), cols: lengths });
        for (let r = 0; r < rows; r++) {
          const similarities = K_.data.subarray(r * vectors.rows, (r + 1) * vectors.rows);
          const out = decisions.subarray((from + r) * intercept.length, (from + r + 1) * intercept.length);
          decideRow(machines, similarities, out);
        }
      });
    }
  });
  const { votes, scores } = countPairs(decisions, K);
  const decision = K === 2 ? decisions.map((decision) => 0 - decision) : undefined;
  const extras = {
    ...(decision && { decision: decision }),
    scores: input.decisions ? (decision ?? scores) : undefined,
  };
  return classPrediction(present, input.classes.length, { positions: largestOf(votes, K), ...extras });
}

/**
 * Votes of all pairs for each class; and scikit-learn's scores, in which the sum of a class's decisions breaks ties of
 * votes.
 */
function countPairs(
  decisions: Float64Array,
  K: number,
): { readonly votes: Float64Array; readonly scores: Float64Array } {
  const pairs = (K * (K - 1)) / 2;
  const votes = new Float64Array((decisions.length / pairs) * K);
  const sums = new Float64Array(votes.length);
  for (let at = 0, row = 0; at < decisions.length; row += K) {
    for (let i = 0; i < K; i++) {
      for (let j = i + 1; j < K; j++, at++) {
        votes[row + (decisions[at] > 0 ? i : j)]++;
        sums[row + i] += decisions[at];
        sums[row + j] -= decisions[at];
      }
    }
  }
  return { votes, scores: votes.map((count, at) => count + sums[at] / (3 * (Math.abs(sums[at]) + 1))) };
}

function centredLengths(X: Matrix, [from, to]: Segment, centre: Float64Array): Float64Array {
  const rows = to - from;
  const copy = matrixOf(rows, X.cols, new Float64Array(rows * X.cols));
  for (let r = 0; r < rows; r++)
    for (let j = 0; j < X.cols; j++) copy.data[r * X.cols + j] = X.data[(from + r) * X.stride + j] - centre[j];
  return squaredLengths(copy);
}

interface Machines extends Pick<SupportFitted, 'dual' | 'intercept'> {
  /** Where each class's vectors end. */
  readonly ends: readonly number[];
}

/** Decisions of all pairs for one row, from its similarities to the support vectors. */
function decideRow({ dual, ends, intercept }: Machines, similarities: Float64Array, out: Float64Array): void {
  const K = ends.length;
  let pair = 0;
  for (let i = 0; i < K; i++) {
    for (let j = i + 1; j < K; j++, pair++) {
      let sum = 0;
      for (let s = i === 0 ? 0 : ends[i - 1]; s < ends[i]; s++)
        sum += dual.data[(j - 1) * dual.cols + s] * similarities[s];
      for (let s = ends[j - 1]; s < ends[j]; s++) sum += dual.data[i * dual.cols + s] * similarities[s];
      out[pair] = sum + intercept[pair];
    }
  }
}
