// The base of a problem's quasi-Newton model: an estimate of the Hessian C Z'DZ + l2 I, one block for each weight
// vector, a diagonal, or the true Hessian in one block. A smooth problem keeps the Cholesky factors of its blocks
// scaled to a unit diagonal; one with an l1 term keeps the blocks themselves.

import { choleskyFactor, choleskySolve } from './cholesky';
import { at, classOf, Problem, Shared } from './problem';

const EPSILON: f64 = 2.220446049250313e-16;
/** First ridge on the unit diagonal of a block to be factored; grows where the factor fails. */
const FIRST_RIDGE: f64 = 1e-12;

/** The diagonal estimate: l2 + C · Σ weight p(1 − p) · mean square of the column. */
export function diagonalBase(p: Problem): void {
  const shared = changetype<Shared>(p.shared);
  const d = p.d;
  const free = p.unit != 0 && !p.interceptPenalised;
  for (let k = 0, i = 0; k < p.vectors; k++) {
    const scale = (p.strength * f64.load(classOf(p, k), 24)) / p.count;
    for (let j = 0; j <= d; j++, i++) {
      let square = p.count * (p.unit * p.unit);
      if (j < d) {
        const mean = f64.load(at(shared.mean, j));
        square = f64.load(at(shared.spread, j)) + (free ? 0 : p.count * (mean * mean));
      }
      const value = i32.load(p.frozen + (<usize>i << 2)) ? 0 : scale * square + f64.load(at(p.penalty2, i));
      f64.store(at(p.base, i), value);
      f64.store(at(p.diagonal, i), value);
    }
  }
}

/**
 * Dense blocks scale · (gram + count · left left'): from the Gram matrix of the centred columns, and `left` the
 * intercept's part.
 */
export function gramBase(p: Problem, gram: usize, stride: i32): void {
  const shared = changetype<Shared>(p.shared);
  const d = p.d;
  const free = p.unit != 0 && !p.interceptPenalised;
  const left = p.direction;
  for (let j = 0; j < d; j++) f64.store(at(left, j), free ? 0 : f64.load(at(shared.mean, j)));
  f64.store(at(left, d), p.unit);
  let out = p.base;
  for (let k = 0; k < p.vectors; k++) {
    const scale = (p.strength * f64.load(classOf(p, k), 24)) / p.count;
    for (let i = 0; i <= d; i++) {
      const lift = p.count * f64.load(at(left, i));
      const row = gram + (<usize>(min(i, d - 1) * stride) << 3);
      for (let j = 0; j < d; j++, out += 8) {
        f64.store(out, scale * ((i < d ? f64.load(at(row, j)) : 0) + lift * f64.load(at(left, j))));
      }
      f64.store(out, scale * (lift * f64.load(at(left, d))));
      out += 8;
    }
  }
  finishBlocks(p);
}

/** Adds l2, separates frozen coordinates, and factors the blocks where the problem is smooth. */
export function finishBlocks(p: Problem): void {
  const m = p.blockSize;
  for (let i = 0, block = p.base; i < p.size; block += <usize>(m * m) << 3) {
    for (let row = 0; row < m; row++, i++) {
      const here = block + (<usize>(row * m + row) << 3);
      if (i32.load(p.frozen + (<usize>i << 2))) {
        for (let j = 0; j < m; j++) {
          f64.store(block + (<usize>(row * m + j) << 3), 0);
          f64.store(block + (<usize>(j * m + row) << 3), 0);
        }
        f64.store(at(p.diagonal, i), 0);
      } else {
        f64.store(here, f64.load(here) + f64.load(at(p.penalty2, i)));
        f64.store(at(p.diagonal, i), f64.load(here));
      }
    }
  }
  if (p.l1 > 0) return;
  if (m > p.d + 1) stiffenClassMean(p);
  for (let k = 0; k * m < p.size; k++) factorBlock(p, k);
}

/** Adds curvature along the classes' mean, where a softmax has none: steps never go there, and the factor exists. */
function stiffenClassMean(p: Problem): void {
  const width = p.d + 1;
  const size = p.size;
  const classes = <f64>p.vectors;
  for (let j = 0; j < width; j++) {
    let mean: f64 = 0;
    for (let i = j; i < size; i += width) mean += f64.load(at(p.diagonal, i)) / classes;
    for (let row = j; row < size; row += width) {
      for (let col = j; col < size; col += width) {
        const to = p.base + (<usize>(row * size + col) << 3);
        f64.store(to, f64.load(to) + mean / classes);
      }
      f64.store(at(p.diagonal, row), f64.load(p.base + (<usize>(row * size + row) << 3)));
    }
  }
}

/**
 * Replaces block k by the factor of S^-½ (block) S^-½ + ridge · I, S its diagonal; collinear columns only cost a larger
 * ridge.
 */
function factorBlock(p: Problem, k: i32): void {
  const m = p.blockSize;
  const area = <usize>(m * m) << 3;
  const block = p.base + <usize>k * area;
  const unscaled = changetype<Shared>(p.shared).work;
  const root = unscaled + area;
  for (let i = 0; i < m; i++) {
    const value = f64.load(at(p.diagonal, k * m + i));
    f64.store(at(root, i), value > 0 ? 1 / Math.sqrt(value) : 0);
  }
  memory.copy(unscaled, block, area);
  for (let ridge = FIRST_RIDGE; ridge < 1e3; ridge *= 100) {
    scaleBlock(unscaled, root, m, 1 + ridge, block);
    if (choleskyFactor(block, m, <usize>m << 3, <f64>m * EPSILON)) return;
  }
  memory.fill(block, 0, area);
  for (let i = 0; i < m; i++) f64.store(block + (<usize>(i * m + i) << 3), 1);
}

/** out = diag(root) · block · diag(root) below the diagonal, `pivot` on it; the factor reads no more. */
function scaleBlock(block: usize, root: usize, m: i32, pivot: f64, out: usize): void {
  for (let i = 0; i < m; i++) {
    const left = f64.load(at(root, i));
    const row = <usize>(i * m) << 3;
    for (let j = 0; j < i; j++) f64.store(at(out + row, j), f64.load(at(block + row, j)) * left * f64.load(at(root, j)));
    f64.store(at(out + row, i), pivot);
  }
}

/** v becomes base⁻¹ v; frozen coordinates become 0. Smooth problems only. */
export function solveBase(p: Problem, v: usize): void {
  const m = p.blockSize;
  divideByDiagonal(p.size, v, p.diagonal, m != 0);
  if (m == 0) return;
  for (let k = 0; k * m < p.size; k++) choleskySolve(p.base + (<usize>(k * m * m) << 3), m, <usize>m << 3, at(v, k * m));
  divideByDiagonal(p.size, v, p.diagonal, true);
}

/** v = v / diagonal, or / √diagonal; 0 where that is not positive. */
function divideByDiagonal(n: i32, v: usize, diagonal: usize, root: bool): void {
  for (let j = 0; j < n; j++) {
    const d = f64.load(at(diagonal, j));
    f64.store(at(v, j), d > 0 ? f64.load(at(v, j)) / (root ? Math.sqrt(d) : d) : 0);
  }
}
