// The mathematics that estimators and metrics are given: functions on typed arrays in WASM memory. The kernels satisfy
// it by shape, and neither room imports the other. Every function is deterministic: the same inputs give the same bits,
// whatever runs beside it and however wide a batch is.

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix, PackedRows, Segment } from '../base/matrix.js';
import type { Passes, SolverFunctions } from '../base/solver-passes.js';
import type { ColumnMap, LabelTally } from '../base/statistics.js';

export interface Kernels {
  /** Where matrices of WASM memory are allocated. */
  readonly heap: Heap;

  // ---- rows and columns -------------------------------------------------------------------------------------------
  /** Means of the columns of the given rows, row order. Cost O(n p). */
  columnMeans(X: Matrix, rows: readonly Segment[], mean: Float64Array): void;
  /** Per column: centred sum of squares about `mean`, smallest, largest. */
  columnSpread(
    X: Matrix,
    rows: readonly Segment[],
    mean: Float64Array,
    out: { m2: Float64Array; min: Float64Array; max: Float64Array },
  ): void;
  /** sums[codes_i] += row i, for the given rows; sums of shape (classes, p), codes of all rows of X. */
  classSums(X: Matrix, rows: readonly Segment[], codes: Int32Array, sums: Float64Array): void;
  /** squares[codes_i] += (row i − means[codes_i])², likewise. */
  classSquares(
    X: Matrix,
    rows: readonly Segment[],
    codes: Int32Array,
    means: Float64Array,
    squares: Float64Array,
  ): void;
  /** cross += (row i − mean) · residuals_i; residuals of all rows of X. */
  crossSums(
    X: Matrix,
    rows: readonly Segment[],
    mean: Float64Array,
    residuals: Float64Array,
    cross: Float64Array,
  ): void;
  /**
   * out[i, j] = (X[rows_i, columns_j] − shift_j) · scale_j + offset_j; `map` undefined copies the first out.cols
   * columns.
   */
  mapColumns(X: Matrix, rows: readonly Segment[], map: ColumnMap | undefined, out: Matrix): void;
  /** The same into panels of four rows (assembly/tiles.ts), in WASM memory. */
  packPanels(X: Matrix, rows: readonly Segment[], map: ColumnMap | undefined, out: PackedRows): void;

  /** Rows in panels as rows of a contiguous matrix in WASM memory. */
  unpackPanels(X: PackedRows, out: Matrix): void;
  /** The first out.cols columns of rows in panels, or these rows mapped, in panels of their own. */
  repackPanels(X: PackedRows, map: ColumnMap | undefined, out: PackedRows): void;

  /** A + B + weight δδ': second moments of two sets of rows as those of both. Outside the heap. */
  mergeMoments(a: Matrix, b: Matrix, delta: Float64Array, weight: number): Matrix;

  // ---- classes and scores -----------------------------------------------------------------------------------------
  /**
   * Weight of the rows of each class (without weights, their number), in row order; rows of other codes count nowhere.
   */
  classMasses(codes: Int32Array, classes: number, weights?: Float64Array): Float64Array;
  /** What is said against what is, counted by class, in row order; codes that are no class count nowhere. */
  labelTally(truth: Int32Array, predictions: Int32Array, classes: number, weights?: Float64Array): LabelTally;
  /** 1 for each score above 0, else 0. */
  positives(scores: Float64Array): Int32Array;
  /** Columns of X from `first` on, one for each offset, each plus its offset: shape (rows, offsets). */
  shiftedColumns(X: Matrix, first: number, offsets: Float64Array): Float64Array;

  // ---- dense linear algebra ---------------------------------------------------------------------------------------
  /**
   * out = Σ over the rows of (x − mean)(x − mean)', shape (p, p), both triangles (syrk). Entry (i, j) does not depend
   * on p.
   */
  centredGram(X: Matrix, rows: readonly Segment[], mean: Float64Array, out: Matrix): void;
  /** out = X X' of rows centred at `mean`, shape (n, n): the Gram of rows where columns outnumber them. */
  rowGram(X: Matrix, rows: readonly Segment[], mean: Float64Array, out: Matrix): void;
  /**
   * out = (A[rows] − 1 · shift') · B; shift undefined = none. Each column of out has the same bits whatever the other
   * columns of B are. Cost 2 n p k flops.
   */
  multiply(A: Matrix, rows: readonly Segment[], shift: Float64Array | undefined, B: Matrix, out: Matrix): void;
  /** The same into panels of four rows (assembly/tiles.ts). */
  multiplyPacked(
    A: Matrix,
    rows: readonly Segment[],
    shift: Float64Array | undefined,
    B: Matrix,
    out: PackedRows,
  ): void;
  /**
   * Full symmetric eigendecomposition: all eigenvalues descending into `values` (p), the first vectors.rows
   * eigenvectors as ROWS of `vectors` (k, p), unit length, sign unfixed. Row i has the same bits whatever k is. A is
   * not changed.
   */
  symmetricEigen(A: Matrix, values: Float64Array, vectors: Matrix): void;
  /**
   * Components given as rows (k, p) become loadings (p, k), each with its first entry of largest magnitude positive.
   * Outside the heap.
   */
  orientedLoadings(components: Matrix): Matrix;
  /** Lower Cholesky factor in place (upper triangle zeroed); false where A is not positive definite to rounding. */
  choleskyFactor(A: Matrix): boolean;
  /** Solves L L' x = b in place in x. */
  choleskySolve(L: Matrix, x: Float64Array): void;

  // ---- elementary functions ---------------------------------------------------------------------------------------
  /** out = exp(x), elementwise, own polynomial: same bits on every CPU; at most 1 ulp off. out may be x. */
  exp(x: Float64Array, out: Float64Array): void;
  /** out = log(x), likewise; log 0 = −Infinity. */
  log(x: Float64Array, out: Float64Array): void;
  /** Each row of `width` scores becomes Σ-normalised exp of its scores, shifted by its largest: in place. */
  softmaxRows(scores: Float64Array, width: number): void;

  // ---- neighbours -------------------------------------------------------------------------------------------------
  /**
   * The k nearest train rows of each query row by Euclidean distance (direct differences, no expansion), nearest first;
   * of equal distances the lower train row first. indices: (queries × k) int, distances: (queries × k) squared
   * distances.
   */
  nearest(train: Matrix, queries: Matrix, k: number, indices: Int32Array, distances: Float64Array): void;

  // ---- for the program's own solvers ------------------------------------------------------------------------------
  /** Sweeps of losses over rows in panels, many candidates at once. */
  readonly passes: Passes;
  /** The solvers inside the WASM module, by address. */
  readonly solver: SolverFunctions;
}
