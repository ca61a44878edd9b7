// A plan's outline as a picture: boxes laid out by dagre from left to right, a frame around each split, the story on
// top. One file that needs nothing else: no script, no font, no style sheet; light and dark.

import { Graph, type GraphLabel, layout, type Point } from '@dagrejs/dagre';
import { largest } from '../base/lists.js';
import type { Outline, OutlineNode, PlanReport } from '../results/plan-report.js';
import { nodeLines, splitTitle, storyLines } from './plan-labels.js';
import { bySplit } from './plan-text-graphs.js';

const FONT_SIZE = 12;
const LINE = 16;
/** Width of a character, at most, in the fonts that `sans-serif` stands for. */
const CHARACTER = 6.9;
const PADDING = 10;
const MARGIN = 20;
/** Fill by op: the light end of a palette that colour-blind people can tell apart (Okabe and Ito). */
const FILL: Readonly<Record<OutlineNode['op'], string>> = {
  data: '#e8e8e8',
  block: '#fbe3c4',
  merge: '#f8f3b0',
  fit: '#bfe0f2',
  transform: '#c2e8db',
  predict: '#eccfe0',
  post: '#e3d5f0',
  score: '#f3d2bf',
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws the outline. Cost: a layout of at most a few dozen boxes. */
export function planSvg(report: PlanReport, outline: Outline): string {
  const { graph, frames } = laidOut(outline);
  const story = storyLines(report);
  const top = MARGIN + story.length * LINE + MARGIN;
  const { width = 0, height = 0 } = graph.graph();
  const size = [
    Math.ceil(Math.max(width, largest(story.map((line) => line.length)) * CHARACTER) + 2 * MARGIN),
    Math.ceil(height + top + MARGIN),
  ];
  const boxes = outline.nodes.map((node, i) => boxSvg(node, graph.node(String(i)) as Box));
  const edges = outline.edges.map(([from, to]) =>
    edgeSvg((graph.edge(String(from), String(to)) as { points: Point[] }).points),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(' ')}" font-family="sans-serif" font-size="${FONT_SIZE}" role="img">`,
    `<title>${escaped(story[0])}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#666"/></marker></defs>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...story.map((line, i) => textSvg(line, [MARGIN, MARGIN + (i + 1) * LINE - 4], i === 0)),
    `<g transform="translate(${MARGIN} ${top})">`,
    ...frames.map(([split, name]) => frameSvg(split, graph.node(name) as Box)),
    ...edges,
    ...boxes,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function laidOut(outline: Outline): { graph: Graph; frames: [split: number, name: string][] } {
  const graph = new Graph({ compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 36, edgesep: 8 } satisfies GraphLabel);
  graph.setDefaultEdgeLabel(() => ({}));
  outline.nodes.forEach((node, i) => {
    const lines = nodeLines(node);
    const longest = largest(lines.map((line) => line.length));
    graph.setNode(String(i), { width: longest * CHARACTER + 2 * PADDING, height: lines.length * LINE + PADDING });
  });
  const frames = bySplit(outline).splits.map(([split, nodes]): [number, string] => {
    const name = splitTitle(split);
    graph.setNode(name, {});
    for (const i of nodes) graph.setParent(String(i), name);
    return [split, name];
  });
  for (const [from, to] of outline.edges) graph.setEdge(String(from), String(to));
  layout(graph);
  return { graph, frames };
}

function frameSvg(split: number, { x, y, width, height }: Box): string {
  const [left, top] = [x - width / 2, y - height / 2];
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="8" fill="#f7f7f7" stroke="#bbb" stroke-dasharray="4 3"/>${textSvg(splitTitle(split), [left + 8, top + LINE - 2], true)}`;
}

function boxSvg(node: OutlineNode, { x, y, width, height }: Box): string {
  const [left, top] = [x - width / 2, y - height / 2];
  const lines = nodeLines(node).map((line, i) =>
    textSvg(line, [left + PADDING, top + PADDING / 2 + (i + 1) * LINE - 4], i === 0),
  );
  return `<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="5" fill="${FILL[node.op]}" stroke="#444"/>${lines.join('')}`;
}

function edgeSvg(points: readonly Point[]): string {
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return `<path d="${path}" fill="none" stroke="#666" marker-end="url(#arrow)"/>`;
}

function textSvg(text: string, [x, y]: readonly [number, number], bold: boolean): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="#111"${bold ? ' font-weight="bold"' : ''}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
