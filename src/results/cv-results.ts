// Builds cv_results_: one column per key, one entry per candidate, named and computed as scikit-learn's manual says.

import type { JsonObject, JsonValue } from '../base/json.js';
import { type Aggregate, aggregate, EVENLY, ranks, type SplitWeights } from './aggregate.js';
import type { CvResults } from './result-document.js';
import type { ScoreBook, Side } from './score-book.js';

export interface ScoredMetric {
  /** As in the column names where there are several. */
  readonly name: string;
  /** Whether the score is a share of rows. */
  readonly counts: boolean;
}

export interface CvResultsInput {
  readonly params: readonly JsonObject[];
  readonly book: ScoreBook;
  readonly metrics: readonly ScoredMetric[];
  readonly multimetric: boolean;
  readonly weights: SplitWeights;
  /** Stands for the score of a failed fit; null leaves it (and the mean) null. */
  readonly errorScore: number | null;
}

export interface CvSummary {
  readonly cvResults: CvResults;
  /** By metric: mean test score per candidate, NaN where it failed. */
  readonly means: readonly (readonly number[])[];
  readonly stds: readonly (readonly number[])[];
}

/** The whole table, and the means that choose the best. Cost: O(candidates × splits × metrics). */
export function cvResults(input: CvResultsInput): CvSummary {
  const { params, book, metrics } = input;
  const columns: Record<string, readonly JsonValue[]> = { ...paramColumns(params) };
  const means: number[][] = [];
  const stds: number[][] = [];
  metrics.forEach((metric, m) => {
    const suffix = input.multimetric ? metric.name : 'score';
    const test = addScores(columns, input, { m, side: 'test', suffix });
    means.push(test.map(({ mean }) => mean));
    stds.push(test.map(({ std }) => std));
    columns[`rank_test_${suffix}`] = ranks(means[m]);
    if (book.shape.trainScores) addScores(columns, input, { m, side: 'train', suffix });
  });
  for (const [name, seconds] of [
    ['fit', book.fitSeconds],
    ['score', book.scoreSeconds],
  ] as const) {
    const times = params.map((_, candidate) => aggregate(ofCandidate(seconds, candidate, book), EVENLY, false));
    columns[`mean_${name}_time`] = times.map(({ mean }) => finiteOrNull(mean));
    columns[`std_${name}_time`] = times.map(({ std }) => finiteOrNull(std));
  }
  return { cvResults: { params, ...columns } as CvResults, means, stds };
}

/** Adds split, mean and std columns of one metric; returns the aggregates. */
function addScores(
  columns: Record<string, readonly JsonValue[]>,
  input: CvResultsInput,
  { m, side, suffix }: { readonly m: number; readonly side: Side; readonly suffix: string },
): Aggregate[] {
  const { params, book, metrics, weights, errorScore } = input;
  const scores = book[side][m];
  const rows = params.map((_, candidate) =>
    ofCandidate(scores, candidate, book).map((score) =>
      Number.isNaN(score) && book.isComplete(candidate) ? (errorScore ?? score) : score,
    ),
  );
  for (let split = 0; split < book.shape.splits; split++) {
    columns[`split${split}_${side}_${suffix}`] = rows.map((row) => finiteOrNull(row[split]));
  }
  const aggregates = rows.map((row) => aggregate(row, weights, metrics[m].counts));
  columns[`mean_${side}_${suffix}`] = aggregates.map(({ mean }) => finiteOrNull(mean));
  columns[`std_${side}_${suffix}`] = aggregates.map(({ std }) => finiteOrNull(std));
  return aggregates;
}

/** `param_<name>` for every param of any grid; null where a candidate's own grid has no such key. */
function paramColumns(params: readonly JsonObject[]): Record<string, readonly JsonValue[]> {
  const names = new Set<string>();
  for (const candidate of params) for (const name of Object.keys(candidate)) names.add(name);
  return Object.fromEntries(
    [...names]
      .sort()
      .map((name) => [
        `param_${name}`,
        params.map((candidate) => (Object.hasOwn(candidate, name) ? candidate[name] : null)),
      ]),
  );
}

function ofCandidate(values: readonly number[], candidate: number, book: ScoreBook): number[] {
  const { splits } = book.shape;
  return values.slice(candidate * splits, (candidate + 1) * splits);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
