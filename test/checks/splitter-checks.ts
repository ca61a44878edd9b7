// What every splitter must keep to, whatever it does: run over the registry, before its author tests it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Split } from '../../src/base/dataset.js';
import { GridsearchError } from '../../src/base/errors.js';
import { rejectParam, withDefaults } from '../../src/contracts/params.js';
import type { SplitInput, Splitter } from '../../src/contracts/splitter.js';

const inputs: fc.Arbitrary<SplitInput> = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 })
  .chain((codes) =>
    fc.record({
      rows: fc.constant(codes.length),
      target: fc.constantFrom<SplitInput['target']>(
        { kind: 'classes', codes: Int32Array.from(codes), classes: [0, 1, 2, 3] },
        { kind: 'values', values: Float64Array.from(codes) },
      ),
      groups: fc.option(fc.constant(Int32Array.from(codes, (code, row) => (3 * code + row) % 7)), { nil: undefined }),
      folds: fc.option(fc.constant(Int32Array.from(codes, (code) => code - 1)), { nil: undefined }),
    }),
  );

/** The splits of default params, or undefined where the splitter says that these data cannot be split. */
function attempt(splitter: Splitter, input: SplitInput): Split[] | undefined {
  try {
    return splitter.split(input, withDefaults(splitter.params, {}));
  } catch (error) {
    if (error instanceof GridsearchError && error.code.startsWith('CV_')) return undefined;
    throw error;
  }
}

/** Declares the checks of one splitter. */
export function checkSplitter(splitter: Splitter): void {
  const holds = (law: (splits: readonly Split[], input: SplitInput) => void) =>
    fc.assert(
      fc.property(inputs, (input) => {
        const splits = attempt(splitter, input);
        if (splits !== undefined) law(splits, input);
      }),
      { seed: 11, numRuns: 120 },
    );

  describe(`every splitter: ${splitter.name}`, () => {
    it('has defaults that it accepts itself', () => {
      for (const spec of Object.values(splitter.params)) expect(rejectParam(spec, spec.default)).toBeUndefined();
    });

    it('gives each split ascending, distinct, valid rows, none in both parts, neither part empty', () => {
      holds((splits, { rows }) => {
        expect(splits.length).toBeGreaterThan(0);
        for (const { train, test } of splits) {
          for (const part of [train, test]) {
            expect(part.every((row, i) => row >= 0 && row < rows && (i === 0 || part[i - 1] < row))).toBe(true);
          }
          const tested = new Set(test);
          expect(train.some((row) => tested.has(row))).toBe(false);
          expect(Math.min(train.length, test.length)).toBeGreaterThan(0);
        }
      });
    });

    it('gives the same splits again, and changes nothing that it was given', () => {
      holds((splits, input) => {
        const before = structuredClone(input);
        expect(attempt(splitter, input)).toEqual(splits);
        expect(input).toEqual(before);
      });
    });

    if (/Group/.test(splitter.name)) {
      it('never trains on a group that it tests', () => {
        holds((splits, { groups = new Int32Array(0) }) => {
          for (const { train, test } of splits) {
            const tested = new Set(Array.from(test, (row) => groups[row]));
            expect(train.some((row) => tested.has(groups[row]))).toBe(false);
          }
        });
      });
    }

    if (/KFold$/.test(splitter.name) && !splitter.name.startsWith('Repeated')) {
      it('tests every row exactly once, on a fit to all the others', () => {
        holds((splits, { rows }) => {
          const tested = splits.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
          expect(tested).toEqual(Array.from({ length: rows }, (_, i) => i));
          for (const { train, test } of splits) expect(train.length + test.length).toBe(rows);
        });
      });
    }
  });
}
