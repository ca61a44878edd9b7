import { describe, expect, it } from 'vitest';
import { createPalette } from '../../src/report/palette.js';
import { type SummaryOptions, summarise } from '../../src/report/summary.js';
import type { ResultDocument } from '../../src/results/result-document.js';
import { resultOf } from './result-fixture.js';

const options: SummaryOptions = { palette: createPalette(0), columns: 120, written: [] };
const lines = (document: ResultDocument, more: Partial<SummaryOptions> = {}) =>
  summarise(document, { ...options, ...more })
    .trimEnd()
    .split('\n');
const three = resultOf([
  [{ logistic__C: 0.1, logistic__penalty: 'l2' }, 0.8],
  [{ logistic__C: 1, logistic__penalty: 'l2' }, 0.9],
  [{ logistic__C: 10, logistic__penalty: 'l2' }, 0.896],
]);

describe('summarise', () => {
  it('tells the best candidate, the runners-up and which are as good, what sharing saved, the time and the next command', () => {
    expect(
      lines(three, { written: ['r.json', 'm.json'], next: 'gridsearch predict m.json new.csv', busyFraction: 0.94 }),
    ).toEqual([
      'Best accuracy 0.9000 ± 0.0100  (2 folds, 3 candidates)',
      '  logistic__C 1 · logistic__penalty l2',
      ' rank  score            fit s  params',
      '    1  0.9000 ± 0.0100   0.50  C=1 penalty=l2',
      '    2  0.8960 ± 0.0100   0.50  C=10 penalty=l2  ← within 1 SE',
      '    3  0.8000 ± 0.0100   0.50  C=0.1 penalty=l2',
      '6 fits asked · 2 PCA fitted, shared 6× · 14 of 24 tasks needed',
      '2 workers 94 % busy · read 0.10 s · search 1.00 s · refit 0.20 s · total 1.30 s',
      'wrote r.json, m.json',
      'next: gridsearch predict m.json new.csv',
    ]);
  });

  it('puts gates first', () => {
    const gates = [
      { expression: 'accuracy >= 0.85', actual: 0.9, passed: true },
      { expression: 'accuracy >= 0.95', actual: 0.9, passed: false },
    ];
    expect(lines(resultOf([[{}, 0.9]], { gates })).slice(0, 2)).toEqual([
      '✓ accuracy >= 0.85  0.9000',
      '✗ accuracy >= 0.95  0.9000',
    ]);
  });

  it('groups warnings, names what the fits have in common, and the cure', () => {
    const warnings = [0, 1].map((split) => ({
      candidate: 2,
      split,
      code: 'NOT_CONVERGED',
      message: `stopped after ${100 + split} passes`,
    }));
    const told = lines({ ...three, warnings });
    expect(told).toContain('! logistic__C=10: 2 of 6 fits: stopped after 100 passes (NOT_CONVERGED)');
    expect(told[told.indexOf('! logistic__C=10: 2 of 6 fits: stopped after 100 passes (NOT_CONVERGED)') + 1]).toContain(
      'max_iter',
    );
  });

  it('counts fits of the search, and names the refit beside them', () => {
    const warning = { code: 'NOT_CONVERGED', message: 'rows are separable' };
    const of = (splits: readonly (number | null)[]) =>
      lines({ ...three, warnings: splits.map((split) => ({ candidate: 2, split, ...warning })) });
    expect(of([0, 0, 1, null])).toContain(
      '! logistic__C=10: 2 of 6 fits and the refit: rows are separable (NOT_CONVERGED)',
    );
    expect(of([null])).toContain('! logistic__C=10: the refit: rows are separable (NOT_CONVERGED)');
  });

  it('says so when nothing could be scored, with the causes', () => {
    const errors = [0, 1].map((split) => ({
      candidate: 0,
      split,
      code: 'INFEASIBLE',
      message: 'n_components 50 of 30 columns',
    }));
    const told = lines(resultOf([[{ pca__n_components: 50 }, null]], { status: 'failed', errors, best_index_: null }));
    expect(told[0]).toBe('No candidate could be scored (2 folds, 1 candidate)');
    expect(told).toContain('✗ 2 of 2 fits: n_components 50 of 30 columns (INFEASIBLE)');
  });

  it('says that a search ended early', () => {
    expect(lines({ ...three, status: 'partial' })[0]).toContain('so far: the search ended early');
  });

  it('ranks by the refit metric where there are several', () => {
    const { mean_test_score, std_test_score, rank_test_score, ...rest } = three.cv_results_;
    const several = {
      ...rest,
      mean_test_f1: mean_test_score,
      std_test_f1: std_test_score,
      rank_test_f1: rank_test_score,
    };
    const document = { ...three, multimetric_: true, scoring: ['accuracy', 'f1'], refit: 'f1', cv_results_: several };
    expect(lines(document as ResultDocument)[0]).toBe('Best f1 0.9000 ± 0.0100  (2 folds, 3 candidates)');
  });

  it.each([40, 60, 80])('keeps every line within a terminal of %i columns, and the best params whole', (columns) => {
    const errors = [0, 1].map((split) => ({
      candidate: 0,
      split,
      code: 'INFEASIBLE',
      message: 'n_components 50 of 30 columns',
    }));
    const narrow = lines({ ...three, errors }, { columns, busyFraction: 0.5 });
    expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(columns);
    const text = narrow.join(' ').replace(/ +/g, ' ');
    for (const part of [
      '(2 folds, 3 candidates)',
      'logistic__C 1',
      'logistic__penalty l2',
      'n_components 50 of 30 columns (INFEASIBLE)',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('14 of 24 tasks needed');
  });

  it('tells an interruption from a failure where nothing was scored', () => {
    expect(lines(resultOf([[{}, null]], { status: 'partial', best_index_: null }))[0]).toBe(
      'Ended before a candidate was scored (2 folds, 1 candidate)',
    );
  });

  it('escapes params that come from a file', () => {
    const text = summarise(resultOf([[{ 'a\u001b[2J__x': '\u001b]0;evil\u0007' }, 0.5]]), options);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
