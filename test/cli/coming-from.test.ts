// Grid files that docs/grid_file.py printed of GridSearchCVs: searched here, they have scikit-learn's scores.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gridSearch } from '../../src/search/grid-search.js';
import { fixture } from './run.js';

interface Search {
  readonly name: string;
  readonly data: string;
  /** The printed file. */
  readonly grid: string;
  /** Columns of cv_results_ that start with "split". */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  readonly best: number;
}

const { searches } = JSON.parse(readFileSync(new URL('../oracle/coming_from.json', import.meta.url), 'utf8')) as {
  readonly searches: readonly Search[];
};

describe('a grid file printed of a GridSearchCV', () => {
  it.each(searches.map((search) => [search.name, search] as const))('has its scores: %s', async (_, search) => {
    const { document } = await gridSearch({ data: fixture(search.data), grid: JSON.parse(search.grid), jobs: 1 });
    const cv = document.cv_results_ as unknown as Readonly<Record<string, readonly number[]>>;
    for (const [column, scores] of Object.entries(search.scores)) {
      scores.forEach((score, i) => {
        expect(Math.abs(cv[column][i] - score), `${column} of candidate ${i}`).toBeLessThan(1e-6);
      });
    }
    expect(document.best_index_).toBe(search.best);
  });
});
