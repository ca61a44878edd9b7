// A search that is cut off: what was done by then is whole candidates.

import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/base/json.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { fixture } from '../cli/run.js';

const GRID = {
  pipeline: [{ scale: 'StandardScaler' }, { model: 'GaussianNB' }],
  param_grid: {
    scale: ['StandardScaler', 'MinMaxScaler', 'RobustScaler', 'Normalizer'],
    model: ['GaussianNB', 'LinearDiscriminantAnalysis', 'KNeighborsClassifier'],
  },
  cv: 5,
  return_train_score: true,
  error_score: 0.125,
} as const;

/** Searches with --max-time, and ends the search when so many of its scores are there. */
async function cutAfter(scores: number) {
  const controller = new AbortController();
  let seen = 0;
  const { document, wholeSeconds } = await gridSearch({
    data: fixture('iris.csv'),
    grid: GRID as unknown as { [key: string]: JsonValue },
    jobs: 1,
    maxSeconds: 1000,
    signal: controller.signal,
    observer: (event) => {
      if (event.type === 'finished' && event.op === 'score' && ++seen === scores) controller.abort();
    },
  });
  return { document, wholeSeconds };
}

describe('a search that is cut off under --max-time', () => {
  it('has scored the first candidates on all splits, and nobody in part beyond the next', async () => {
    const { document, wholeSeconds } = await cutAfter(60);
    const { mean_test_score: means, mean_train_score: trains } = document.cv_results_;
    // 60 of 120 scores, on test and train rows of five splits: 6 of 12 candidates.
    expect(document.status).toBe('partial');
    expect((means as (number | null)[]).filter((mean) => mean !== null)).toHaveLength(6);
    expect((means as (number | null)[]).slice(0, 6)).not.toContain(null);
    expect((trains as (number | null)[]).slice(0, 6)).not.toContain(null);
    expect(document.best_index_).toBeLessThan(6);
    expect(wholeSeconds).toBeGreaterThan(document.meta.search_seconds);
  });

  it('takes no score that is not there yet for that of a failed fit', async () => {
    const { document } = await cutAfter(9);
    for (let split = 0; split < 5; split++) {
      expect(document.cv_results_[`split${split}_train_score`]).not.toContain(GRID.error_score);
      expect(document.cv_results_[`split${split}_test_score`]).not.toContain(GRID.error_score);
    }
  });

  it('has the scores of one that was not', async () => {
    const whole = await gridSearch({
      data: fixture('iris.csv'),
      grid: GRID as unknown as { [key: string]: JsonValue },
      jobs: 1,
    });
    const { document } = await cutAfter(120);
    expect(document.cv_results_.mean_test_score).toEqual(whole.document.cv_results_.mean_test_score);
  });
});
