// What sharing saved, in a line for the summary and in a table for `plan`.

import type { GraphCounts } from '../results/document.js';
import type { PlanReport } from '../results/plan-report.js';
import { formatBytes, formatCount, formatSeconds, plural } from './format.js';
import { printable } from './printable.js';

/** "54 fits asked", "3 PCA fitted, shared 18×", "60 of 162 tasks needed": the parts of a line for the summary. */
export function sharingParts(graph: GraphCounts, fitsAsked: number, fitsCached: number): string[] {
  const parts = [`${plural(fitsAsked, 'fit')} asked`];
  for (const [task, asked] of Object.entries(graph.naive)) {
    const done = graph.distinct[task] ?? 0;
    const [op, name] = splitTask(task);
    if (op === 'fit' && done > 0 && done < asked) parts.push(`${formatCount(done)} ${name} fitted, shared ${shareFactor(asked / done)}×`);
  }
  if (fitsCached > 0) parts.push(`${formatCount(fitsCached)} of ${plural(fitsAsked, 'fit')} from the cache`);
  parts.push(`${formatCount(total(graph.distinct))} of ${plural(total(graph.naive), 'task')} needed`);
  return parts;
}

/** The text of `plan`: each kind of task as asked for and as left after sharing, then what it is predicted to take. */
export function planText(plan: PlanReport): string {
  const tasks = [...new Set([...Object.keys(plan.naive), ...Object.keys(plan.distinct)])];
  const rows = tasks.map((task) => {
    const [op, name] = splitTask(task);
    const [naive, distinct] = [plan.naive[task] ?? 0, plan.distinct[task] ?? 0];
    return [
      op,
      name,
      formatCount(naive),
      formatCount(plan.merged[task] ?? 0),
      formatCount(distinct),
      formatCount(plan.tasks[task] ?? 0),
      distinct > 0 && naive > distinct ? `${shareFactor(naive / distinct)}×` : '',
    ];
  });
  const sum = ['all', '', ...[plan.naive, plan.merged, plan.distinct].map((counts) => formatCount(total(counts))), '', ''];
  const extra = (title: string, counts: Readonly<Record<string, number>>) =>
    Object.keys(counts).length === 0
      ? []
      : [
          `${title}: ${Object.entries(counts)
            .map(([task, count]) => `${formatCount(count)} ${splitTask(task).join(' ')}`)
            .join(', ')}`,
        ];
  return [
    `${plural(plan.candidates, 'candidate')} × ${plural(plan.splits, 'fold')} = ${plural(plan.candidates * plan.splits, 'fit')} asked`,
    '',
    ...alignColumns([['task', 'of', 'asked', 'merged', 'shared', 'tasks', 'saved'], ...rows, sum], [2, 3, 4, 5, 6]),
    '',
    ...(plan.views > 0 ? [`${plural(plan.views, 'fit')} read as views of a wider one`] : []),
    ...extra('statistics of row blocks', plan.blocks),
    ...extra('refit', plan.refit),
    `sharing saves ${Math.round(plan.saved_fraction * 100)} % of the predicted work`,
    `longest path: ${formatSeconds(plan.critical_path.seconds)}, ${pathText(plan)}`,
    `predicted: ${formatSeconds(plan.predicted.seconds)} on ${plural(plan.predicted.jobs, 'worker')}, at most ${formatBytes(plan.predicted.peak_bytes)} in memory`,
    '',
  ].join('\n');
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
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
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
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
