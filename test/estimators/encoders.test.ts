// Imputers and encoders against scikit-learn's, on a table of text, holes and numbers.

import { describe, expect, it } from 'vitest';
import { oneHotEncoder } from '../../src/estimators/one-hot-encoder.js';
import { ordinalEncoder } from '../../src/estimators/ordinal-encoder.js';
import { simpleImputer } from '../../src/estimators/simple-imputer.js';
import { tableVectorizer } from '../../src/estimators/table-vectorizer.js';
import { fitAll } from '../checks/estimator-problems.js';
import { toMatrix } from './oracle-problems.js';
import { expectRows, kernels, outputOf, paramsOf, STEPS, tableOf } from './steps-problem.js';

describe('SimpleImputer', () => {
  it.each([
    ['mean', {}],
    ['median', { add_indicator: true }],
    ['most_frequent', {}],
  ])('fills numbers by the %s as scikit-learn does', (strategy, more) => {
    expectRows(
      outputOf(simpleImputer, tableOf([1, 2]), { strategy, ...more }),
      STEPS.imputed[strategy].output ?? [],
      1e-15,
    );
  });

  it('fills text by the most frequent string', () => {
    const out = outputOf(simpleImputer, tableOf([0]), { strategy: 'most_frequent' });
    expect(out).toEqual(STEPS.imputed_text.most_frequent.output);
  });

  it('gives a string that fills text its place in the order, and unknown strings stay unknown', () => {
    const params = paramsOf(simpleImputer, { strategy: 'constant', fill_value: 'Paris' });
    const [column] = simpleImputer.outputColumns?.(params, tableOf([0]).columns ?? []) ?? [];
    expect(column.dictionary).toEqual(['', 'Bath', 'Paris', 'York', 'Zürich']);
    const out = outputOf(simpleImputer, tableOf([0]), params).map(([code]) => [
      column.dictionary[code as number] ?? 'b',
    ]);
    expect(out).toEqual(STEPS.imputed_text.constant.output);
  });

  it('keeps a column without values, filled with 0, and says so', () => {
    const empty = { ...tableOf([1]), X: toMatrix(STEPS.rows.map(() => [Number.NaN])) };
    const [outcome] = fitAll(kernels, simpleImputer, empty, [paramsOf(simpleImputer, {})]);
    expect(outcome.ok && [outcome.fitted.fill, outcome.warnings[0].message]).toEqual([
      new Float64Array(1),
      'input columns without a value in any train row, filled with 0: 1',
    ]);
  });

  it('does not fill numbers with a string', () => {
    const [outcome] = fitAll(kernels, simpleImputer, tableOf([1]), [
      paramsOf(simpleImputer, { strategy: 'constant', fill_value: 'x' }),
    ]);
    expect(outcome.ok || outcome.error.code).toBe('FIT_FILL_VALUE');
  });

  it('reads no text where it computes', () => {
    const { accepts } = simpleImputer;
    expect(typeof accepts === 'function' && accepts({ strategy: 'median' }).categorical).toBe(false);
  });
});

describe('OneHotEncoder', () => {
  it.each(STEPS.one_hot.map((said) => [JSON.stringify(said.params), said] as const))(
    'makes the columns of scikit-learn: %s',
    (_, said) => {
      const out = () => outputOf(oneHotEncoder, tableOf([0, 1, 2]), said.params);
      if (said.refused === undefined) expect(out()).toEqual(said.output);
      else expect(out).toThrow('column "town" holds a category that no train row has');
    },
  );

  it('fails where nothing would be left', () => {
    const constant = { ...tableOf([2]), X: toMatrix(STEPS.rows.map(() => [3])) };
    const [outcome] = fitAll(kernels, oneHotEncoder, constant, [paramsOf(oneHotEncoder, { drop: 'first' })]);
    expect(outcome.ok || outcome.error.code).toBe('FIT_NO_COLUMNS');
  });
});

describe('OrdinalEncoder', () => {
  it.each(STEPS.ordinal.map((said) => [JSON.stringify(said.params), said] as const))(
    'numbers categories as scikit-learn does: %s',
    (_, said) => {
      const out = () => outputOf(ordinalEncoder, tableOf([0, 1, 2]), said.params);
      if (said.refused === undefined) expect(out()).toEqual(said.output);
      else expect(out).toThrow('column "town" holds a category that no train row has');
    },
  );

  it.each([
    [
      { handle_unknown: 'use_encoded_value', unknown_value: 2 },
      'unknown_value 2 stands for a category of column "town" already',
    ],
    [{ encoded_missing_value: 0 }, 'encoded_missing_value 0 stands for a category of column "town" already'],
  ])('refuses a number that is taken: %j', (given, message) => {
    const [outcome] = fitAll(kernels, ordinalEncoder, tableOf([0, 1]), [paramsOf(ordinalEncoder, given)]);
    expect(outcome.ok || outcome.error).toEqual({ code: 'FIT_ENCODED_VALUE', message });
  });

  it('counts columns whose names nobody knows', () => {
    const { columns: _columns, ...nameless } = tableOf([0, 1]);
    const [outcome] = fitAll(kernels, ordinalEncoder, nameless, [
      paramsOf(ordinalEncoder, { encoded_missing_value: 0 }),
    ]);
    expect(outcome.ok || outcome.error.message).toBe(
      'encoded_missing_value 0 stands for a category of input column 1 already',
    );
  });

  it('leaves a missing value missing unless told otherwise', () => {
    const columns = tableOf([0]).columns ?? [];
    const missing = [null, -2].map(
      (value) => ordinalEncoder.outputColumns?.({ encoded_missing_value: value }, columns)?.[0].missing,
    );
    expect(missing).toEqual([true, false]);
  });
});

describe('TableVectorizer', () => {
  it('gives numbers filled by the median, then the columns of the encoder for text', () => {
    const numbers = (STEPS.imputed.median.output ?? []).map((row) => row.slice(0, 2));
    // Four towns and the missing one come first in what OneHotEncoder makes of all columns.
    const towns = (STEPS.one_hot[0].output ?? []).map((row) => row.slice(0, 5));
    const expected = numbers.map((row, i) => [...row, ...towns[i]]);
    expect(outputOf(tableVectorizer, tableOf([0, 1, 2]), {})).toEqual(expected);
  });

  it('puts rare categories together, and unknown ones with them', () => {
    const out = outputOf(tableVectorizer, tableOf([0]), { min_frequency: { fraction: 0.1 } });
    const [, , , said] = STEPS.one_hot;
    expect(out).toEqual((said.output ?? []).map((row) => row.slice(0, out[0].length)));
    expect(outputOf(tableVectorizer, tableOf([0]), { min_frequency: 0.1 })).toEqual(out);
  });
});
