import { describe, expect, it } from 'vitest';
import { planText, sharingParts } from '../../src/report/sharing.js';

const graph = {
  naive: { 'fit:PCA': 54, 'transform:PCA': 54, 'fit:LogisticRegression': 54 },
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
    expect(planText({ ...graph, candidates: 18, splits: 3, predicted: { seconds: 12.34, peak_bytes: 45e6 } }).split('\n')).toEqual([
      '18 candidates × 3 folds = 54 fits asked',
      '',
      'task       of                  asked  shared  saved',
      'fit        PCA                    54       3    18×',
      'transform  PCA                    54       3    18×',
      'fit        LogisticRegression     54      54',
      'all                              162      60',
      '',
      '51 fits read as views of a wider one',
      'statistics of row blocks: 3 block moments',
      'refit: 1 fit PCA',
      'sharing saves 61 % of the predicted work',
      'predicted: 12.3 s of work, at most 45.0 MB in memory',
      '',
    ]);
  });
});

describe('sharingParts', () => {
  it('names only fits that were shared', () => {
    expect(sharingParts(graph, 54)).toEqual(['54 fits asked', '3 PCA fitted, shared 18×', '60 of 162 tasks needed']);
  });

  it('tells what came from the cache', () => {
    expect(sharingParts({ ...graph, cached: 57 }, 54)).toContain('57 from the cache');
  });
});
