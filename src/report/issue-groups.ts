// Groups what went wrong in single fits: one line per kind of trouble, with how many, what the fits have in common, and
// the cure.

import type { JsonObject } from '../base/json.js';
import type { CandidateIssue } from '../results/result-document.js';
import { formatCount, formatValue, plural } from './format.js';
import { printable } from './printable.js';

export interface IssueGroup {
  readonly code: string;
  /** Fits of the search, each candidate on each split; the refit is none of them. */
  readonly count: number;
  readonly inRefit: boolean;
  /** Params that every affected candidate has and some other candidate has not: `logistic__C=10000`. */
  readonly common: string;
  readonly message: string;
  /** What to do about it, or undefined where only the message knows. */
  readonly cure: string | undefined;
}

/** What to type next, by warning code. */
const CURES: Readonly<Record<string, string>> = {
  NOT_CONVERGED: 'raise --set pipeline.<step>.max_iter=N, or put a StandardScaler before it',
  CONSTANT_COLUMN: 'leave the column out with --drop NAME',
  UNRESOLVED_COMPONENTS: 'ask for fewer components',
  ILL_DEFINED_SCORE:
    'weigh the classes (class_weight: balanced), choose the threshold (DecisionThreshold), or take another metric',
  ILL_CONDITIONED: 'scale the columns (a StandardScaler step), add a penalty, or drop columns that repeat each other',
};

/** Metrics of numbers, by what leaves them undefined. */
const OF_POSITIVE = /log_error|deviance/;
const OF_NUMBERS = /^(r2|explained_variance|d2_|max_error|neg_(max|mean|median|root)_)/;

/** What to do about a score that is undefined. @param message  begins with the name of the metric */
export function cureOfUndefined(message: string): string {
  if (OF_POSITIVE.test(message)) return 'its target and predictions must not be negative: choose another metric';
  if (OF_NUMBERS.test(message)) return 'use fewer folds, so that every fold holds several rows';
  return 'use fewer folds or StratifiedKFold, so that every fold holds every class';
}

/** Where there is no optimum, more passes help nobody; the message says what does. */
function cureOf({ code, message }: CandidateIssue): string | undefined {
  if (code === 'UNDEFINED_SCORE') return cureOfUndefined(message);
  return code === 'NOT_CONVERGED' && message.includes('separable') ? undefined : CURES[code];
}

/**
 * Groups by code, then by message where a code comes with several and none of them is known to differ only in numbers.
 */
export function groupIssues(issues: readonly CandidateIssue[], params: readonly JsonObject[]): IssueGroup[] {
  const groups = new Map<string, CandidateIssue[]>();
  for (const issue of issues) {
    const key = `${issue.code} ${issue.message.replace(/\d+(\.\d+)?(e[+-]?\d+)?/gi, '#')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [issue]);
    else group.push(issue);
  }
  return [...groups.values()]
    .map((group) => ({
      code: group[0].code,
      count: new Set(group.flatMap(({ candidate, split }) => (split === null ? [] : [`${candidate} ${split}`]))).size,
      inRefit: group.some(({ split }) => split === null),
      common: commonParams(new Set(group.map((issue) => issue.candidate)), params),
      message: group[0].message,
      cure: cureOf(group[0]),
    }))
    .sort((a, b) => b.count - a.count);
}

/** One line for people: `logistic__C=10000: 6 of 54 fits: did not converge (NOT_CONVERGED)`. */
export function describeGroup(group: IssueGroup, fits: number): string {
  const where = group.common === '' ? '' : `${group.common}: `;
  const ofSearch = `${formatCount(group.count)} of ${plural(fits, 'fit')}`;
  const which = group.count === 0 ? 'the refit' : `${ofSearch}${group.inRefit ? ' and the refit' : ''}`;
  return `${where}${which}: ${printable(group.message, 160)} (${printable(group.code)})`;
}

function commonParams(affected: ReadonlySet<number>, params: readonly JsonObject[]): string {
  const first = params[affected.values().next().value ?? 0] ?? {};
  const same = (index: number, name: string) => JSON.stringify(params[index]?.[name]) === JSON.stringify(first[name]);
  return Object.keys(first)
    .filter(
      (name) =>
        [...affected].every((index) => same(index, name)) &&
        params.some((_, index) => !affected.has(index) && !same(index, name)),
    )
    .map((name) => `${printable(name)}=${formatValue(first[name])}`)
    .join(' ');
}
