// Compares a result document with what scikit-learn answered for the same search, score by score.
// In: a reference case (test/oracle/reference/README.md) and the document that `fit` printed. Out: a list of
// differences, empty where they agree.

import type { JsonObject, JsonValue } from '../../src/base/json.js';

export interface OracleCase {
  readonly case: string;
  readonly dataset: string;
  readonly grid: JsonObject;
  readonly candidates: readonly OracleCandidate[];
  /** Test rows of each split. */
  readonly test_rows: readonly (readonly number[])[];
}

interface OracleCandidate {
  readonly params: JsonObject;
  /** Metric → one score per split. */
  readonly split_scores: Readonly<Record<string, readonly number[]>>;
}

/** The part of a result document that is compared. */
export interface ScoredResult {
  readonly cv_results_: { readonly params: readonly JsonObject[]; readonly [column: string]: readonly JsonValue[] };
}

/** How many of the counting scores may be off by a few rows: ties and rounding at a decision boundary. */
const OFF_BY_ROWS_SHARE = 0.02;

/**
 * Lists how a result differs from its reference: count and order of candidates, and every split's score.
 * Smooth metrics must agree to the solvers' tolerance. Counting metrics must be equal, but up to 2 % of the scores may
 * be off by three rows.
 */
export function compareWithOracle(reference: OracleCase, { cv_results_: cv }: ScoredResult): string[] {
  const problems: string[] = [];
  if (cv.params.length !== reference.candidates.length) {
    problems.push(`${cv.params.length} candidates, expected ${reference.candidates.length}`);
  }
  let compared = 0;
  let offByRows = 0;
  reference.candidates.forEach((candidate, i) => {
    problems.push(...compareParams(i, candidate.params, cv.params[i] ?? {}));
    for (const { metric, split, expected } of scoresOf(candidate)) {
      const column = `split${split}_test_${Array.isArray(reference.grid.scoring) ? metric : 'score'}`;
      const actual = cv[column]?.[i];
      const verdict = judge(metric, actual, expected, reference.test_rows[split].length);
      compared += 1;
      if (verdict === 'off by rows') offByRows += 1;
      if (verdict === 'different')
        problems.push(`candidate ${i} ${column} (${metric}): ${JSON.stringify(actual)}, expected ${expected}`);
    }
  });
  if (offByRows > OFF_BY_ROWS_SHARE * compared) {
    problems.push(`${offByRows} of ${compared} counting scores differ by a row or so: more than 2 %`);
  }
  return problems;
}

function compareParams(index: number, expected: JsonObject, actual: JsonObject): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => JSON.stringify(actual[name]) !== JSON.stringify(value))
    .map(
      ([name, value]) =>
        `candidate ${index}: ${name} is ${JSON.stringify(actual[name])}, expected ${JSON.stringify(value)} (order?)`,
    );
}

function scoresOf(candidate: OracleCandidate): { metric: string; split: number; expected: number }[] {
  return Object.entries(candidate.split_scores).flatMap(([metric, scores]) =>
    scores.map((expected, split) => ({ metric, split, expected })),
  );
}

function judge(
  metric: string,
  actual: JsonValue | undefined,
  expected: number,
  testRows: number,
): 'equal' | 'off by rows' | 'different' {
  if (typeof actual !== 'number') return 'different';
  const counting = /accuracy|f1|precision|recall/.test(metric);
  const smooth = metric === 'roc_auc' ? 2e-4 : 1e-4 * Math.max(1e-3, Math.abs(expected));
  const difference = Math.abs(actual - expected);
  if (difference <= (counting ? 0 : smooth) + 1e-12) return 'equal';
  return counting && difference <= 3.01 / testRows ? 'off by rows' : 'different';
}
