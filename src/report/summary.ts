// The summary for people after a search: gates first, the best candidate, the next four, what went wrong and its cure,
// what sharing saved, where the time went, what was written and what to type next. About twenty lines, at any width.

import type { JsonObject } from '../base/json.js';
import { largest } from '../base/lists.js';
import type { ResultDocument } from '../results/result-document.js';
import { edgesOfGrid } from './edges.js';
import {
  cutLine,
  formatNumber,
  formatScore,
  formatSeconds,
  formatValue,
  plural,
  wrapParts,
  wrapWords,
} from './format.js';
import { describeGroup, groupIssues, type IssueGroup } from './issue-groups.js';
import type { Palette } from './palette.js';
import { printable } from './printable.js';
import { type RankedCandidate, rankedCandidates, rankingMetric } from './scores.js';
import { alignColumns, sharingParts } from './sharing.js';

export interface SummaryOptions {
  readonly palette: Palette;
  readonly columns: number;
  /** Share of the workers' time that was spent in tasks, where it was measured. */
  readonly busyFraction?: number;
  /** Files that were written, as the user named them. */
  readonly written: readonly string[];
  /** The next command to type. */
  readonly next?: string;
}

/** How many candidates the table shows. */
const SHOWN = 5;
const SHOWN_ISSUES = 4;

/** Puts a result in words, ending in a newline. */
export function summarise(document: ResultDocument, options: SummaryOptions): string {
  const ranked = rankedCandidates(document);
  const lines = [
    ...gateLines(document, options),
    ...bestLines(document, ranked, options),
    ...tableLines(document, ranked, options),
    ...issueLines(document, options),
    ...edgeLines(document, ranked, options),
    ...wrapParts(
      sharingParts(document.graph, document.cv_results_.params.length * document.n_splits_, document.meta.cached_fits),
      options.columns,
    ),
    ...wrapParts(timeParts(document, options), options.columns),
  ];
  if (options.written.length > 0) lines.push(`wrote ${options.written.map((path) => printable(path, 200)).join(', ')}`);
  if (options.next !== undefined) lines.push(`next: ${options.palette.bold(printable(options.next, 300))}`);
  return `${lines.join('\n')}\n`;
}

function gateLines({ gates }: ResultDocument, { palette }: SummaryOptions): string[] {
  const width = largest(
    gates.map((gate) => printable(gate.expression).length),
    0,
  );
  return gates.map((gate) => {
    const actual = gate.actual === null ? 'no score' : formatScore(gate.actual);
    const text = `${printable(gate.expression).padEnd(width)}  ${actual}`;
    return gate.passed ? palette.green(`✓ ${text}`) : palette.red(`✗ ${text}`);
  });
}

function bestLines(
  document: ResultDocument,
  ranked: readonly RankedCandidate[],
  { palette, columns }: SummaryOptions,
): string[] {
  const size = `${plural(document.n_splits_, 'fold')}, ${plural(document.cv_results_.params.length, 'candidate')}`;
  const best = bestOf(document, ranked);
  if (best === undefined) {
    const ended = document.status === 'partial';
    const line = `${ended ? 'Ended before a candidate was scored' : 'No candidate could be scored'} (${size})`;
    const paint = ended ? palette.yellow : palette.red;
    return wrapWords(line, columns).map((each) => paint(each));
  }
  const partial = document.status === 'partial' ? palette.yellow('  so far: the search ended early') : '';
  const score = `${formatScore(best.mean)} ± ${formatScore(best.std)}`;
  const params = Object.entries(best.params).map(([name, value]) => `${printable(name)} ${formatValue(value)}`);
  return [
    ...wrapWords(
      `Best ${printable(rankingMetric(document).name)} ${palette.bold(score)}  (${size})${partial}`,
      columns,
    ),
    ...wrapParts(params, columns - 2).map((line) => `  ${line}`),
  ];
}

/** The chosen candidate, or the first of rank one where nothing was chosen (no refit). */
function bestOf(document: ResultDocument, ranked: readonly RankedCandidate[]): RankedCandidate | undefined {
  return ranked.find((candidate) => candidate.index === document.best_index_) ?? ranked[0];
}

function tableLines(
  document: ResultDocument,
  ranked: readonly RankedCandidate[],
  { palette, columns }: SummaryOptions,
): string[] {
  if (ranked.length < 2) return [];
  const best = bestOf(document, ranked) as RankedCandidate;
  const within = best.mean - best.std / Math.sqrt(Math.max(1, document.n_splits_));
  const shown = ranked.slice(0, SHOWN);
  const rows = shown.map((candidate) => [
    String(candidate.rank),
    `${formatScore(candidate.mean)} ± ${formatScore(candidate.std)}`,
    candidate.fitSeconds === undefined ? '' : formatFitTime(candidate.fitSeconds),
    shortParams(candidate.params),
  ]);
  const [head, ...body] = alignColumns([['rank', 'score', 'fit s', 'params'], ...rows], [0, 2]);
  return [
    palette.dim(cutLine(` ${head}`, columns)),
    ...body.map((line, i) => {
      const close = shown[i] !== best && shown[i].mean >= within;
      return cutLine(` ${line}${close ? '  ← within 1 SE' : ''}`, columns);
    }),
  ];
}

/** Two digits at least, also for fits of a millisecond. */
function formatFitTime(seconds: number): string {
  return seconds >= 0.1 ? seconds.toFixed(2) : seconds.toFixed(4);
}

/** Params without their step's name where that leaves no doubt: `n_components=100 C=1 penalty=l2`. */
function shortParams(params: JsonObject): string {
  const short = (name: string) => name.slice(name.lastIndexOf('__') + (name.includes('__') ? 2 : 1));
  const names = Object.keys(params).map(short);
  return Object.entries(params)
    .map(
      ([name, value]) =>
        `${printable(names.filter((other) => other === short(name)).length > 1 ? name : short(name))}=${formatValue(value)}`,
    )
    .join(' ');
}

function issueLines(document: ResultDocument, { palette, columns }: SummaryOptions): string[] {
  const { params } = document.cv_results_;
  const fits = params.length * document.n_splits_;
  const lines = (groups: readonly IssueGroup[], mark: string) => [
    ...groups
      .slice(0, SHOWN_ISSUES)
      .flatMap((group) => [
        `${mark} ${describeGroup(group, fits)}`,
        ...(group.cure === undefined ? [] : [`  ${palette.cyan('help')}: ${group.cure}`]),
      ]),
    ...(groups.length > SHOWN_ISSUES
      ? [`${mark} and ${plural(groups.length - SHOWN_ISSUES, 'more kind')} (see the result)`]
      : []),
  ];
  return [
    ...lines(groupIssues(document.errors, params), palette.red('✗')),
    // Those of the whole search were told when it began.
    ...lines(
      groupIssues(
        document.warnings.filter((warning) => warning.candidate !== null),
        params,
      ),
      palette.yellow('!'),
    ),
  ].flatMap((line) => wrapWords(line, columns));
}

function edgeLines(
  document: ResultDocument,
  ranked: readonly RankedCandidate[],
  { palette, columns }: SummaryOptions,
): string[] {
  const best = bestOf(document, ranked);
  if (best === undefined || document.status !== 'complete') return [];
  const unfinished = document.warnings.some(
    ({ code, candidate }) => code === 'NOT_CONVERGED' && candidate === best.index,
  );
  const edges = edgesOfGrid(ranked, best, document.n_features_in_);
  return edges
    .filter(({ param }) => !(unfinished && isOfSolver(param)))
    .flatMap(({ param, best: value, suggestion }) =>
      wrapWords(
        `${palette.yellow('!')} best ${printable(param)} ${formatNumber(value)} is at the edge of the grid: add ${formatNumber(suggestion)}`,
        columns,
      ),
    );
}

/** Whether a param says how far a solver goes: where it found no end, its best value means nothing. */
function isOfSolver(param: string): boolean {
  return /(^|__)(tol|max_iter|C)$/.test(param);
}

function timeParts({ meta }: ResultDocument, { busyFraction }: SummaryOptions): string[] {
  const busy = busyFraction === undefined ? '' : ` ${Math.round(busyFraction * 100)} % busy`;
  const parts = [
    `${plural(meta.jobs, 'worker')}${busy}`,
    `read ${formatSeconds(meta.read_seconds)}`,
    `search ${formatSeconds(meta.search_seconds)}`,
    meta.refit_seconds > 0 ? `refit ${formatSeconds(meta.refit_seconds)}` : undefined,
    `total ${formatSeconds(meta.total_seconds)}`,
  ];
  if (meta.verified !== undefined) parts.push(`verified ${meta.verified.equal}/${meta.verified.of} equal`);
  if (meta.worker_deaths > 0) parts.push(`${plural(meta.worker_deaths, 'worker')} died and replaced`);
  if (meta.dropped_messages > 0) parts.push(`${plural(meta.dropped_messages, 'message')} of workers dropped`);
  return parts.filter((part) => part !== undefined);
}
