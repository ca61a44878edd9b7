// cv_results_ from a book whose every number is chosen: what scikit-learn's manual says of each column, by algebra.

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { type CvResultsInput, cvResults } from '../../src/results/cv-results.js';
import { ScoreBook } from '../../src/results/score-book.js';

/** By candidate: scores by split; null: the fit failed; undefined: not there yet. */
type Scores = readonly (readonly (number | null | undefined)[])[];

function bookOf(scores: Scores, { metrics = 1, trainScores = false } = {}): ScoreBook {
  const book = new ScoreBook({ splits: scores[0].length, metrics, trainScores });
  book.grow(scores.length);
  const error = { code: 'INFEASIBLE_PARAMS', message: 'm' } as const;
  scores.forEach((row, candidate) => {
    row.forEach((score, split) => {
      if (score === undefined) return;
      const all = Array.from({ length: metrics }, (_, metric) => (score ?? 0) + metric);
      const outcome = score === null ? ({ ok: false, error } as const) : ({ ok: true, scores: all } as const);
      const common = { fitSeconds: 1 + split, scoreSeconds: 2, warnings: [], undefinedScores: [] };
      const place = { split, candidates: [candidate] };
      if (trainScores) book.enter({ ...place, side: 'train' }, { ...common, outcome });
      book.enter({ ...place, side: 'test' }, { ...common, outcome });
    });
  });
  return book;
}

function tableOf(scores: Scores, more: Partial<CvResultsInput> = {}) {
  return cvResults({
    params: scores.map((_, candidate) => ({ c: candidate })),
    book: bookOf(scores),
    metrics: [{ name: 'accuracy', counts: true }],
    multimetric: false,
    weights: { rule: 'mean', testRows: scores[0].map(() => 10), evenRows: true },
    errorScore: null,
    ...more,
  });
}

describe('cv_results_', () => {
  it('has a mean and a population deviation over the splits', () => {
    const { cvResults: table } = tableOf([[1, 2, 3]]);
    expect(table).toMatchObject({ mean_test_score: [2], std_test_score: [Math.sqrt(2 / 3)] });
    expect([0, 1, 2].map((split) => table[`split${split}_test_score`])).toEqual([[1], [2], [3]]);
  });

  it('names the columns of several metrics after them', () => {
    const scores = [[0.5]];
    const metrics = [
      { name: 'accuracy', counts: true },
      { name: 'f1', counts: false },
    ];
    const { cvResults: table } = tableOf(scores, { metrics, multimetric: true, book: bookOf(scores, { metrics: 2 }) });
    expect(table).toMatchObject({ split0_test_accuracy: [0.5], mean_test_f1: [1.5], rank_test_f1: [1] });
    expect(Object.keys(table).filter((name) => name.endsWith('_score'))).toEqual([]);
  });

  it('ranks from 1 on; equal means share the better rank, and the next one is behind both', () => {
    expect(tableOf([[0.5], [0.75], [0.5], [0.25]]).cvResults.rank_test_score).toEqual([2, 1, 2, 4]);
  });

  it('has no mean where a split failed, and ranks that candidate last', () => {
    const { cvResults: table, means } = tableOf([
      [1, null],
      [0, 0],
      [1, 1],
    ]);
    expect(table).toMatchObject({
      split0_test_score: [1, 0, 1],
      split1_test_score: [null, 0, 1],
      mean_test_score: [null, 0, 1],
      rank_test_score: [3, 2, 1],
    });
    expect(means).toEqual([[Number.NaN, 0, 1]]);
  });

  it('puts error_score in the place of a failed fit', () => {
    const { cvResults: table } = tableOf([[1, null]], { errorScore: 0.5 });
    expect(table).toMatchObject({ split1_test_score: [0.5], mean_test_score: [0.75], std_test_score: [0.25] });
  });

  it('puts no error_score where a split is not there yet', () => {
    const { cvResults: table } = tableOf([[1, undefined]], { errorScore: 0.5 });
    expect(table).toMatchObject({ split1_test_score: [null], mean_test_score: [null] });
  });

  it('weighs splits by their rows where that is asked for', () => {
    const weights = { rule: 'rows', testRows: [10, 30], evenRows: true } as const;
    const { cvResults: table } = tableOf([[0.5, 1]], { weights });
    // 5 + 30 rows of 40 are right; the deviation is √(¼ · (3/8)² + ¾ · (1/8)²).
    expect(table.mean_test_score).toEqual([35 / 40]);
    expect(table.std_test_score).toEqual([Math.sqrt((10 * (3 / 8) ** 2 + 30 * (1 / 8) ** 2) / 40)]);
  });

  it('has a column for each param of any grid, by name, null where a candidate’s own grid has none', () => {
    const params: readonly JsonObject[] = [{ b: 1 }, { a: [1, { of: 'them' }], b: 'x' }, { c: null, a: false }];
    const { cvResults: table } = tableOf([[1], [1], [1]], { params });
    expect(Object.entries(table).slice(0, 4)).toEqual([
      ['params', params],
      ['param_a', [null, [1, { of: 'them' }], false]],
      ['param_b', [1, 'x', null]],
      ['param_c', [null, null, null]],
    ]);
  });

  it('has train scores where they are asked for, unranked, and nowhere else', () => {
    const scores = [[0.25, 0.75]];
    const { cvResults: table } = tableOf(scores, { book: bookOf(scores, { trainScores: true }) });
    expect(table).toMatchObject({ split1_train_score: [0.75], mean_train_score: [0.5], std_train_score: [0.25] });
    expect(table).not.toHaveProperty('rank_train_score');
    expect(Object.keys(tableOf(scores).cvResults).join()).not.toContain('train');
  });

  it('has mean and deviation of the seconds of each split, failed ones too, and none while a split is missing', () => {
    const { cvResults: table } = tableOf([
      [1, null],
      [1, undefined],
    ]);
    expect(table).toMatchObject({
      mean_fit_time: [1.5, null],
      std_fit_time: [0.5, null],
      mean_score_time: [2, null],
      std_score_time: [0, null],
    });
  });

  it('hands over means and deviations of each metric, as the columns have them', () => {
    const scores = [
      [1, 3],
      [5, 5],
    ];
    const metrics = ['accuracy', 'f1'].map((name) => ({ name, counts: false }));
    const { means, stds } = tableOf(scores, { metrics, multimetric: true, book: bookOf(scores, { metrics: 2 }) });
    expect([means, stds]).toEqual([
      [
        [2, 5],
        [3, 6],
      ],
      [
        [1, 0],
        [1, 0],
      ],
    ]);
  });
});
