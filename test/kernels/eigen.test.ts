import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/base/matrix.js';
import { createKernels } from '../../src/kernels/index.js';
import { emptyMatrix, randomMatrix, toRows, uniform } from './random-matrix.js';

const SEED = 20_160_712;
const kernels = createKernels();

function eigen(A: Matrix, k = A.rows) {
  const [values, vectors] = [new Float64Array(A.rows), emptyMatrix(k, A.rows)];
  kernels.symmetricEigen(A, values, vectors);
  return { values, vectors };
}

/** Largest entries of A v - λ v, over the norm of A, and of V V' - I. */
function errors(A: Matrix): { residual: number; orthogonality: number } {
  const { values, vectors } = eigen(A);
  const [rows, V] = [toRows(A), toRows(vectors)];
  const norm = Math.max(Math.abs(values[0]), Math.abs(values[A.rows - 1]));
  const dot = (a: number[], b: number[]) => a.reduce((sum, v, j) => sum + v * b[j], 0);
  let [residual, orthogonality] = [0, 0];
  V.forEach((v, i) => {
    for (const [j, row] of rows.entries())
      residual = Math.max(residual, Math.abs(dot(row, v) / norm - (values[i] / norm) * v[j]));
    V.forEach((u, j) => {
      orthogonality = Math.max(orthogonality, Math.abs(dot(u, v) - (i === j ? 1 : 0)));
    });
  });
  return { residual: norm === 0 ? 0 : residual, orthogonality };
}

function symmetric(n: number, entry: (i: number, j: number) => number): Matrix {
  const A = emptyMatrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A.data[i * n + j] = A.data[j * n + i] = entry(i, j);
  return A;
}

function randomSymmetric(n: number, seed: number, scale = 1): Matrix {
  const draw = uniform(seed);
  return symmetric(n, () => scale * draw());
}

function gram(rows: number, cols: number): Matrix {
  const out = emptyMatrix(cols, cols);
  kernels.centredGram(randomMatrix(rows, cols, 3), [[0, rows]], new Float64Array(cols), out);
  return out;
}

/** Q diag(values) Q' with Q the product of a few reflections. */
function withSpectrum(values: readonly number[]): Matrix {
  const n = values.length;
  let rows = values.map((v, i) => values.map((_, j) => (i === j ? v : 0)));
  for (let step = 0; step < 3; step++) {
    const u = randomMatrix(1, n, 50 + step).data;
    const size = Math.hypot(...u);
    const v = [...u].map((x) => x / size);
    const apply = (row: number[]) => {
      const inner = 2 * row.reduce((sum, x, j) => sum + x * v[j], 0);
      return row.map((x, j) => x - inner * v[j]);
    };
    const transposed = (m: number[][]) => m.map((_, j) => m.map((row) => row[j]));
    rows = transposed(transposed(rows.map(apply)).map(apply));
  }
  return symmetric(n, (i, j) => rows[i][j]);
}

const ADVERSARIAL: [string, Matrix][] = [
  ['1 x 1', symmetric(1, () => -3)],
  ['2 x 2', symmetric(2, (i, j) => [2, 1, -5][i + j])],
  ['zero', symmetric(5, () => 0)],
  ['the identity', symmetric(9, (i, j) => (i === j ? 1 : 0))],
  ['diagonal', symmetric(10, (i, j) => (i === j ? ((i * 7) % 10) - 4 : 0))],
  ['all ones (rank one)', symmetric(30, () => 1)],
  ['random and indefinite', randomSymmetric(61, 1)],
  ['of odd and of block-crossing size', randomSymmetric(97, 2)],
  ['a Gram of full rank', gram(200, 50)],
  ['a rank-deficient Gram', gram(20, 75)],
  ['tridiagonal (second differences)', symmetric(64, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0))],
  ["Wilkinson's W21+", symmetric(21, (i, j) => (i === j ? Math.abs(10 - i) : i - j === 1 ? 1 : 0))],
  ['graded over 300 decades', symmetric(20, (i, j) => 10 ** (-8 * (i + j)))],
  ['graded the other way', symmetric(20, (i, j) => 10 ** (-8 * (38 - i - j)))],
  ['of repeated eigenvalues', withSpectrum(Array.from({ length: 40 }, (_, i) => Math.floor(i / 10)))],
  ['of eigenvalues from 1 to 1e-16', withSpectrum(Array.from({ length: 33 }, (_, i) => 10 ** (-i / 2)))],
  ['of two clusters', withSpectrum(Array.from({ length: 50 }, (_, i) => (i < 25 ? 1 : 1e-3) + i * 1e-14))],
  ['huge', randomSymmetric(20, 3, 1e150)],
  ['tiny', randomSymmetric(20, 4, 1e-150)],
  ['subnormal', randomSymmetric(6, 4, 1e-309)],
  ['of a decoupled block', symmetric(12, (i, j) => (i < 6 === j < 6 ? 1 / (1 + i + j) : 0))],
];

describe('symmetricEigen', () => {
  it.each(ADVERSARIAL)('has small residuals and orthonormal vectors, eigenvalues descending: %s', (name, A) => {
    const { values } = eigen(A);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    const { residual, orthogonality } = errors(A);
    // Subnormal entries carry few digits: their eigenvalues round to multiples of 5e-324.
    expect(residual).toBeLessThanOrEqual(name === 'subnormal' ? 1e-13 : 1e-14);
    expect(orthogonality).toBeLessThanOrEqual(1e-13);
  });

  it('has small residuals and orthonormal vectors on random matrices with many zeros', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1e6),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        (n, seed, cut) => {
          const draw = uniform(seed);
          const { residual, orthogonality } = errors(symmetric(n, () => (draw() < cut ? 0 : draw())));
          expect(residual).toBeLessThanOrEqual(1e-14);
          expect(orthogonality).toBeLessThanOrEqual(1e-13);
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('finds the eigenvalues of second differences, 2 - 2 cos(pi k / (n + 1))', () => {
    const n = 50;
    const { values } = eigen(symmetric(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0)));
    for (let k = 1; k <= n; k++) expect(values[n - k]).toBeCloseTo(2 - 2 * Math.cos((Math.PI * k) / (n + 1)), 13);
  });

  it('gives row i the same bits whatever the number of vectors', () => {
    const A = gram(60, 101);
    const whole = toRows(eigen(A).vectors);
    for (const k of [0, 1, 2, 3, 5, 50, 100]) expect(toRows(eigen(A, k).vectors)).toEqual(whole.slice(0, k));
  });

  it('gives the same for a scaled matrix, up to the power of two, and does not change A', () => {
    const A = randomSymmetric(24, 9);
    const before = A.data.slice();
    const B = { ...A, data: A.data.map((v) => v * 2 ** 300) };
    expect(eigen(B).vectors).toEqual(eigen(A).vectors);
    expect(eigen(B).values).toEqual(eigen(A).values.map((v) => v * 2 ** 300));
    expect(A.data).toEqual(before);
    expect(kernels.heap.liveBytes).toBe(0);
  });

  it('reads and writes strided matrices, of the heap or not', () => {
    const A = randomSymmetric(11, 10);
    const expected = toRows(eigen(A, 4).vectors);
    kernels.heap.scope(() => {
      for (const make of [emptyMatrix, (r: number, c: number, s?: number) => kernels.heap.matrix(r, c, s)]) {
        const wide = make(11, 11, 13);
        for (let i = 0; i < 11; i++) wide.data.set(A.data.subarray(i * 11, i * 11 + 11), i * 13);
        const vectors = make(4, 11, 12);
        kernels.symmetricEigen(wide, new Float64Array(11), vectors);
        expect(toRows(vectors)).toEqual(expected);
      }
    });
  });

  it('answers NaN to NaN and to infinities', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { values, vectors } = eigen(symmetric(3, (i, j) => (i === 2 && j === 1 ? bad : 1)));
      expect([...values, ...vectors.data].every(Number.isNaN)).toBe(true);
    }
  });
});
