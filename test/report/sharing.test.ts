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
    const tasks = { 'fit:PCA': 3, 'transform:PCA': 6, 'fit:LogisticRegression': 18 };
    const path = ['block moments', 'merge moments', 'merge moments', 'fit PCA'].map((task) => {
      const [op, name] = task.split(' ');
      return { op, name, seconds: 1 };
    });
    const predicted = { seconds: 12.34, work_seconds: 20, jobs: 2, peak_bytes: 45e6 };
    const plan = { ...graph, candidates: 18, splits: 3, tasks, predicted, critical_path: { seconds: 4, tasks: path } };
    expect(planText(plan).split('\n')).toEqual([
      '18 candidates × 3 folds = 54 fits asked',
      '',
      'task       of                  asked  merged  shared  tasks  saved',
      'fit        PCA                    54       9       3      3    18×',
      'transform  PCA                    54       9       3      6    18×',
      'fit        LogisticRegression     54      54      54     18',
      'all                              162      72      60',
      '',
      '51 fits read as views of a wider one',
      'statistics of row blocks: 3 block moments',
      'refit: 1 fit PCA',
      'sharing saves 61 % of the predicted work',
      'longest path: 4.00 s, block moments → 2 × merge moments → fit PCA',
      'predicted: 12.3 s on 2 workers, at most 45.0 MB in memory',
      '',
    ]);
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
