// The dense matrix that every room passes on, and sets of its rows. Plain data: what holds it in memory (WASM or not)
// is not said here.

/**
 * Doubles in row-major order; row i, column j is `data[i * stride + j]`. A column prefix is the same data with fewer
 * `cols`.
 */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly stride: number;
  readonly data: Float64Array;
}

/**
 * Rows in panels of four, as the sweeps of the solvers read them: pairs of columns one after another, of each the four
 * rows' pairs, and where `cols` is odd the last column of the four; then the last one to three rows as they are. `data`
 * has rows · cols entries.
 */
export interface PackedRows {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Rows [start, end) of a matrix. */
export type Segment = readonly [start: number, end: number];

/** Makes a matrix of rows that lie one after another. */
export function matrixOf(rows: number, cols: number, data: Float64Array): Matrix {
  return { rows, cols, stride: cols, data };
}

/** The first `cols` columns of a matrix, as a view. */
export function columnPrefix(X: Matrix, cols: number): Matrix {
  return { rows: X.rows, cols, stride: X.stride, data: X.data };
}

/** How many rows the segments hold together. */
export function countRows(segments: readonly Segment[]): number {
  let rows = 0;
  for (const [start, end] of segments) rows += end - start;
  return rows;
}
