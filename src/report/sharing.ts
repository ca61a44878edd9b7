// What sharing saved, in a line for the summary and in a table for `plan`.

import { largest } from '../base/lists.js';
import type { PlanReport } from '../results/plan-report.js';
import type { GraphCounts } from '../results/result-document.js';
import { formatBytes, formatCount, formatSeconds, formatShortSeconds, plural } from './format.js';
import { printable } from './printable.js';

/** Ops in the order in which data flow through them. */
const FLOW = ['block', 'merge', 'fit', 'transform', 'predict', 'post', 'score'];

/** "54 fits asked", "3 PCA fitted, shared 18×", "60 of 162 tasks needed": the parts of a line for the summary. */
export function sharingParts(graph: GraphCounts, fitsAsked: number, fitsCached: number): string[] {
  const parts = [`${plural(fitsAsked, 'fit')} asked`];
  for (const [task, naive] of Object.entries(graph.naive)) {
    const done = graph.distinct[task] ?? 0;
    const [op, name] = splitTask(task);
    if (op === 'fit' && done > 0 && done < naive)
      parts.push(`${formatCount(done)} ${name} fitted, shared ${shareFactor(naive / done)}×`);
  }
  if (fitsCached > 0) parts.push(`${formatCount(fitsCached)} of ${plural(fitsAsked, 'fit')} from the cache`);
  parts.push(`${formatCount(total(graph.distinct))} of ${plural(total(graph.naive), 'task')} needed`);
  return parts;
}

/** The text of `plan`: each kind of task as asked for and as left after sharing, then what it is predicted to take. */
export function planText(plan: PlanReport): string {
  const refit = Object.entries(plan.refit).map(([task, count]) => `${formatCount(count)} ${splitTask(task).join(' ')}`);
  const { seconds, work_seconds, jobs, peak_bytes } = plan.predicted;
  return [
    `${plural(plan.candidates, 'candidate')} × ${plural(plan.splits, 'fold')} = ${plural(plan.candidates * plan.splits, 'fit')} asked`,
    '',
    ...alignColumns(
      [['task', 'of', 'naive', 'equal', 'views', 'distinct', 'batches', 'saved', 'seconds'], ...kindRows(plan)],
      [2, 3, 4, 5, 6, 7, 8],
    ),
    '',
    ...(refit.length > 0 ? [`refit: ${refit.join(', ')}`] : []),
    `sharing saves ${Math.round(plan.saved_fraction * 100)} % of the predicted work`,
    ...(plan.cached > 0
      ? [
          `in the cache: ${formatCount(plan.cached)} of ${plural(plan.cached + plan.run, 'task')}; ${formatCount(plan.run)} left to run`,
        ]
      : []),
    ...(plan.critical_path.tasks.length > 0
      ? [`longest path: ${formatShortSeconds(plan.critical_path.seconds)}, ${pathText(plan)}`]
      : []),
    ...(plan.warnings ?? []).map(({ code, message }) => `! ${printable(message, 1000)} (${printable(code)})`),
    `predicted: ${formatSeconds(seconds)} on ${plural(jobs, 'worker')} for ${formatShortSeconds(work_seconds)} of work, at most ${formatBytes(peak_bytes)} in memory`,
    '',
  ].join('\n');
}

/**
 * A row for each kind of task, in the order in which data flow, and one for all: naive − equal − views = distinct, in
 * so many batches.
 */
function kindRows(plan: PlanReport): string[][] {
  const kinds = [...new Set([...Object.keys(plan.blocks), ...Object.keys(plan.naive), ...Object.keys(plan.distinct)])];
  const place = (kind: string) => FLOW.indexOf(kind.slice(0, kind.indexOf(':')));
  const countsOf = (kind: string) => {
    const naive = plan.naive[kind] ?? 0;
    const merged = plan.merged[kind] ?? naive;
    const distinct = plan.distinct[kind] ?? plan.blocks[kind] ?? 0;
    // Statistics of row blocks are not asked for by anybody: they stand for passes over the data.
    return naive === 0
      ? { naive, equal: 0, views: 0, distinct }
      : { naive, equal: naive - merged, views: merged - distinct, distinct };
  };
  const rows = kinds
    .sort((a, b) => place(a) - place(b))
    .map((kind) => {
      const { naive, equal, views, distinct } = countsOf(kind);
      const tasks = plan.tasks[kind] ?? 0;
      const counts = [naive, equal, views, distinct, tasks < distinct ? tasks : 0].map(orBlank);
      const saved = distinct > 0 && naive > distinct ? `${shareFactor(naive / distinct)}×` : '';
      return [...splitTask(kind), ...counts, saved, tasks > 0 ? formatShortSeconds(plan.task_seconds[kind] ?? 0) : ''];
    });
  const sums = (['naive', 'equal', 'views', 'distinct'] as const).map((column) =>
    sum(kinds.map((kind) => countsOf(kind)[column])),
  );
  return [
    ...rows,
    ['all', '', ...sums.map(orBlank), '', '', formatShortSeconds(sum(Object.values(plan.task_seconds)))],
  ];
}

function orBlank(count: number): string {
  return count === 0 ? '' : formatCount(count);
}

/** The critical path, equal tasks in a row counted: "3 × merge moments → fit PCA". */
function pathText({ critical_path: { tasks } }: PlanReport): string {
  const names = tasks.map(({ op, name }) => `${printable(op)} ${printable(name)}`);
  const runs: { name: string; length: number }[] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.name === name) last.length++;
    else runs.push({ name, length: 1 });
  }
  return runs.map(({ name, length }) => (length > 1 ? `${formatCount(length)} × ${name}` : name)).join(' → ');
}

/** Pads cells so that columns stand under each other; `right` are the indexes of right-aligned ones. */
export function alignColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = rows[0].map((_, column) => largest(rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

function splitTask(task: string): [op: string, name: string] {
  const colon = task.indexOf(':');
  return colon < 0 ? [printable(task), ''] : [printable(task.slice(0, colon)), printable(task.slice(colon + 1))];
}

function shareFactor(factor: number): string {
  return Number.isInteger(factor) ? formatCount(factor) : factor.toFixed(1);
}

function total(counts: Readonly<Record<string, number>>): number {
  return sum(Object.values(counts));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
