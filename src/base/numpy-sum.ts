// numpy's order of summation: where scores tie, or a last bit decides which rows go where, sums must be its to the bit.

/**
 * Σ of neighbouring numbers: below eight one after another; to 128 in eight running sums, which are added pairwise,
 * then the rest; beyond as two halves. Source: numpy/_core/src/umath/loops_utils.h.src, pairwise_sum.
 */
export function numpySum(values: ArrayLike<number>, from = 0, to = values.length): number {
  const count = to - from;
  if (count > BLOCK) {
    const half = Math.floor(count / 2);
    const middle = from + half - (half % LANES);
    return numpySum(values, from, middle) + numpySum(values, middle, to);
  }
  const whole = count < LANES ? from : to - (count % LANES);
  let sum = 0;
  if (whole > from) {
    const lanes = Array.from({ length: LANES }, (_, lane) => {
      let total = values[from + lane];
      for (let i = from + lane + LANES; i < whole; i += LANES) total += values[i];
      return total;
    });
    sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]) + (lanes[4] + lanes[5] + (lanes[6] + lanes[7]));
  }
  for (let i = whole; i < to; i++) sum += values[i];
  return sum;
}

/** Σ of numbers that lie apart, such as a column: one after another. */
export function plainSum(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** numpy's `std(values)`: the root of the mean squared distance from the mean. */
export function numpyStd(values: ArrayLike<number>, sum: (values: ArrayLike<number>) => number = numpySum): number {
  const mean = sum(values) / values.length;
  const squares = Array.from(values, (value) => (value - mean) * (value - mean));
  return Math.sqrt(sum(squares) / values.length);
}

const LANES = 8;
const BLOCK = 128;
