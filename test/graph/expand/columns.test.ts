// What the columns hold, followed through the plan: who cannot read them is refused before anything runs.

import { describe, expect, it } from 'vitest';
import type { ColumnInfo } from '../../../src/base/dataset.js';
import { buildPlan } from '../../../src/graph/build.js';
import { candidatesOf, contextOf } from '../candidates.js';

const age: ColumnInfo = { name: 'age', kind: 'numeric', dictionary: [], missing: true };
const town: ColumnInfo = { name: 'town', kind: 'categorical', dictionary: ['a', 'b'], missing: false };
const fare: ColumnInfo = { name: 'fare', kind: 'numeric', dictionary: [], missing: false };

function planOf(columnInfos: readonly ColumnInfo[], pipeline: readonly object[]): () => void {
  const candidates = candidatesOf({ pipeline });
  return () => buildPlan(contextOf({ columnInfos, columns: columnInfos.length }), candidates);
}

describe('columns of an input', () => {
  it('are refused where they hold text and the next step reads numbers', () => {
    expect(planOf([town, fare], [{ clf: 'LogisticRegression' }])).toThrow(
      expect.objectContaining({
        code: 'DATA_TEXT_FEATURE',
        message: 'LogisticRegression reads numbers, but column "town" holds text',
        help: expect.stringContaining('OneHotEncoder'),
      }),
    );
  });

  it('are refused where values are missing and the next step needs all', () => {
    expect(planOf([age, fare], [{ sc: 'StandardScaler' }, { clf: 'LogisticRegression' }])).toThrow(
      expect.objectContaining({
        code: 'DATA_MISSING_VALUES',
        message: 'StandardScaler needs every value, but column "age" holds missing values',
      }),
    );
  });

  it('say nothing against plain numbers', () => {
    expect(
      planOf(
        [fare, { ...fare, name: 'other', kind: 'boolean' }],
        [{ sc: 'StandardScaler' }, { clf: 'LogisticRegression' }],
      ),
    ).not.toThrow();
  });
});
