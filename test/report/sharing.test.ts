import { describe, expect, it } from 'vitest';
import { planText, sharingParts } from '../../src/report/sharing.js';

const graph = {
  naive: { 'fit:PCA': 54, 'transform:PCA': 54, 'fit:LogisticRegression': 54 },
  merged: { 'fit:PCA': 9, 'transform:PCA': 9, 'fit:LogisticRegression': 54 },
  distinct: { 'fit:PCA': 3, 'transform:PCA': 3, 'fit:LogisticRegression': 54 },
  views: 51,
  blocks: { 'block:moments': 3 },
  refit: { 'fit:PCA': 1 },
  cached: 0,
  run: 0,
  failed: 0,
  saved_fraction: 0.614,
};

describe('planText', () => {
  it('sets what was asked beside what is left after sharing', () => {
    const tasks = { 'fit:PCA': 3, 'transform:PCA': 6, 'fit:LogisticRegression': 18, 'block:moments': 3 };
    const task_seconds = {
      'fit:PCA': 1.23e-5,
      'transform:PCA': 1.5,
      'fit:LogisticRegression': 18,
      'block:moments': 0.4877,
    };
    const path = ['block moments', 'merge moments', 'merge moments', 'fit PCA'].map((task) => {
      const [op, name] = task.split(' ');
      return { op, name, seconds: 1 };
    });
    const predicted = { seconds: 12.34, work_seconds: 20, jobs: 2, peak_bytes: 45e6 };
    const plan = {
      ...graph,
      candidates: 18,
      splits: 3,
      tasks,
      task_seconds,
      predicted,
      critical_path: { seconds: 4, tasks: path },
    };
    expect(planText(plan).split('\n')).toEqual([
      '18 candidates × 3 folds = 54 fits asked',
      '',
      'task       of                  naive  equal  views  distinct  batches  saved  seconds',
      'block      moments                                         3                   0.49 s',
      'fit        PCA                    54     45      6         3             18×  <0.1 ms',
      'fit        LogisticRegression     54                      54       18          18.0 s',
      'transform  PCA                    54     45      6         3             18×   1.50 s',
      'all                              162     90     12        63                   20.0 s',
      '',
      'refit: 1 fit PCA',
      'sharing saves 61 % of the predicted work',
      'longest path: 4.00 s, block moments → 2 × merge moments → fit PCA',
      'predicted: 12.3 s on 2 workers for 20.0 s of work, at most 45.0 MB in memory',
      '',
    ]);
  });
});

describe('planText of a search that was begun', () => {
  it('tells how many tasks are in the cache and how many are left', () => {
    const predicted = { seconds: 1, work_seconds: 1, jobs: 1, peak_bytes: 1e6 };
    const plan = {
      ...graph,
      cached: 61,
      run: 12,
      candidates: 18,
      splits: 3,
      tasks: {},
      task_seconds: {},
      predicted,
      critical_path: { seconds: 0, tasks: [] },
    };
    expect(planText(plan)).toContain('\nin the cache: 61 of 73 tasks; 12 left to run\npredicted: 1.00 s on 1 worker');
  });
});

describe('sharingParts', () => {
  it('names only fits that were shared', () => {
    expect(sharingParts(graph, 54, 0)).toEqual(['54 fits asked', '3 PCA fitted, shared 18×', '60 of 162 tasks needed']);
  });

  it('tells how many fits came from the cache', () => {
    expect(sharingParts(graph, 54, 36)).toContain('36 of 54 fits from the cache');
  });
});
