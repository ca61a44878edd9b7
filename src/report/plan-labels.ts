// The words on a drawing of a plan: what each box says, and the story above it of what was asked for and what sharing
// left.

import type { OutlineNode, PlanReport } from '../results/plan-report.js';
import { formatCount, formatShortSeconds, formatValue, plural } from './format.js';
import { printable } from './printable.js';

/** Most values of a param that a box lists. */
const LISTED = 6;

/** What a box says, its title first. */
export function nodeLines(node: OutlineNode): string[] {
  if (node.op === 'data') return ['data X'];
  const params = node.params.flatMap(({ name, fitted, used }) => {
    const given = fitted.length > 0 ? [`${printable(name)} ${valueList(fitted)}`] : [];
    const views =
      used.length > 1 && JSON.stringify(used) !== JSON.stringify(fitted)
        ? [`${printable(name)} ${valueList(used)} as views`]
        : [];
    return views.length > 0 && fitted.length === 1 ? [...given, ...views] : [...given, ...views].slice(0, 1);
  });
  return [`${node.op} ${printable(node.name)}`, ...params, ...sizeLines(node)];
}

function sizeLines({ op, tasks, items, serves, seconds }: OutlineNode): string[] {
  const noun = op === 'fit' ? 'fit' : op === 'predict' ? 'prediction' : 'task';
  const size =
    noun !== 'task' && items > tasks
      ? `${plural(items, noun)} in ${plural(tasks, 'batch').replace(/hs$/, 'hes')}`
      : plural(items, noun);
  return [
    [
      size,
      op !== 'predict' && op !== 'score' && serves > items ? `serves ${plural(serves, 'fit')}` : '',
      formatShortSeconds(seconds),
    ]
      .filter(Boolean)
      .join(' · '),
  ];
}

/** One line for each estimator: how its fits became fewer, and how. */
export function storyLines(report: PlanReport): string[] {
  const lines = Object.entries(report.naive).flatMap(([task, naive]) => {
    if (!task.startsWith('fit:')) return [];
    const [merged, distinct, tasks] = [report.merged, report.distinct, report.tasks].map((counts) => counts[task] ?? 0);
    const steps = [
      `${formatCount(naive)} asked`,
      merged < naive ? `${formatCount(merged)} once equal ones are merged` : '',
      distinct < merged ? `${formatCount(distinct)} once narrower ones are views of the widest` : '',
      tasks < distinct ? `side by side in ${plural(tasks, 'batch').replace(/hs$/, 'hes')}` : '',
    ];
    return [`fit ${printable(task.slice(4))}: ${steps.filter(Boolean).join(' → ')}`];
  });
  const fits = report.candidates * report.splits;
  return [
    `${plural(report.candidates, 'candidate')} × ${plural(report.splits, 'split')} = ${plural(fits, 'fit')} asked; sharing saves ${Math.round(report.saved_fraction * 100)} % of the predicted work`,
    ...lines,
  ];
}

/** How a group of boxes is called. */
export function splitTitle(split: number): string {
  return `split ${split}`;
}

function valueList(values: OutlineNode['params'][number]['fitted']): string {
  const shown = values.slice(0, LISTED).map(formatValue);
  return values.length > LISTED ? `${shown.join(', ')}, … (${values.length})` : shown.join(', ');
}
