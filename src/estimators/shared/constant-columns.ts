// When a column counts as constant: scikit-learn's rule, which allows for the rounding of the mean.

const EPSILON = 2 ** -52;

/**
 * Whether a column varies by no more than rounding.
 * @param variance  population variance (centred sum of squares / count)
 * Source: scikit-learn, preprocessing/_data.py, _is_constant_feature.
 */
export function isConstant(count: number, mean: number, variance: number): boolean {
  const rounding = count * mean * EPSILON;
  return variance <= count * EPSILON * variance + rounding * rounding;
}
