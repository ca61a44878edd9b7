import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Split } from '../../../src/base/dataset.js';
import { layoutOf, type RowSet } from '../../../src/graph/plan/layout.js';
import { foldsOf } from '../candidates.js';

const rowsIn = (order: Int32Array, set: RowSet): number[] =>
  set.segments.flatMap(([start, end]) => [...order.subarray(start, end)]);

describe('the layout', () => {
  it('makes one contiguous block of each fold', () => {
    const shuffled: Split[] = [0, 1, 2].map((split) => {
      const of = (keep: (row: number) => boolean) => Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8].filter(keep));
      return { train: of((row) => row % 3 !== split), test: of((row) => row % 3 === split) };
    });
    const layout = layoutOf(9, shuffled, 'd');
    expect([...layout.order]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
    expect(layout.blocks.map(({ segments }) => segments)).toEqual([[[0, 3]], [[3, 6]], [[6, 9]]]);
    expect(layout.splits[1].train.rows.segments).toEqual([
      [0, 3],
      [6, 9],
    ]);
    expect(layout.splits.map(({ train }) => train.blocks)).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    expect(layout.all.blocks).toEqual([0, 1, 2]);
  });

  it('cuts the growing train sets of a time series into k + 1 blocks', () => {
    const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);
    const splits = [2, 4, 6].map((end) => ({ train: range(0, end), test: range(end, end + 2) }));
    const layout = layoutOf(8, splits, 'd');
    expect(layout.blocks).toHaveLength(4);
    expect(layout.splits.map(({ train }) => train.blocks)).toEqual([[0], [0, 1], [0, 1, 2]]);
  });

  it('gives each train set a block of its own where rows would be cut into more than two blocks a split', () => {
    const odd = [0b0011, 0b0101, 0b1001, 0b1110];
    const splits = odd.map((mask) => {
      const rows = Array.from({ length: 16 }, (_, row) => row);
      return {
        train: Int32Array.from(rows.filter((row) => row & mask)),
        test: Int32Array.from(rows.filter((row) => !(row & mask))),
      };
    });
    const layout = layoutOf(16, splits, 'd');
    expect(layout.blocks).toEqual([]);
    expect(layout.splits.every(({ train }) => train.blocks === null)).toBe(true);
    expect(rowsIn(layout.order, layout.splits[1].train.rows)).toEqual([...splits[1].train]);
  });

  it('gives each train set a block of its own where its blocks lie in many runs', () => {
    const rows = Array.from({ length: 24 }, (_, row) => row);
    const splits = Array.from({ length: 30 }, (_, i) => {
      const isTested = (row: number): boolean => (row * (2 * i + 3)) % 23 < 8;
      return {
        train: Int32Array.from(rows.filter((row) => !isTested(row))),
        test: Int32Array.from(rows.filter(isTested)),
      };
    });
    expect(layoutOf(24, splits, 'd').blocks).toEqual([]);
  });

  it('keeps blocks of single rows where each is left out once', () => {
    const layout = layoutOf(6, foldsOf(6, 6), 'd');
    expect(layout.blocks).toHaveLength(6);
    expect(layout.splits[2].train.blocks).toEqual([0, 1, 3, 4, 5]);
  });

  it('holds exactly the rows of every split, each once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 40 }), {
          minLength: 1,
          maxLength: 5,
        }),
        (rows, roles) => {
          const pick = (role: number[], wanted: number) =>
            Int32Array.from(Array.from({ length: rows }, (_, row) => row).filter((row) => role[row] === wanted));
          const splits = roles.map((role) => ({ train: pick(role, 1), test: pick(role, 2) }));
          const layout = layoutOf(rows, splits, 'd');
          expect([...layout.order].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, row) => row));
          splits.forEach((split, i) => {
            expect(rowsIn(layout.order, layout.splits[i].train.rows).sort((a, b) => a - b)).toEqual([...split.train]);
            expect(rowsIn(layout.order, layout.splits[i].test).sort((a, b) => a - b)).toEqual([...split.test]);
          });
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  it('names a train set by its rows, so that equal ones are one', () => {
    const [a, b] = foldsOf(12, 2);
    const layout = layoutOf(12, [a, b, a], 'd');
    expect(layout.splits[2].train.rows.key).toBe(layout.splits[0].train.rows.key);
    expect(layout.splits[1].train.rows.key).not.toBe(layout.splits[0].train.rows.key);
  });
});
