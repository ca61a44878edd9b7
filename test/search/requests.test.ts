// What the walk refuses once grid and data are both known.

import { describe, expect, it } from 'vitest';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';

const { put } = scratch();

describe('a request', () => {
  it('with a score function for the other kind of task is refused at its place', async () => {
    const grid = put(
      'kbest.yaml',
      'pipeline: [{select: {SelectKBest: {k: 3}}}, Ridge]\nparam_grid:\n  select__score_func: [f_regression, f_classif]\n',
    );
    const { code, stdout, stderr } = await run(['fit', fixture('diabetes.csv'), '-g', grid]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      'error[GRID_TASK]: SelectKBest with these params is for classification, but this is regression',
    );
    expect(stderr).toContain('kbest.yaml:3:3');
  });

  it('whose every candidate is impossible ends with code 3, a document whose scores are null, and the reason for each', async () => {
    const grid = put('wide.yaml', 'pipeline: [PCA, GaussianNB]\nparam_grid: {pca__n_components: [5, 6]}\ncv: 2\n');
    const { code, stdout } = await run(['fit', fixture('iris.csv'), '-g', grid]);
    expect(code).toBe(3);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ status: 'failed', best_score_: null, best_index_: null });
    expect(document.cv_results_.mean_test_score).toEqual([null, null]);
    expect(document.errors).toHaveLength(4);
    expect(document.errors[0]).toMatchObject({ candidate: 0, split: 0, code: 'INFEASIBLE_PARAMS' });
    expect(document).not.toHaveProperty('best_estimator_');
  });

  it('with one impossible candidate scores the others and ranks it last', async () => {
    const grid = put('one.yaml', 'pipeline: [PCA, GaussianNB]\nparam_grid: {pca__n_components: [5, 2]}\ncv: 2\n');
    const { code, stdout } = await run(['fit', fixture('iris.csv'), '-g', grid]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document.cv_results_.rank_test_score).toEqual([2, 1]);
    expect(document.best_index_).toBe(1);
  });

  it('that fails a gate exits 4 and writes the result all the same', async () => {
    const grid = put('gate.yaml', 'pipeline: [GaussianNB]\ncv: 3\nexpect: {accuracy: {min: 0.5}}\n');
    const { code, stdout } = await run(['fit', fixture('iris.csv'), '-g', grid, '--fail-under', '0.99']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).gates).toMatchObject([
      { expression: 'accuracy >= 0.5', passed: true },
      { expression: 'accuracy >= 0.99', passed: false },
    ]);
  });
});
