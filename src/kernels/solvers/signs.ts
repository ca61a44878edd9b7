// The front of assembly/signs.ts: active-set steps for a convex quadratic with an l1 penalty, whose matrix and slope
// the caller knows.

import type { Kernels } from '../index.js';

/** ½ z'Az + b'z + Σ penalty_j |z_j|, through its matrix and slope. */
export interface SignedQuadratic {
  readonly penalty: Float64Array;
  /** Whether coordinate j takes part at all. */
  readonly movable: (j: number) => boolean;
  /** out = A[support, support], row after row. */
  readonly fill: (support: Int32Array, out: Float64Array) => void;
  /** The slope of the quadratic (without the penalty) at z, for the support's coordinates. */
  readonly slope: (support: Int32Array, z: Float64Array, out: Float64Array) => void;
}

/**
 * Moves z (in place) downhill by Newton steps for its signs, until the signs are those of the optimum on its nonzero
 * coefficients.
 */
export function solveSigns({ heap, solver }: Kernels, quadratic: SignedQuadratic, z: Float64Array): void {
  const { penalty, movable, fill, slope } = quadratic;
  const support = Int32Array.from(z.keys()).filter((j) => movable(j) && (z[j] !== 0 || penalty[j] === 0));
  const m = support.length;
  if (m === 0) return;
  heap.scope(() => {
    const face = heap.empty(solver.faceDoubles(m));
    solver.layFace(face.byteOffset, m);
    const [, matrix, position, slopes, penalties] = new Int32Array(face.buffer, face.byteOffset, 5);
    fill(support, heap.view(matrix, m * m));
    slope(support, z, heap.view(slopes, m));
    const point = heap.view(position, m);
    point.set(Float64Array.from(support, (j) => z[j]));
    heap.view(penalties, m).set(Float64Array.from(support, (j) => penalty[j]));
    solver.solveFace(face.byteOffset);
    for (let a = 0; a < m; a++) z[support[a]] = point[a];
  });
}
