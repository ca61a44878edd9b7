// Metrics that read decisions before probabilities, where a classifier has them.

import { describe, expect, it } from 'vitest';
import { gridSearch } from '../../src/search/grid-search.js';
import { fixture } from '../cli/run.js';

describe('top_k_accuracy', () => {
  it.each([
    ['LinearSVC', {}],
    ['SVC', { kernel: 'linear' }],
    ['SGDClassifier', { loss: 'hinge' }],
    ['SGDClassifier', { loss: 'modified_huber' }],
  ])('of the first class alone is the accuracy, by the decisions of %s %j', async (name, params) => {
    const { document } = await gridSearch({
      data: fixture('iris.csv'),
      grid: {
        pipeline: ['StandardScaler', { m: { [name]: params } }],
        cv: 3,
        scoring: { right: 'accuracy', first: { top_k_accuracy: { k: 1 } }, both: { top_k_accuracy: { k: 2 } } },
        refit: 'right',
      },
      jobs: 1,
    });
    const { mean_test_right: right, mean_test_first: first, mean_test_both: both } = document.cv_results_;
    expect(first).toEqual(right);
    expect(Number(both?.[0])).toBeGreaterThanOrEqual(Number(right?.[0]));
  });
});
