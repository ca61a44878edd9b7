// scikit-learn 1.9's make_classification in TypeScript (the same draws since 1.2): the same draws in the same order, so that a `random_state`
// gives its numbers. In: the shape of the problem. Out: X and y. Kept so that anyone can make the post's data set
// without Python. y and every integer and uniform draw are equal bit for bit. X may differ by rounding (about 1e-15):
// normal draws take our own logarithm instead of the C library's, and products of matrices are summed in plain order
// instead of by BLAS.

import { type Matrix, matrixOf } from '../src/base/matrix.js';
import { RandomState } from '../src/base/random.js';

/** What make_classification takes; names and defaults are scikit-learn's, in camelCase. */
export interface ClassificationOptions {
  readonly nSamples?: number;
  readonly nFeatures?: number;
  readonly nInformative?: number;
  readonly nRedundant?: number;
  readonly nRepeated?: number;
  readonly nClasses?: number;
  readonly nClustersPerClass?: number;
  /** Share of each class; the last may be left out. Default: equal shares. */
  readonly weights?: readonly number[];
  /** Share of samples whose class is drawn anew; below 0, no draw is made. */
  readonly flipY?: number;
  /** Half the side of the hypercube whose vertices are the clusters' centres. */
  readonly classSep?: number;
  readonly hypercube?: boolean;
  /** Added to the features, one number or one for each; null draws it. */
  readonly shift?: number | readonly number[] | null;
  /** The features are multiplied by it after the shift; null draws it from [1, 101). */
  readonly scale?: number | readonly number[] | null;
  readonly shuffle?: boolean;
  /** An integer in [0, 2^32 − 1]; required, since nothing here is left to chance. */
  readonly randomState: number;
}

/** X of shape (nSamples, nFeatures), y of length nSamples with classes 0 … nClasses − 1. */
export interface ClassificationData {
  readonly X: Matrix;
  readonly y: Int32Array;
}

type Problem = Required<Omit<ClassificationOptions, 'weights'>> & {
  readonly nClusters: number;
  readonly samplesOfCluster: readonly number[];
};

/**
 * Makes a classification problem: normal clusters about the vertices of a hypercube, then redundant, repeated and
 * useless features.
 *
 * @throws RangeError where the options contradict each other
 * @example makeClassification({ nSamples: 8, nFeatures: 6, nRedundant: 2, randomState: 42 }).y // Int32Array [0, 1, 0,
 * 0, 0, 1, 1, 1] Source: scikit-learn 1.9, sklearn/datasets/_samples_generator.py, after I. Guyon, "Design of
 * experiments for the NIPS 2003 variable selection benchmark", 2003. Cost: O(nSamples · nInformative · (nInformative +
 * nRedundant)) and one draw for each other entry.
 */
export function makeClassification(options: ClassificationOptions): ClassificationData {
  const problem = problemOf(options);
  const rng = new RandomState(problem.randomState);
  const X = matrixOf(problem.nSamples, problem.nFeatures, new Float64Array(problem.nSamples * problem.nFeatures));
  const centroids = drawCentroids(problem, rng);
  fillNormal(X, 0, problem.nInformative, rng);
  const y = moveToCentroids(X, centroids, problem, rng);
  addRedundant(X, problem, rng);
  addRepeated(X, problem, rng);
  fillNormal(X, problem.nInformative + problem.nRedundant + problem.nRepeated, X.cols, rng);
  flipClasses(y, problem, rng);
  shiftAndScale(X, problem, rng);
  return problem.shuffle ? shuffled(X, y, rng) : { X, y };
}

function problemOf({ weights: givenWeights, ...given }: ClassificationOptions): Problem {
  const options = { ...DEFAULTS, ...given };
  const { nSamples, nFeatures, nInformative, nRedundant, nRepeated, nClasses, nClustersPerClass } = options;
  for (const [name, count] of Object.entries({
    nSamples,
    nFeatures,
    nInformative,
    nRedundant,
    nRepeated,
    nClasses,
    nClustersPerClass,
  })) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${name} must be an integer ≥ 0, got ${count}`);
  }
  if (nInformative + nRedundant + nRepeated > nFeatures) {
    const sum = `${nInformative} + ${nRedundant} + ${nRepeated}`;
    throw new RangeError(
      `informative, redundant and repeated features (${sum}) must not exceed the ${nFeatures} features`,
    );
  }
  const nClusters = nClasses * nClustersPerClass;
  if (nClusters < 1) throw new RangeError('there must be at least one class and one cluster per class');
  if (nInformative < Math.log2(nClusters)) {
    throw new RangeError(
      `${nClusters} clusters do not fit on the 2^${nInformative} vertices that ${nInformative} informative features span`,
    );
  }
  const weights = classWeights(givenWeights, nClasses);
  const samplesOfCluster = Array.from({ length: nClusters }, (_, k) =>
    Math.trunc((nSamples * weights[k % nClasses]) / nClustersPerClass),
  );
  const left = nSamples - samplesOfCluster.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < left; i++) samplesOfCluster[i % nClusters] += 1;
  return { ...options, nClusters, samplesOfCluster };
}

const DEFAULTS = {
  nSamples: 100,
  nFeatures: 20,
  nInformative: 2,
  nRedundant: 2,
  nRepeated: 0,
  nClasses: 2,
  nClustersPerClass: 2,
  flipY: 0.01,
  classSep: 1,
  hypercube: true,
  shift: 0,
  scale: 1,
  shuffle: true,
} as const;

function classWeights(weights: readonly number[] | undefined, nClasses: number): readonly number[] {
  if (weights === undefined) return new Array<number>(nClasses).fill(1 / nClasses);
  if (weights.length === nClasses) return weights;
  if (weights.length === nClasses - 1) return [...weights, 1 - weights.reduce((sum, weight) => sum + weight, 0)];
  throw new RangeError(`${weights.length} weights were given for ${nClasses} classes`);
}

/** One vertex for each cluster, shape (nClusters, nInformative). */
function drawCentroids({ nClusters, nInformative, classSep, hypercube }: Problem, rng: RandomState): Float64Array {
  const centroids = drawVertices(nClusters, nInformative, rng);
  for (let i = 0; i < centroids.length; i++) centroids[i] = centroids[i] * (2 * classSep) - classSep;
  if (hypercube) return centroids;
  const ofCluster = Float64Array.from({ length: nClusters }, () => rng.randomSample());
  const ofFeature = Float64Array.from({ length: nInformative }, () => rng.randomSample());
  for (let i = 0; i < centroids.length; i++) {
    centroids[i] = centroids[i] * ofCluster[Math.floor(i / nInformative)] * ofFeature[i % nInformative];
  }
  return centroids;
}

/**
 * Distinct rows of zeros and ones: the last 30 dimensions are the bits of a distinct integer, those before are drawn
 * one by one.
 */
function drawVertices(count: number, dimensions: number, rng: RandomState): Float64Array {
  const vertices = new Float64Array(count * dimensions);
  const drawn = Math.max(0, dimensions - 30);
  const bits = dimensions - drawn;
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < drawn; j++) vertices[k * dimensions + j] = rng.randint(0, 2);
  }
  const codes = rng.sampleWithoutReplacement(2 ** bits, count);
  codes.forEach((code, k) => {
    for (let b = 0; b < bits; b++) vertices[k * dimensions + drawn + b] = (code >>> (bits - 1 - b)) & 1;
  });
  return vertices;
}

function fillNormal(X: Matrix, from: number, to: number, rng: RandomState): void {
  for (let i = 0; i < X.rows; i++) {
    for (let j = from; j < to; j++) X.data[i * X.stride + j] = rng.standardNormal();
  }
}

/** Gives each cluster a covariance and its centre, both in place; returns the classes. */
function moveToCentroids(
  X: Matrix,
  centroids: Float64Array,
  { nInformative, nClasses, samplesOfCluster }: Problem,
  rng: RandomState,
): Int32Array {
  const y = new Int32Array(X.rows);
  const moved = new Float64Array(nInformative);
  let start = 0;
  samplesOfCluster.forEach((count, k) => {
    const stop = Math.min(start + count, X.rows);
    y.fill(k % nClasses, start, stop);
    const A = drawSigned(nInformative * nInformative, rng);
    for (let i = start; i < stop; i++) {
      const row = X.data.subarray(i * X.stride, i * X.stride + nInformative);
      timesMatrix(row, A, moved);
      for (let j = 0; j < nInformative; j++) row[j] = moved[j] + centroids[k * nInformative + j];
    }
    start = stop;
  });
  return y;
}

/** Redundant features are linear combinations of the informative ones. */
function addRedundant(X: Matrix, { nInformative, nRedundant }: Problem, rng: RandomState): void {
  if (nRedundant === 0) return;
  const B = drawSigned(nInformative * nRedundant, rng);
  for (let i = 0; i < X.rows; i++) {
    const row = X.data.subarray(i * X.stride, i * X.stride + nInformative + nRedundant);
    timesMatrix(row.subarray(0, nInformative), B, row.subarray(nInformative));
  }
}

/** Repeated features are copies of informative and redundant ones, drawn with replacement. */
function addRepeated(X: Matrix, { nInformative, nRedundant, nRepeated }: Problem, rng: RandomState): void {
  const n = nInformative + nRedundant;
  const sources = Array.from({ length: nRepeated }, () => Math.trunc((n - 1) * rng.randomSample() + 0.5));
  for (let i = 0; i < X.rows; i++) {
    sources.forEach((source, j) => {
      X.data[i * X.stride + n + j] = X.data[i * X.stride + source];
    });
  }
}

function flipClasses(y: Int32Array, { flipY, nClasses }: Problem, rng: RandomState): void {
  if (flipY < 0) return;
  const flipped = Uint8Array.from(y, () => (rng.randomSample() < flipY ? 1 : 0));
  for (let i = 0; i < y.length; i++) if (flipped[i] === 1) y[i] = rng.randint(0, nClasses);
}

function shiftAndScale(X: Matrix, { shift, scale, classSep }: Problem, rng: RandomState): void {
  const perColumn = (given: number | readonly number[] | null, draw: () => number): Float64Array =>
    Float64Array.from({ length: X.cols }, (_, j) =>
      given === null ? draw() : typeof given === 'number' ? given : given[j],
    );
  const added = perColumn(shift, () => (2 * rng.randomSample() - 1) * classSep);
  const factor = perColumn(scale, () => 1 + 100 * rng.randomSample());
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < X.cols; j++) X.data[i * X.stride + j] = (X.data[i * X.stride + j] + added[j]) * factor[j];
  }
}

/** Rows, then columns, in random order. */
function shuffled(X: Matrix, y: Int32Array, rng: RandomState): ClassificationData {
  const rowOrder = rng.permutation(X.rows);
  const columnOrder = rng.permutation(X.cols);
  const data = new Float64Array(X.rows * X.cols);
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < X.cols; j++) data[i * X.cols + j] = X.data[rowOrder[i] * X.stride + columnOrder[j]];
  }
  return { X: matrixOf(X.rows, X.cols, data), y: Int32Array.from(rowOrder, (row) => y[row]) };
}

/** Uniform numbers in [−1, 1). */
function drawSigned(length: number, rng: RandomState): Float64Array {
  return Float64Array.from({ length }, () => 2 * rng.randomSample() - 1);
}

/** out = row · B, B of shape (row.length, out.length). */
function timesMatrix(row: Float64Array, B: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let k = 0; k < row.length; k++) {
    const factor = row[k];
    for (let j = 0; j < out.length; j++) out[j] += factor * B[k * out.length + j];
  }
}
