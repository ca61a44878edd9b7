// Mutual information of each column with the target, as a score: columns scaled, with a little noise against repeated
// values. Source: scikit-learn, feature_selection/_mutual_info.py (discrete_features "auto" of dense data: every column
// is continuous).

import { assert } from '../../base/errors.js';
import { RandomState } from '../../base/random.js';
import type { FitInput } from '../../contracts/fitter.js';
import { informationOnClasses, informationOnValues } from '../../kernels/solvers/mutual-information.js';
import { fileOrder } from './nearest-rows.js';

/** scikit-learn's standard number of neighbours, which its selections cannot change. */
export const NEIGHBOURS = 3;
const NOISE = 1e-10;
const EPSILON = 2 ** -52;

/**
 * The score of each column; undefined where every class has one row. All rows count the same, whatever they weigh, as
 * in scikit-learn. The noise is drawn in the order of the file, so that the layout of the rows does not matter.
 */
export function mutualInformation(
  { X, target, rowIds }: FitInput,
  seed: number,
  k = NEIGHBOURS,
): Float64Array | undefined {
  assert(X, 'mutual information looks at the rows');
  const { data, cols, stride } = X;
  const order = fileOrder(rowIds);
  const columns = Array.from({ length: cols }, (_, j) => scaled(Float64Array.from(order, (i) => data[i * stride + j])));
  const random = new RandomState(seed);
  const widths = columns.map(noiseWidth);
  for (let at = 0; at < order.length; at++) {
    for (const [j, column] of columns.entries()) column[at] += widths[j] * random.standardNormal();
  }
  if (target.kind === 'values') {
    const y = scaled(Float64Array.from(order, (i) => target.values[i]));
    const width = noiseWidth(y);
    for (let at = 0; at < y.length; at++) y[at] += width * random.standardNormal();
    return Float64Array.from(columns, (column) => informationOnValues(column, y, k));
  }
  const codes = Int32Array.from(order, (i) => target.codes[i]);
  const scores = columns.flatMap((column) => informationOnClasses(column, codes, k) ?? []);
  return scores.length === cols ? Float64Array.from(scores) : undefined;
}

/** A column by its standard deviation; one without any stays as it is. */
function scaled(column: Float64Array): Float64Array {
  const mean = meanOf(column);
  const deviation = Math.sqrt(meanOf(column.map((value) => (value - mean) ** 2)));
  return deviation < 10 * EPSILON ? column : column.map((value) => value / deviation);
}

function noiseWidth(column: Float64Array): number {
  return NOISE * Math.max(1, meanOf(column.map(Math.abs)));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
