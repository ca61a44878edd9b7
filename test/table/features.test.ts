import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/base/glob.js';
import { toFeatures } from '../../src/table/features.js';
import { decodeTarget } from '../../src/table/target.js';
import { csv, problem } from './csv/csv.js';

const numeric = (...names: string[]) => names.map((name) => ({ name, kind: 'numeric' as const, dictionary: [] }));

describe('toFeatures', () => {
  it('finds columns by name, whatever their order, and notes those it does not use', async () => {
    const { X, notes } = toFeatures(await csv('extra,b,y,a\n9,2,0,1\n9,4,1,3\n'), numeric('a', 'b'), { ignore: ['y'] });
    expect([...X.data]).toEqual([1, 2, 3, 4]);
    expect(notes).toEqual(['columns that the model does not use: "extra"']);
  });

  it('lists the columns that are not there', async () => {
    const table = await csv('a,colour\n1,2\n');
    expect(await problem(() => toFeatures(table, numeric('a', 'color')))).toBe(
      'DATA_MISSING_COLUMN 1:- the model needs column "color", which the file does not have | did you mean "colour"?',
    );
    expect(await problem(() => toFeatures(table, numeric('q', 'r')))).toMatch(/the model needs 2 columns: "q", "r"/);
  });

  it('refuses text where the model knows numbers, and keeps missing values', async () => {
    expect(await problem(async () => toFeatures(await csv('a,b\n1,2\nx,3\n'), numeric('a', 'b')))).toMatch(
      /^DATA_TEXT_FEATURE 3:1/,
    );
    const { X, columns } = toFeatures(await csv('a,b\n1,\n'), numeric('a', 'b'));
    expect([...X.data]).toEqual([1, Number.NaN]);
    expect(columns.map(({ info }) => info.missing)).toEqual([false, true]);
  });

  it('codes categories by the dictionary of the model, unknown ones by its length, and names those', async () => {
    const city = { name: 'city', kind: 'categorical' as const, dictionary: ['Bonn', 'Oslo', 'Rome'] };
    const { X, notes } = toFeatures(await csv('city\nRome\nParis\nNA\nBonn\nNice\n'), [city]);
    expect([...X.data]).toEqual([2, 3, Number.NaN, 0, 3]);
    expect(notes).toEqual(['column "city": 2 rows have a category that the model was not fitted on: "Nice", "Paris"']);
  });

  it('finds categories that are numbers in a file where they all are', async () => {
    const doors = { name: 'doors', kind: 'categorical' as const, dictionary: ['2', '7', 'many'] };
    expect([...toFeatures(await csv('doors\n7.0\n2\n'), [doors]).X.data]).toEqual([1, 0]);
  });

  it('reads truth values as words and as 1 and 0', async () => {
    const on = { name: 'on', kind: 'boolean' as const, dictionary: [] };
    expect([...toFeatures(await csv('on\nyes\nFalse\n1\n'), [on]).X.data]).toEqual([1, 0, 1]);
    expect([...toFeatures(await csv('on\n0\n1\n'), [on]).X.data]).toEqual([0, 1]);
    expect(await problem(async () => toFeatures(await csv('on\n0\n2\n'), [on]))).toMatch(
      /^DATA_TYPE .*"on" is boolean, and "2"/,
    );
  });
});

describe('decodeTarget', () => {
  it('codes labels by the classes of the model, not by those of the file', async () => {
    const table = await csv('x,y\n1,c\n2,a\n3,c\n');
    expect(decodeTarget(table, 'y', ['a', 'b', 'c'])).toEqual({
      truth: { kind: 'classes', codes: Int32Array.of(2, 0, 2), classes: ['a', 'b', 'c'] },
      notes: [],
    });
  });

  it('reads numeric labels by value and text labels as spelled', async () => {
    expect(decodeTarget(await csv('x,y\n1,1.0\n2,0\n'), 'y', [0, 1]).truth).toMatchObject({
      codes: Int32Array.of(1, 0),
    });
    expect(decodeTarget(await csv('x,y\n1,1.0\n2,1\n'), 'y', ['1', '1.0']).truth).toMatchObject({
      codes: Int32Array.of(1, 0),
    });
  });

  it('puts labels that the model has not seen behind its classes, and tells of them and of what they may be', async () => {
    const { truth, notes } = decodeTarget(await csv('x,y\n1,a\n2,d\n3,B\n4,d\n'), 'y', ['a', 'b']);
    expect(truth).toEqual({ kind: 'classes', codes: Int32Array.of(0, 2, 3, 2), classes: ['a', 'b', 'd', 'B'] });
    expect(notes).toEqual([
      '3 rows have a label that the model does not know ("d", "B"): wrong for metrics of labels, no score of probabilities; "B": did you mean "b"? they differ only in case or spaces',
    ]);
    expect(decodeTarget(await csv('x,y\n1,1\n2,one\n'), 'y', [0, 1]).truth).toMatchObject({ classes: [0, 1, 'one'] });
  });

  it('refuses labels none of which the model has seen, naming the line and the class that is near', async () => {
    expect(await problem(async () => decodeTarget(await csv('x,y\n1,True\n2,d\n'), 'y', ['false', 'true']))).toBe(
      'DATA_UNSEEN_LABEL 2:- column "y": the model knows no class "True" | "True": did you mean "true"? they differ only in case or spaces\nits classes: "false", "true"',
    );
  });

  it('reads the numbers of a regression', async () => {
    expect(decodeTarget(await csv('x,y\n1,2.5\n'), 'y', undefined).truth).toEqual({
      kind: 'values',
      values: Float64Array.of(2.5),
    });
  });
});

describe('matchesGlob', () => {
  it.each([
    ['pixel_10', 'pixel_*', true],
    ['pixel_10', 'pixel_?', false],
    ['abcabc', 'a*c', true],
    ['abcabd', 'a*c', false],
    ['a', '*', true],
    ['', '*', true],
    ['a.b', 'a?b', true],
    ['axb', 'a.b', false],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', '*a*a*a*a*a*a*a*a*c', false],
  ])('%s against %s: %s', (name, pattern, expected) => {
    expect(matchesGlob(name, pattern)).toBe(expected);
  });
});
