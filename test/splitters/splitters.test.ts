import { describe, expect, it } from 'vitest';
import { GridsearchError } from '../../src/base/errors.js';
import { isMap, type JsonValue } from '../../src/base/json.js';
import { type Params, rejectParam, withDefaults } from '../../src/contracts/params.js';
import type { SplitInput, Splitter } from '../../src/contracts/splitter.js';
import { SPLITTERS } from '../../src/splitters/index.js';
import oracle from '../oracle/splitters.json' with { type: 'json' };

const named = (name: string): Splitter => SPLITTERS.get(name) as Splitter;
const split = (name: string, input: SplitInput, params: Params = {}) =>
  named(name).split(input, withDefaults(named(name).params, params));
const notes = (name: string, input: SplitInput, params: Params = {}) =>
  named(name).notes?.(input, withDefaults(named(name).params, params));

function classes(codes: readonly number[]): SplitInput {
  const labels = [...new Set(codes)].sort((a, b) => a - b);
  return {
    rows: codes.length,
    target: { kind: 'classes', codes: Int32Array.from(codes), classes: labels.map((label) => `class ${label}`) },
  };
}

const plainShares = (params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([key, value]) => [key, isMap(value) ? value.fraction : value]));

/** Without the keys that the type of the JSON file lists as absent. */
const defined = (params: object): Params =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));

const rows = (n: number): SplitInput => ({ rows: n, target: { kind: 'values', values: new Float64Array(n) } });

/** Code and message of what is thrown, or undefined. */
function refusal(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof GridsearchError) return `${error.code} ${error.message} | ${error.help}`;
    throw error;
  }
  return undefined;
}

describe.each([...new Set(oracle.cases.map((c) => c.splitter))])('%s', (name) => {
  const cases = oracle.cases.filter((c) => c.splitter === name);

  it(`gives scikit-learn’s rows, and refuses what it refuses`, () => {
    for (const { params, target, folds, groups, y, splits } of cases) {
      const given = defined(params);
      const input: SplitInput =
        groups !== undefined
          ? { ...(y === undefined ? rows(groups.length) : classes(y)), groups: Int32Array.from(groups) }
          : folds === undefined
            ? classes(oracle.targets[target as keyof typeof oracle.targets])
            : { ...rows(folds.length), folds: Int32Array.from(folds) };
      const label = JSON.stringify([name, params, target ?? groups]);
      if (splits === null) {
        expect(
          refusal(() => split(name, input, given)),
          label,
        ).toMatch(/^CV_/);
        continue;
      }
      const made = split(name, input, given);
      // A share may be written as a number, too.
      expect(split(name, input, plainShares(given)), label).toEqual(made);
      const all = Array.from({ length: input.rows }, (_, i) => i);
      const expected = (splits as (number[] | [number[], number[]])[]).map((rowsOf) => {
        if (Array.isArray(rowsOf[0])) return rowsOf;
        const test = rowsOf as number[];
        return [all.filter((row) => !test.includes(row)), test];
      });
      expect(
        made.map(({ train, test }) => [[...train], [...test]]),
        label,
      ).toEqual(expected);
    }
  });
});

describe('splitters refuse', () => {
  it('more folds than rows', () => {
    expect(refusal(() => split('KFold', rows(3)))).toBe(
      'CV_TOO_MANY_FOLDS 5 folds of 3 rows: each fold needs at least one | --cv 3',
    );
  });

  it('folds that no class can fill', () => {
    const message = refusal(() => split('StratifiedKFold', classes([0, 0, 1, 1, 1]), { n_splits: 4 }));
    expect(message).toBe(
      'CV_TOO_FEW_MEMBERS no class has as many as 4 rows (the largest has 3), so that 4 folds cannot be stratified | --cv 3',
    );
  });

  it('stratifying a regression', () => {
    expect(refusal(() => split('StratifiedKFold', rows(9)))).toBe(
      'CV_NEEDS_CLASSES StratifiedKFold needs classes, and the task is regression | use KFold',
    );
  });

  it('a seed that nothing uses', () => {
    expect(refusal(() => split('KFold', rows(9), { random_state: 1 }))).toMatch(/^CV_RANDOM_STATE/);
  });

  it('a class of one row in a stratified holdout', () => {
    expect(refusal(() => split('StratifiedShuffleSplit', classes([0, 0, 0, 1])))).toMatch(
      /^CV_TOO_FEW_MEMBERS class "class 1" has one row only/,
    );
  });

  it('holdouts larger than the data', () => {
    expect(refusal(() => split('ShuffleSplit', rows(5), { test_size: 4, train_size: 2 }))).toMatch(
      /^CV_HOLDOUT_SIZE of 5 rows, 2 to train and 4 to test/,
    );
  });

  it('groups that are not named, saying what to type', () => {
    for (const name of [
      'GroupKFold',
      'StratifiedGroupKFold',
      'LeaveOneGroupOut',
      'LeavePGroupsOut',
      'GroupShuffleSplit',
    ]) {
      expect(
        refusal(() => split(name, classes([0, 1, 0, 1]))),
        name,
      ).toBe(
        `CV_NO_GROUP_COLUMN ${name} needs a column that names the group of each row | add to the grid: data: {group: COLUMN}`,
      );
    }
  });

  it('more folds than groups', () => {
    expect(refusal(() => split('GroupKFold', { ...rows(6), groups: Int32Array.of(0, 0, 1, 1, 2, 2) }))).toBe(
      'CV_TOO_FEW_GROUPS 5 folds need at least 5 groups, and there are 3 | there are 3 groups to divide',
    );
    expect(refusal(() => split('LeaveOneGroupOut', { ...rows(2), groups: Int32Array.of(4, 4) }))).toMatch(
      /^CV_TOO_FEW_GROUPS .* the group column \(data.group\) needs more than one value$/,
    );
  });

  it('a leave-out that leaves nothing', () => {
    expect(refusal(() => split('LeavePOut', rows(2)))).toBe(
      'CV_TOO_FEW_ROWS of 2 rows, 2 cannot be left out: none would remain to train on | leave out at most 1',
    );
    expect(refusal(() => split('LeaveOneOut', rows(1)))).toMatch(/^CV_TOO_FEW_ROWS/);
  });

  it('more splits than memory holds, before they are made', () => {
    expect(refusal(() => split('LeavePOut', rows(1000), { p: 3 }))).toMatch(
      /^CV_TOO_MANY_SPLITS 166,167,000 splits of 1,000 rows/,
    );
    expect(refusal(() => split('LeaveOneOut', rows(100_000)))).toMatch(/^CV_TOO_MANY_SPLITS/);
    expect(refusal(() => split('RepeatedKFold', rows(100_000), { n_repeats: 1000 }))).toMatch(/^CV_TOO_MANY_SPLITS/);
    expect(refusal(() => split('ShuffleSplit', rows(100_000), { n_splits: 5000 }))).toMatch(/^CV_TOO_MANY_SPLITS/);
  });

  it('a missing fold column, and one with a single fold', () => {
    expect(refusal(() => split('PredefinedSplit', rows(4)))).toMatch(
      /^CV_NO_FOLD_COLUMN PredefinedSplit needs a column/,
    );
    expect(refusal(() => split('PredefinedSplit', { ...rows(4), folds: new Int32Array(4) }))).toMatch(
      /^CV_NO_FOLD_COLUMN all rows are in one fold/,
    );
  });

  it.each([0, -1, 1.5, '3', { fraction: 0 }, { fraction: 1.5 }, { share: 0.2 }])('a test_size of %j', (value) => {
    expect(rejectParam(named('ShuffleSplit').params.test_size, value as JsonValue)).toMatch(
      /^expected an integer ≥ 1, or a share > 0 and < 1, or {fraction: /,
    );
  });
});

describe('splitters', () => {
  it('keep the share of a class in shuffled folds of groups', () => {
    // 120 groups of two rows, a class of 30 %: every fold of five has 14 or 15 of its 72 rows.
    const groups = Int32Array.from({ length: 240 }, (_, row) => row >> 1);
    const input = { ...classes(Array.from({ length: 240 }, (_, row) => (((row >> 1) * 7) % 10 < 3 ? 1 : 0))), groups };
    for (const random_state of [0, 1, 2]) {
      const shares = split('StratifiedGroupKFold', input, { n_splits: 5, shuffle: true, random_state }).map(
        ({ test }) =>
          [...test].filter((row) => input.target.kind === 'classes' && input.target.codes[row] === 1).length,
      );
      expect(shares.reduce((a, b) => a + b)).toBe(72);
      for (const share of shares) expect(Math.abs(share - 72 / 5), shares.join(' ')).toBeLessThan(2);
    }
  });

  it('notes a class with fewer members than folds, as scikit-learn warns', () => {
    const input = classes([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(notes('StratifiedKFold', input, { n_splits: 3 })).toEqual([
      'class "class 1" has only 2 members, fewer than the 3 folds: some folds test none of it',
    ]);
    expect(notes('StratifiedKFold', input, { n_splits: 2 })).toEqual([]);
  });

  it('ignore classes that have no rows here', () => {
    const target = { kind: 'classes' as const, codes: Int32Array.of(3, 1, 3, 1, 1, 3), classes: [0, 1, 2, 3, 4] };
    for (const name of ['StratifiedKFold', 'StratifiedShuffleSplit']) {
      const params = name === 'StratifiedKFold' ? { n_splits: 3 } : { n_splits: 2, test_size: 2 };
      for (const { test } of split(name, { rows: 6, target }, defined(params)))
        expect([...test].map((row) => target.codes[row]).sort()).toEqual([1, 3]);
    }
  });
});
