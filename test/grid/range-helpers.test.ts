import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logTen, powerOfTen } from '../../src/grid/powers.js';
import { RANGES } from '../../src/grid/range-helpers.js';
import { expand, PIPELINE } from './harness.js';

interface Oracle {
  readonly ranges: readonly {
    readonly range: readonly [string, number, number, number];
    readonly values: readonly number[];
  }[];
  readonly powers: readonly { readonly x: number; readonly power: number }[];
  readonly logarithms: readonly { readonly x: number; readonly log: number }[];
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/grid.json', import.meta.url), 'utf8')) as Oracle;

function range(name: string, a: number, b: number, c: number): readonly number[] {
  const found = RANGES.get(name)?.expand(a, b, c);
  if (found === undefined || !('values' in found)) throw new Error(`no range: ${found?.reason}`);
  return found.values;
}

/** Neighbouring doubles differ by one. Positive numbers only. */
function ulps(a: number, b: number): number {
  const bits = (x: number) => new BigInt64Array(new Float64Array([x]).buffer)[0];
  return Math.abs(Number(bits(a) - bits(b)));
}

describe('ranges', () => {
  test.each(oracle.ranges.filter(({ range: [name] }) => name === 'linspace' || name === 'arange'))(
    "$range has numpy's numbers, bit for bit",
    (entry) => {
      expect(range(...entry.range)).toEqual(entry.values);
    },
  );

  // numpy's power is the C library's, right to one unit in the last place; ours is right to half a unit.
  test.each(oracle.ranges.filter(({ range: [name] }) => name === 'logspace' || name === 'geomspace'))(
    "$range has numpy's numbers to 2 units in the last place",
    (entry) => {
      const values = range(...entry.range);
      expect(values).toHaveLength(entry.values.length);
      for (const [i, value] of values.entries())
        expect(ulps(Math.abs(value), Math.abs(entry.values[i]))).toBeLessThanOrEqual(2);
      expect(values.map(Math.sign)).toEqual(entry.values.map(Math.sign));
    },
  );

  test('powers of ten with whole exponents are the literals', () => {
    expect(range('logspace', -4, 4, 9)).toEqual([0.0001, 0.001, 0.01, 0.1, 1, 10, 100, 1000, 10000]);
  });

  test('a geometric range keeps its ends and meets the powers of ten between them', () => {
    expect(range('geomspace', 0.001, 1000, 7)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
  });

  test('a range in a grid becomes literal numbers in the params of candidates', () => {
    expect(
      expand(`${PIPELINE}param_grid: {logistic__C: {logspace: [-1, 1, 3]}}`).map(({ params }) => params.logistic__C),
    ).toEqual([0.1, 1, 10]);
  });
});

describe('powers of ten', () => {
  test('are correctly rounded', () => {
    for (const { x, power } of oracle.powers) expect([x, powerOfTen(x)]).toEqual([x, power]);
  });

  test('logarithms are right to one unit in the last place', () => {
    for (const { x, log } of oracle.logarithms) expect(ulps(Math.abs(logTen(x)), Math.abs(log))).toBeLessThanOrEqual(1);
  });

  test('undo each other', () => {
    fc.assert(
      fc.property(fc.double({ min: -250, max: 250, noNaN: true }), (x) => {
        const back = logTen(powerOfTen(x));
        expect(Math.abs(back - x)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.max(1, Math.abs(x)));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
