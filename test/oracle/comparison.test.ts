// The comparison that the oracle tests rest on: it must see what is wrong, and only that.

import { describe, expect, it } from 'vitest';
import { compareWithOracle, type OracleCase, type ScoredResult } from './oracle.js';

const TEST_ROWS = Array.from({ length: 100 }, (_, row) => row);

/** Thirty candidates, two splits of 100 test rows, a counting metric and two smooth ones. */
const reference: OracleCase = {
  case: 'made_up',
  dataset: 'none.csv',
  grid: { scoring: ['accuracy', 'neg_log_loss', 'roc_auc'] },
  candidates: Array.from({ length: 30 }, (_, i) => ({
    params: { logistic__C: i, logistic__penalty: 'l2' },
    split_scores: { accuracy: [0.8, 0.9], neg_log_loss: [-0.5, -0.25], roc_auc: [0.9, 0.95] },
  })),
  test_rows: [TEST_ROWS, TEST_ROWS],
};

/** The document that agrees in everything, but for what `changes` says: column → candidate → value. */
function resultWith(changes: Readonly<Record<string, Readonly<Record<number, number | null>>>> = {}): ScoredResult {
  const exact: Record<string, number> = {
    split0_test_accuracy: 0.8,
    split1_test_accuracy: 0.9,
    split0_test_neg_log_loss: -0.5,
    split1_test_neg_log_loss: -0.25,
    split0_test_roc_auc: 0.9,
    split1_test_roc_auc: 0.95,
  };
  const columns = Object.entries(exact).map(([name, value]) => [
    name,
    reference.candidates.map((_, i) => (changes[name]?.[i] === undefined ? value : changes[name][i])),
  ]);
  return { cv_results_: { ...Object.fromEntries(columns), params: reference.candidates.map(({ params }) => params) } };
}

describe('compareWithOracle', () => {
  it('finds nothing where every score is equal', () => {
    expect(compareWithOracle(reference, resultWith())).toEqual([]);
  });

  it('allows smooth scores to differ by the tolerance of solvers', () => {
    expect(
      compareWithOracle(
        reference,
        resultWith({ split0_test_neg_log_loss: { 3: -0.50004 }, split1_test_roc_auc: { 4: 0.9501 } }),
      ),
    ).toEqual([]);
  });

  it('reports a smooth score that differs by more', () => {
    expect(compareWithOracle(reference, resultWith({ split0_test_neg_log_loss: { 3: -0.5001 } }))).toEqual([
      'candidate 3 split0_test_neg_log_loss (neg_log_loss): -0.5001, expected -0.5',
    ]);
    expect(compareWithOracle(reference, resultWith({ split1_test_roc_auc: { 4: 0.9503 } }))).toHaveLength(1);
  });

  it('allows a few counting scores to be off by up to three rows', () => {
    expect(compareWithOracle(reference, resultWith({ split0_test_accuracy: { 0: 0.81, 9: 0.77, 20: 0.82 } }))).toEqual(
      [],
    );
  });

  it('reports a counting score that is off by four rows', () => {
    expect(compareWithOracle(reference, resultWith({ split0_test_accuracy: { 0: 0.84 } }))).toEqual([
      'candidate 0 split0_test_accuracy (accuracy): 0.84, expected 0.8',
    ]);
  });

  it('reports counting scores of which more than 2 % are off by a row', () => {
    expect(
      compareWithOracle(reference, resultWith({ split0_test_accuracy: { 0: 0.81, 1: 0.81, 2: 0.81, 3: 0.81 } })),
    ).toEqual(['4 of 180 counting scores differ by a row or so: more than 2 %']);
  });

  it('reports a score that is null or missing', () => {
    expect(compareWithOracle(reference, resultWith({ split0_test_accuracy: { 5: null } }))).toEqual([
      'candidate 5 split0_test_accuracy (accuracy): null, expected 0.8',
    ]);
    expect(compareWithOracle(reference, { cv_results_: { params: resultWith().cv_results_.params } })).toHaveLength(
      180,
    );
  });

  it('does not take null for a score of 0', () => {
    const zero: OracleCase = { ...reference, grid: {}, candidates: [{ params: {}, split_scores: { f1: [0] } }] };
    expect(compareWithOracle(zero, { cv_results_: { params: [{}], split0_test_score: [null] } })).toEqual([
      'candidate 0 split0_test_score (f1): null, expected 0',
    ]);
  });

  it('reports candidates in another order', () => {
    const { cv_results_ } = resultWith();
    const problems = compareWithOracle(reference, {
      cv_results_: { ...cv_results_, params: [...cv_results_.params].reverse() },
    });
    expect(problems[0]).toBe('candidate 0: logistic__C is 29, expected 0 (order?)');
  });

  it('reports a candidate too many', () => {
    const { cv_results_ } = resultWith();
    const problems = compareWithOracle(reference, {
      cv_results_: { ...cv_results_, params: [...cv_results_.params, {}] },
    });
    expect(problems).toEqual(['31 candidates, expected 30']);
  });

  it('reads the plain column names where scoring is one metric by name', () => {
    const single: OracleCase = {
      ...reference,
      grid: { scoring: 'accuracy' },
      candidates: [{ params: {}, split_scores: { accuracy: [0.8] } }],
    };
    expect(compareWithOracle(single, { cv_results_: { params: [{}], split0_test_score: [0.8] } })).toEqual([]);
  });
});
