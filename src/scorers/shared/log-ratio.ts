// A logarithm that the deviances share.

import { log } from '../../base/log.js';

/** log(a / b), also where the ratio itself is past the range of a double. */
export function logOfRatio(a: number, b: number): number {
  const ratio = a / b;
  return ratio > 0 && ratio < Infinity ? log(ratio) : log(a) - log(b);
}
