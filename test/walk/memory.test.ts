// What a search holds in memory, counted: projections that live at a time.

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import type { SearchEvent } from '../../src/schedule/events.js';
import { gridSearch } from '../../src/search.js';

const data = new URL('../../fixtures/synthetic_600x60.csv', import.meta.url).pathname;

describe('the memory of a search', () => {
  it.each([true, false])('holds one projection at a time, as one job runs one task at a time (share: %s)', async (share) => {
    const grid: JsonObject = {
      pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { logistic: 'LogisticRegression' }],
      param_grid: { pca__n_components: [2, 5, 10], logistic__C: [0.1, 1] },
      cv: 5,
    };
    let [made, live, most] = [0, 0, 0];
    const observer = (event: SearchEvent): void => {
      if (event.type === 'finished' && event.op === 'transform') [made, live] = [made + 1, live + 1];
      if (event.type === 'released') live -= event.keys.filter((key) => key.startsWith('transform:')).length;
      most = Math.max(most, live);
    };
    await gridSearch({ data, grid, jobs: 1, share, observer });
    // Of each split its train and test rows, and the train rows of the refit; alone, the same for each of the six candidates.
    expect([made, most, live]).toEqual([2 * 5 * (share ? 1 : 6) + 1, 1, 0]);
  });
});
