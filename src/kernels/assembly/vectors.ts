// Plain vectors, as the solvers use them. Sums run in index order.

import { at } from './problem';

export function dotProduct(n: i32, a: usize, b: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) sum += f64.load(at(a, j)) * f64.load(at(b, j));
  return sum;
}

/** out = a + factor · b */
export function alongLine(n: i32, a: usize, factor: f64, b: usize, out: usize): void {
  for (let j = 0; j < n; j++) f64.store(at(out, j), f64.load(at(a, j)) + factor * f64.load(at(b, j)));
}

/** Subtracts the classes' mean from each coordinate of `classes` equal parts of v. */
export function centreClasses(n: i32, classes: i32, v: usize): void {
  const width = n / classes;
  for (let j = 0; j < width; j++) {
    let sum: f64 = 0;
    for (let i = j; i < n; i += width) sum += f64.load(at(v, i));
    const mean = sum / <f64>classes;
    for (let i = j; i < n; i += width) f64.store(at(v, i), f64.load(at(v, i)) - mean);
  }
}
