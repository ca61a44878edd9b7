// Drawings of a plan: what they say, and that nothing in a name can break out of them.

import { describe, expect, it } from 'vitest';
import { planSvg } from '../../src/report/plan-svg.js';
import { planDot, planMermaid } from '../../src/report/plan-text-graphs.js';
import type { Outline, OutlineNode, PlanReport } from '../../src/results/plan-report.js';

const REPORT: PlanReport = {
  candidates: 18,
  splits: 3,
  naive: { 'fit:PCA': 54, 'fit:LogisticRegression': 54, 'score:accuracy': 54 },
  merged: { 'fit:PCA': 9, 'fit:LogisticRegression': 54, 'score:accuracy': 54 },
  distinct: { 'fit:PCA': 3, 'fit:LogisticRegression': 54, 'score:accuracy': 54 },
  tasks: { 'fit:PCA': 3, 'fit:LogisticRegression': 18, 'score:accuracy': 18 },
  views: 6,
  blocks: {},
  refit: {},
  cached: 0,
  run: 0,
  failed: 0,
  saved_fraction: 0.93,
  task_seconds: {},
  predicted: { seconds: 1, work_seconds: 1, jobs: 2, peak_bytes: 1 },
  critical_path: { seconds: 0, tasks: [] },
};

const node = (given: Partial<OutlineNode>): OutlineNode => ({
  op: 'fit',
  name: 'PCA',
  split: 0,
  tasks: 1,
  items: 1,
  serves: 18,
  seconds: 0.002,
  params: [],
  ...given,
});

const OUTLINE: Outline = {
  by: 'split',
  nodes: [
    node({ params: [{ name: 'n_components', fitted: [250], used: [50, 100, 250] }] }),
    node({
      name: 'LogisticRegression',
      tasks: 6,
      items: 18,
      params: [{ name: 'C', fitted: [1e-4, 1], used: [1e-4, 1] }],
    }),
    node({ op: 'data', name: 'X', split: null }),
  ],
  edges: [
    [2, 0],
    [0, 1],
  ],
};

const HOSTILE: Outline = { by: 'split', nodes: [node({ name: '"]; <script>&\\\n%%`' })], edges: [] };

describe('a drawing of a plan', () => {
  it.each([
    ['svg', planSvg],
    ['dot', planDot],
    ['mermaid', planMermaid],
  ] as const)('tells how 54 PCA fits became 3, and what each box stands for (%s)', (_, draw) => {
    const text = draw(REPORT, OUTLINE);
    for (const words of [
      'fit PCA: 54 asked → 9 once equal ones are merged → 3 once narrower ones are views of the widest',
      'fit LogisticRegression: 54 asked → side by side in 18 batches',
      'n_components 50, 100, 250 as views',
      '1 fit · serves 18 fits · 2.0 ms',
      '18 fits in 6 batches',
      'C 1e-4, 1',
      'split 0',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('as SVG has a box for each node and an arrow for each edge, all inside the picture', () => {
    const svg = planSvg(REPORT, OUTLINE);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) as unknown as [string, number, number];
    const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="5"/g)];
    expect(boxes).toHaveLength(3);
    for (const [, x, y, w, h] of boxes) {
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(Number(width));
      expect(Number(y) + Number(h)).toBeLessThanOrEqual(Number(height));
    }
    expect(svg.match(/marker-end/g)).toHaveLength(2);
  });

  it('escapes what a name holds', () => {
    expect(planSvg(REPORT, HOSTILE)).not.toContain('<script>');
    expect(planDot(REPORT, HOSTILE)).toContain('fit \\"]; <script>&');
    const mermaid = planMermaid(REPORT, HOSTILE);
    expect(mermaid).not.toContain('<script>');
    expect(mermaid.split('\n').filter((line) => line.includes('n0'))).toHaveLength(1);
  });
});
