// Reads scores out of a result document: which metric chose the best candidate, and how the candidates stand by it.

import type { JsonObject, JsonValue } from '../base/json.js';
import type { ResultDocument } from '../results/result-document.js';

export interface RankedCandidate {
  readonly index: number;
  readonly rank: number;
  readonly mean: number;
  readonly std: number;
  /** Mean seconds of one fit, or undefined where it is not known. */
  readonly fitSeconds: number | undefined;
  readonly params: JsonObject;
}

/** The metric that ranks: the refit metric where there are several, else the only one. */
export function rankingMetric(document: ResultDocument): { readonly name: string; readonly suffix: string } {
  const names = metricNames(document.scoring);
  const metric = typeof document.refit === 'string' ? document.refit : memberText(document.refit, 'metric');
  const name = metric !== undefined && names.includes(metric) ? metric : (names[0] ?? 'score');
  return { name, suffix: document.multimetric_ ? name : 'score' };
}

/** Candidates with a score, best first, in candidate order where tied. */
export function rankedCandidates(document: ResultDocument): RankedCandidate[] {
  const { suffix } = rankingMetric(document);
  const results = document.cv_results_;
  const ranked: RankedCandidate[] = [];
  results.params.forEach((params, index) => {
    const mean = results[`mean_test_${suffix}`]?.[index];
    if (typeof mean !== 'number') return;
    const std = results[`std_test_${suffix}`]?.[index];
    const rank = results[`rank_test_${suffix}`]?.[index];
    const fitSeconds = results.mean_fit_time?.[index];
    ranked.push({
      index,
      rank: typeof rank === 'number' ? rank : index + 1,
      mean,
      std: typeof std === 'number' ? std : 0,
      fitSeconds: typeof fitSeconds === 'number' ? fitSeconds : undefined,
      params,
    });
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.index - b.index);
}

function metricNames(scoring: JsonValue): string[] {
  if (typeof scoring === 'string') return [scoring];
  if (Array.isArray(scoring))
    return scoring.flatMap((item: JsonValue) => (typeof item === 'string' ? [item] : (memberText(item, 'name') ?? [])));
  return typeof scoring === 'object' && scoring !== null ? Object.keys(scoring) : [];
}

function memberText(value: JsonValue, key: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const member = (value as JsonObject)[key];
  return typeof member === 'string' ? member : undefined;
}
