import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GridsearchError } from '../../src/base/errors.js';
import { applySet } from '../../src/grid/overrides.js';
import { readGrid } from '../../src/grid/read-grid.js';
import { expand, PIPELINE, resolve } from './harness.js';

/** Runs the whole room; passes where it works or fails as a mistake of the user's, with a place inside the text. */
function survives(text: string): void {
  try {
    resolve(text);
    expand(text, 1000);
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    expect(error.code).toMatch(/^GRID_/);
    const { line, column, length, text: shown } = error.where ?? {};
    if (shown === undefined) return;
    expect((text.split('\n')[(line as number) - 1] ?? '').replace(/\r$/, '')).toBe(shown);
    expect((column as number) + (length as number) - 1).toBeLessThanOrEqual(Math.max(shown.length, 1) + 1);
  }
}

const KEYS = [
  'pipeline',
  'estimator',
  'param_grid',
  'param_distributions',
  'search',
  'cv',
  'scoring',
  'refit',
  'data',
  'expect',
  'run',
  'task',
];
const WORDS = [
  'PCA',
  'pca',
  'LogisticRegression',
  'logistic',
  'passthrough',
  'accuracy',
  'f1',
  'KFold',
  'random',
  'pca__n_components',
  'logistic__C',
];
const OTHERS = [
  'method',
  'n_iter',
  'metric',
  'rule',
  'uniform',
  'logspace',
  'choice',
  'union',
  'min',
  '__proto__',
  'constructor',
  'toString',
  '',
];
const name = fc.constantFrom(...KEYS, ...WORDS, ...OTHERS);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...WORDS),
    fc.constantFrom(null, true, 0, -1, 1, 2.5, 5, 1e300),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('no text makes anything but a mistake of the user', () => {
  test('not arbitrary strings', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), survives), { seed: 11, numRuns: 400 });
  });

  test('not the characters that YAML gives a meaning to', () => {
    const yaml = fc.string({
      unit: fc.constantFrom(...'abc01: -?[]{},&*!|>\'"%@`#\n\r\t~.<=\u0000\u2028\ufeff'),
      maxLength: 60,
    });
    fc.assert(fc.property(yaml, survives), { seed: 12, numRuns: 1500 });
  });

  test('not JSON of the words of a grid', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...KEYS), json, { noNullPrototype: true }), (grid) =>
        survives(JSON.stringify(grid)),
      ),
      { seed: 13, numRuns: 1500 },
    );
  });

  test('not a right pipeline with anything beside it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), json, (key, value) =>
        survives(`${PIPELINE}${key}: ${JSON.stringify(value)}`),
      ),
      { seed: 14, numRuns: 1500 },
    );
  });

  test('not a grid cut off in the middle', () => {
    const text = `${PIPELINE}param_grid:\n  - logistic__C: {logspace: [-1, 1, 3]}\n    pca: [PCA, passthrough]\ncv: {KFold: {n_splits: 3}}\nscoring: [f1]\n`;
    for (let end = 0; end <= text.length; end++) survives(text.slice(0, end));
  });

  test('not the text of --set', () => {
    const document = readGrid(PIPELINE, 'grid.yaml');
    fc.assert(
      fc.property(fc.array(fc.oneof(name, fc.constantFrom('=', '.', '[', '1')), { maxLength: 6 }), (parts) => {
        try {
          applySet(document, parts.join(''));
        } catch (error) {
          if (!(error instanceof GridsearchError)) throw error;
        }
      }),
      { seed: 15, numRuns: 1000 },
    );
  });
});
