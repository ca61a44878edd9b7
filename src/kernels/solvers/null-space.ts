// Directions in which a linear model's answer is free, because columns are collinear, and the shortest of the answers
// that differ along them. Directions are those of scaled columns (w = scale · u); "shortest" is meant of w, whatever
// the columns' units.

import type { Kernels } from '../index.js';

/** Entries of a direction below this share of its largest one are rounding of the eigenvectors. */
const NOISE = 1e-9;
/** Ratio of scales up to which directions need not be told apart before they are scaled. */
const EVEN_SCALES = 1024;

/** w = scale · u, shortened along the directions. */
export function shorten(
  kernels: Kernels,
  u: Float64Array,
  lost: readonly Float64Array[],
  scale: Float64Array,
): Float64Array {
  return withoutNull(
    kernels,
    u.map((value, j) => value * scale[j]),
    lost,
    scale,
  );
}

/** What is left of w without its part along the directions: the nearest point at which nothing moves along them. */
export function withoutNull(
  kernels: Kernels,
  w: Float64Array,
  lost: readonly Float64Array[],
  scale: Float64Array,
): Float64Array {
  if (lost.length === 0) return w;
  const p = w.length;
  const rows = toldApart(lost, scale).map((row) => unit(row.map((value, j) => value * scale[j])));
  const k = rows.length;
  return kernels.heap.scope(() => {
    const N = kernels.heap.matrix(k, p);
    for (const [i, row] of rows.entries()) N.data.set(row, i * p);
    const G = kernels.heap.matrix(k, k);
    kernels.rowGram(N, [[0, k]], new Float64Array(p), G);
    if (!kernels.choleskyFactor(G)) return w;
    // Twice: what rounding of the first leaves along the directions goes with the second.
    let out = w;
    for (let round = 0; round < 2; round++) {
      const along = kernels.heap.f64(k);
      for (let i = 0; i < k; i++) along[i] = rows[i].reduce((sum, value, j) => sum + value * out[j], 0);
      kernels.choleskySolve(G, along);
      out = out.map((value, j) => {
        let moved = value;
        for (let i = 0; i < k; i++) moved -= along[i] * rows[i][j];
        return moved;
      });
    }
    return out;
  });
}

/**
 * The same directions, each with zeros where the others have their largest entry (Gauss and Jordan, complete pivoting):
 * so columns of other scales, which have no part in a direction, do not come into it by the rotation that eigenvectors
 * of one value are free in.
 */
function toldApart(lost: readonly Float64Array[], scale: Float64Array): Float64Array[] {
  const rows = lost.map((row) => row.slice());
  const used = scale.filter((s) => s > 0);
  if (
    used.reduce((most, s) => Math.max(most, s), 0) >
    EVEN_SCALES * used.reduce((least, s) => Math.min(least, s), Number.POSITIVE_INFINITY)
  ) {
    for (let i = 0; i < rows.length; i++) {
      const [from, at] = largest(rows, i);
      [rows[i], rows[from]] = [rows[from], rows[i]];
      const pivot = rows[i][at];
      for (const [m, row] of rows.entries()) {
        const factor = m === i ? 0 : row[at] / pivot;
        if (factor !== 0) for (let j = 0; j < row.length; j++) row[j] -= factor * rows[i][j];
        if (m !== i) row[at] = 0;
      }
    }
    for (const row of rows) {
      const most = row.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
      for (let j = 0; j < row.length; j++) if (Math.abs(row[j]) < NOISE * most) row[j] = 0;
    }
  }
  return rows;
}

/** Row and place of the largest entry from row `first` on. */
function largest(rows: readonly Float64Array[], first: number): readonly [row: number, at: number] {
  let [row, at, most] = [first, 0, -1];
  for (let i = first; i < rows.length; i++) {
    for (let j = 0; j < rows[i].length; j++) {
      if (Math.abs(rows[i][j]) > most) [row, at, most] = [i, j, Math.abs(rows[i][j])];
    }
  }
  return [row, at];
}

function unit(row: Float64Array): Float64Array {
  const most = row.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
  if (most === 0) return row;
  const even = row.map((value) => value / most);
  const length = Math.sqrt(even.reduce((sum, value) => sum + value * value, 0));
  return even.map((value) => value / length);
}
