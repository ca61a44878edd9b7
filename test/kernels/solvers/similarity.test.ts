import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../../src/base/matrix.js';
import { RandomState } from '../../../src/base/random.js';
import { createKernels } from '../../../src/kernels/index.js';
import { kernelRows } from '../../../src/kernels/solvers/similarity.js';
import { solveSmo } from '../../../src/kernels/solvers/smo.js';

const kernels = createKernels();

describe('kernel rows', () => {
  it('that are made when they are asked for tell what they should, also where there is room for three at a time', () => {
    // 5,000,000 rows leave room for three; such a matrix is not made here: 4,200 rows do not fit whole, and leave room
    // for 3,994.
    const random = new RandomState(1);
    const n = 4200;
    kernels.heap.scope(() => {
      const X = matrixOf(n, 2, kernels.heap.f64(2 * n));
      for (let at = 0; at < 2 * n; at++) X.data[at] = random.standardNormal();
      const rows = kernelRows(kernels, X, { kernel: 'rbf', gamma: 0.5, degree: 0, coef0: 0 });
      const distance = (i: number, j: number) =>
        (X.data[2 * i] - X.data[2 * j]) ** 2 + (X.data[2 * i + 1] - X.data[2 * j + 1]) ** 2;
      for (let i = 0; i < n; i++) rows.row(i);
      for (const [i, j] of [
        [0, 1],
        [4199, 7],
        [0, 4000],
      ]) {
        expect(rows.row(i)[j]).toBeCloseTo(Math.exp(-0.5 * distance(i, j)), 13);
      }
    });
  });
});

describe('sequential minimal optimisation', () => {
  it('finds the widest margin between two rows', () => {
    // x = ±2 on a line: w = ½, so a = ⅛ each, and the boundary runs through 0.
    const rows = {
      size: 2,
      diagonal: Float64Array.of(4, 4),
      row: (i: number) => (i === 0 ? Float64Array.of(4, -4) : Float64Array.of(-4, 4)),
    };
    const solved = solveSmo({ rows, y: Int8Array.of(1, -1), bounds: Float64Array.of(10, 10), tol: 1e-9, maxIter: 100 });
    expect([...solved.alpha]).toEqual([0.125, 0.125]);
    expect(solved.rho).toBeCloseTo(0, 15);
    expect(solved.converged).toBe(true);
  });
  it('puts the boundary in the middle of what optimality allows where every row is at its bound', () => {
    // On a line, classes at 3, 5 and 1, 0, each a = 0.01: w = 0.07, so y G is −0.79, −0.65 and 1.07, 1; rho lies
    // between −0.65 and 1.
    const x = [3, 5, 1, 0];
    const rows = {
      size: 4,
      diagonal: Float64Array.from(x, (a) => a * a),
      row: (i: number) => Float64Array.from(x, (a) => a * x[i]),
    };
    const bounds = new Float64Array(4).fill(0.01);
    const solved = solveSmo({ rows, y: Int8Array.of(1, 1, -1, -1), bounds, tol: 1e-9, maxIter: 100 });
    expect([...solved.alpha]).toEqual([...bounds]);
    expect(solved.rho).toBeCloseTo(0.175, 12);
  });
});
