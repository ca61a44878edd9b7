// A plan's outline as text that other programs draw: Graphviz DOT and Mermaid.

import type { Outline, PlanReport } from '../results/plan-report.js';
import { nodeLines, splitTitle, storyLines } from './plan-labels.js';

/** Graphviz: `dot -Tsvg plan.dot`. */
export function planDot(report: PlanReport, outline: Outline): string {
  const text = (lines: readonly string[]) => `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&')).join('\\n')}"`;
  const box = (i: number) => `n${i} [label=${text(nodeLines(outline.nodes[i]))}]`;
  const { shared, splits } = bySplit(outline);
  return [
    'digraph plan {',
    '  rankdir=LR; labelloc=t; fontname="sans-serif";',
    `  label=${text(storyLines(report))};`,
    '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];',
    ...shared.map((i) => `  ${box(i)};`),
    ...splits.flatMap(([split, nodes]) => [
      `  subgraph cluster_${split} {`,
      `    label=${text([splitTitle(split)])};`,
      ...nodes.map((i) => `    ${box(i)};`),
      '  }',
    ]),
    ...outline.edges.map(([from, to]) => `  n${from} -> n${to};`),
    '}',
    '',
  ].join('\n');
}

/** Mermaid, which GitHub and others draw in Markdown. */
export function planMermaid(report: PlanReport, outline: Outline): string {
  const escaped = (line: string) => line.replace(/[#"&<>`]/g, (sign) => `#${sign.charCodeAt(0)};`);
  const box = (i: number) => `n${i}["${nodeLines(outline.nodes[i]).map(escaped).join('<br>')}"]`;
  const { shared, splits } = bySplit(outline);
  return [
    'flowchart LR',
    ...storyLines(report).map((line) => `  %% ${line}`),
    ...shared.map((i) => `  ${box(i)}`),
    ...splits.flatMap(([split, nodes]) => [
      `  subgraph s${split}["${splitTitle(split)}"]`,
      ...nodes.map((i) => `    ${box(i)}`),
      '  end',
    ]),
    ...outline.edges.map(([from, to]) => `  n${from} --> n${to}`),
    '',
  ].join('\n');
}

/** Boxes that belong to no split, and those of each split. */
export function bySplit({ nodes }: Outline): {
  readonly shared: readonly number[];
  readonly splits: readonly (readonly [number, readonly number[]])[];
} {
  const shared: number[] = [];
  const splits = new Map<number, number[]>();
  nodes.forEach(({ split }, i) => {
    if (split === null) shared.push(i);
    else splits.set(split, [...(splits.get(split) ?? []), i]);
  });
  return { shared, splits: [...splits].sort(([a], [b]) => a - b) };
}
