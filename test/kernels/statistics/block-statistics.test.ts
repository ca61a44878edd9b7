import { describe, expect, it } from 'vitest';
import type { TrainTarget } from '../../../src/base/dataset.js';
import { type Matrix, matrixOf, type Segment } from '../../../src/base/matrix.js';
import type { ColumnMap, Statistic, StatisticKind } from '../../../src/base/statistics.js';
import { createKernels } from '../../../src/kernels/index.js';
import { computeStatistic } from '../../../src/kernels/statistics/block-statistics.js';
import { mapStatistic, mergeStatistics } from '../../../src/kernels/statistics/statistics-merge.js';
import { classProblem, valueProblem } from '../../checks/estimator-problems.js';

const kernels = createKernels();
const classes = classProblem('statistics', { rows: 61, cols: 7, seen: 3, labels: ['a', 'b', 'c'] });
const values = valueProblem('statistics', 61, 7);
const KINDS: readonly StatisticKind[] = ['columns', 'moments', 'target-moments', 'target-columns', 'classes'];
const problemOf = (kind: StatisticKind) => (kind === 'classes' ? classes : values);

function statistic(kind: StatisticKind, rows: readonly Segment[], X: Matrix = problemOf(kind).X): Statistic {
  return computeStatistic(kernels, kind, X, rows, problemOf(kind).target);
}

function columnsOf(some: Statistic): Extract<Statistic, { kind: 'columns' }> {
  if (some.kind !== 'columns') throw new Error('a statistic of the columns');
  return some;
}

/** Every number of a statistic, in a fixed order. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Float64Array) return [...value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [];
}

function expectEqualTo(actual: Statistic, expected: Statistic, tolerance: number): void {
  const [got, want] = [numbers(actual), numbers(expected)];
  expect(got.length).toBe(want.length);
  const largest = Math.max(...want.map(Math.abs));
  for (const [at, number] of want.entries())
    expect(Math.abs(got[at] - number)).toBeLessThanOrEqual(tolerance * largest);
}

/** What only mapped statistics know. */
function withoutSize<T extends Statistic>(mapped: T): T {
  const { size: _size, ...rest } = { size: undefined, ...mapped };
  return rest as T;
}

/** Some columns of X mapped, as a matrix. */
function mapped(X: Matrix, { columns, shift, scale, offset }: ColumnMap): Matrix {
  const q = columns.length;
  const out = matrixOf(X.rows, q, new Float64Array(X.rows * q));
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < q; j++)
      out.data[i * q + j] = (X.data[i * X.stride + columns[j]] - shift[j]) * scale[j] + offset[j];
  }
  return out;
}

describe.each(KINDS)('statistic %s', (kind) => {
  it('merges from blocks of any size, in order, to that of all rows', () => {
    const whole = statistic(kind, [[0, 61]]);
    const blocks: Segment[] = [
      [0, 1],
      [1, 2],
      [2, 30],
      [30, 30],
      [30, 61],
    ];
    expectEqualTo(
      blocks.map((block) => statistic(kind, [block])).reduce((a, b) => mergeStatistics(kernels, a, b)),
      whole,
      1e-13,
    );
  });
  it('counts a row of weight 3 as three rows, and one of weight 0 not at all', () => {
    const { X, target } = problemOf(kind);
    const weights = Float64Array.from({ length: 61 }, (_, i) => [3, 1, 0, 2][i % 4]);
    const times: Segment[] = [...weights].flatMap((weight, i) => new Array<Segment>(weight).fill([i, i + 1]));
    const heavy = (rows: Segment[]) => computeStatistic(kernels, kind, X, rows, target, weights);
    const expected = statistic(kind, times);
    const bounds = kind === 'columns' && {
      min: columnsOf(statistic(kind, [[0, 61]])).min,
      max: columnsOf(statistic(kind, [[0, 61]])).max,
    };
    expectEqualTo(heavy([[0, 61]]), { ...expected, ...bounds }, 1e-13);
    expectEqualTo(mergeStatistics(kernels, heavy([[0, 7]]), heavy([[7, 61]])), { ...expected, ...bounds }, 1e-13);
  });
  it('returns the other side where one is empty', () => {
    const [empty, some] = [statistic(kind, []), statistic(kind, [[3, 20]])];
    expect(mergeStatistics(kernels, empty, some)).toBe(some);
    expect(mergeStatistics(kernels, some, empty)).toBe(some);
  });
  it('does not read rows outside its segments, and reads segments as if concatenated', () => {
    const { X, target } = problemOf(kind);
    const poisoned = matrixOf(
      X.rows,
      X.cols,
      X.data.map((x, at) => (at >= 10 * X.cols && at < 20 * X.cols ? 1e12 : x)),
    );
    const clean = statistic(kind, [
      [0, 10],
      [20, 61],
    ]);
    expect(
      statistic(
        kind,
        [
          [0, 10],
          [20, 61],
        ],
        poisoned,
      ),
    ).toEqual(clean);
    const rows = Float64Array.from([...X.data.subarray(0, 10 * X.cols), ...X.data.subarray(20 * X.cols)]);
    const cut = <T extends Float64Array | Int32Array>(all: T) =>
      all.filter((_: number, i: number) => i < 10 || i >= 20) as T;
    const joined: TrainTarget =
      target.kind === 'classes' ? { ...target, codes: cut(target.codes) } : { ...target, values: cut(target.values) };
    expect(computeStatistic(kernels, kind, matrixOf(51, X.cols, rows), [[0, 51]], joined)).toEqual(clean);
  });
  it('follows an affine map by columns, a negative scale too', () => {
    const map: ColumnMap = {
      columns: Int32Array.of(5, 0, 5, 2),
      shift: Float64Array.of(1, -2, 0.5, 3),
      scale: Float64Array.of(2, -0.5, -3, 1),
      offset: Float64Array.of(0, 1, 2, -1),
    };
    const direct = statistic(kind, [[0, 61]], mapped(problemOf(kind).X, map));
    expectEqualTo(withoutSize(mapStatistic(statistic(kind, [[0, 61]]), map)), direct, 1e-13);
  });
  it('has the same bits for a column whatever the other columns are', () => {
    const columns = Int32Array.of(1, 4, 6);
    const keep: ColumnMap = {
      columns,
      shift: new Float64Array(3),
      scale: new Float64Array(3).fill(1),
      offset: new Float64Array(3),
    };
    const merged = (X: Matrix) =>
      mergeStatistics(kernels, statistic(kind, [[0, 25]], X), statistic(kind, [[25, 61]], X));
    expect(merged(mapped(problemOf(kind).X, keep))).toEqual(withoutSize(mapStatistic(merged(problemOf(kind).X), keep)));
  });
});

describe('merged statistics', () => {
  it('keep a class that only one side has, bit for bit', () => {
    const { X } = classes;
    const target: TrainTarget = {
      kind: 'classes',
      codes: Int32Array.from({ length: 61 }, (_, i) => (i < 30 ? 0 : 1)),
      classes: ['a', 'b', 'c'],
    };
    const [a, b] = [[[0, 30]], [[30, 61]]].map((rows) =>
      computeStatistic(kernels, 'classes', X, rows as unknown as Segment[], target),
    );
    const merged = mergeStatistics(kernels, a, b);
    if (merged.kind !== 'classes' || a.kind !== 'classes' || b.kind !== 'classes')
      throw new Error('a merge keeps the kind');
    expect([...merged.counts]).toEqual([30, 31, 0]);
    expect(merged.m2.data.slice(0, 7)).toEqual(a.m2.data.slice(0, 7));
    expect(merged.means.data.slice(7, 14)).toEqual(b.means.data.slice(7, 14));
  });
  it('are symmetric second moments', () => {
    const merged = mergeStatistics(kernels, statistic('moments', [[0, 20]]), statistic('moments', [[20, 61]]));
    if (merged.kind !== 'moments') throw new Error('a merge keeps the kind');
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < i; j++) expect(merged.m2.data[i * 7 + j]).toBe(merged.m2.data[j * 7 + i]);
  });
});
