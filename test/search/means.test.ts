// Means over splits: scikit-learn's to the bit, so that its ties are ours; and by rows always a mean of what is there.

import { describe, expect, it } from 'vitest';
import { createKernels } from '../../src/kernels/index.js';
import { aggregate } from '../../src/results/aggregate.js';
import { SCORERS } from '../../src/scorers/index.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import oracle from '../oracle/means.json' with { type: 'json' };

const { put } = scratch();

describe('the mean over splits', () => {
  it('has numpy’s bits, from one split to hundreds', () => {
    for (const { numerators, weights, mean, std, by_rows, std_by_rows } of oracle.sums) {
      const scores = numerators.map((n) => n / 30);
      const label = `${scores.length} splits`;
      expect(aggregate(scores, { rule: 'mean', testRows: [], evenRows: true }, true), label).toEqual({ mean, std });
      expect(aggregate(scores, { rule: 'rows', testRows: weights, evenRows: true }, false), label).toEqual({
        mean: by_rows,
        std: std_by_rows,
      });
    }
  });

  it('over classes has numpy’s bits too, of many classes', () => {
    const { truth, said, metrics } = oracle.classes;
    const classes = Array.from({ length: 12 }, (_, k) => k);
    for (const [name, expected] of Object.entries(metrics)) {
      const scored = SCORERS.get(name)?.score({
        truth: { kind: 'classes', codes: Int32Array.from(truth), classes },
        prediction: { kind: 'classes', codes: Int32Array.from(said) },
        params: {},
        kernels: createKernels(),
        weights: undefined,
      });
      expect(scored, name).toBe(expected);
    }
  });

  it.each(oracle.iris)(
    'ties candidates where scikit-learn does, and chooses its best (seed $seed)',
    async ({ seed, best, mean, std, rank }) => {
      const { document } = await gridSearch({
        data: fixture('iris.csv'),
        grid: {
          pipeline: [{ scale: 'StandardScaler' }, { knn: 'KNeighborsClassifier' }],
          param_grid: { knn__n_neighbors: Array.from({ length: 10 }, (_, i) => 2 * i + 1) },
          cv: { RepeatedStratifiedKFold: { n_splits: 5, n_repeats: 2, random_state: seed } },
        },
        jobs: 1,
      });
      expect(document.cv_results_.mean_test_score).toEqual(mean);
      expect(document.cv_results_.std_test_score).toEqual(std);
      expect(document.cv_results_.rank_test_score).toEqual(rank);
      expect(document.best_index_).toBe(best);
    },
  );
});

describe('aggregate: rows', () => {
  const table = put('d.csv', 'x,w,y\n1,9,a\n1.1,1,b\n5,9,b\n6,9,b\n1.3,9,a\n1.2,1,b\n5.5,9,b\n6.5,9,b\n');
  const grid = (more: string) =>
    put(
      'g.yaml',
      `data: {target: y, ${more}}\ntask: classification\npipeline: [{m: {KNeighborsClassifier: {n_neighbors: 1}}}]\ncv: {KFold: {n_splits: 2}}\naggregate: rows\n`,
    );

  it('is a mean of the splits’ scores where rows have weights', async () => {
    const { code, stdout, stderr } = await run(['fit', table, '-g', grid('weight: w'), '-q', '--json', '--jobs', '1']);
    expect(code, stderr).toBe(0);
    const { split0_test_score, split1_test_score, mean_test_score, std_test_score } = JSON.parse(stdout).cv_results_;
    // 19 of 28 by weight, twice.
    expect([split0_test_score, split1_test_score]).toEqual([[19 / 28], [19 / 28]]);
    expect([mean_test_score, std_test_score]).toEqual([[19 / 28], [0]]);
  });

  it('counts rows that are right where each counts one: 2 of 3 and 5 of 7 are 7 of 10', () => {
    expect(aggregate([2 / 3, 5 / 7], { rule: 'rows', testRows: [3, 7], evenRows: true }, true).mean).toBe(0.7);
  });

  it('takes the score of a failed fit as it is: 0.25 is no share of three rows', () => {
    const { mean } = aggregate([0.25, 1], { rule: 'rows', testRows: [3, 5], evenRows: true }, true);
    expect(mean).toBe((0.25 * 3 + 5) / 8);
  });
});
