import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permuteRows } from '../../src/base/permute-rows.js';

describe('permuteRows', () => {
  it('puts at each place the row that the order names', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 0, max: 30 })
          .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n })),
        fc.constantFrom(1, 3, 40),
        (order, cols) => {
          const rows = order.map((_, i) => Array.from({ length: cols }, (_, j) => 100 * i + j));
          const data = Float64Array.from(rows.flat());
          permuteRows(data, cols, Int32Array.from(order));
          expect([...data]).toEqual(order.flatMap((row) => rows[row]));
        },
      ),
      { seed: 2016 },
    );
  });
});
