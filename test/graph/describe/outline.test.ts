// The outline that drawings of a plan are made from.

import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../../src/graph/build.js';
import { criticalPath } from '../../../src/graph/describe/critical-path.js';
import { outlineOf } from '../../../src/graph/describe/outline.js';
import { plannedSeconds, plannedTasks } from '../../../src/graph/describe/report.js';
import { newPlan } from '../../../src/graph/plan/plan-data.js';
import type { Task } from '../../../src/graph/plan/task.js';
import { candidatesOf, contextOf } from '../candidates.js';

const SEED = {
  pipeline: [{ pca: 'PCA' }, { logistic: 'LogisticRegression' }],
  param_grid: { pca__n_components: [8, 10, 15], logistic__C: [1e-4, 1, 1e4], logistic__penalty: ['l1', 'l2'] },
};
const planOf = (options: Parameters<typeof contextOf>[0] = {}, grid: object = SEED) =>
  buildPlan(contextOf(options), candidatesOf(grid));

describe('the outline of a plan', () => {
  it('draws the seed search as three blocks and one row of boxes for each split', () => {
    const { nodes, by } = outlineOf(planOf());
    const rows = (split: number | null) =>
      nodes.filter((node) => node.split === split).map(({ op, name }) => `${op} ${name}`);
    expect(by).toBe('split');
    expect(rows(null)).toEqual(['block moments', 'block moments', 'block moments', 'data X']);
    const row = [
      'merge moments',
      'fit PCA',
      'transform PCA',
      'fit LogisticRegression',
      'predict LogisticRegression',
      'score accuracy',
    ];
    for (const split of [0, 1, 2]) expect(rows(split)).toEqual(row);
  });

  it('tells what one fit serves, and the values that are read from it', () => {
    const pca = outlineOf(planOf()).nodes.filter(({ op, name }) => op === 'fit' && name === 'PCA');
    expect(pca.map(({ tasks, items, serves }) => [tasks, items, serves])).toEqual(Array(3).fill([1, 1, 18]));
    expect(pca[0].params).toEqual([{ name: 'n_components', fitted: [15], used: [8, 10, 15] }]);
    const blocks = outlineOf(planOf()).nodes.filter(({ op }) => op === 'block');
    expect(blocks.map(({ serves }) => serves)).toEqual([36, 36, 36]);
  });

  it('counts the fits that a batch makes side by side', () => {
    const [logistic] = outlineOf(planOf()).nodes.filter(({ name }) => name === 'LogisticRegression');
    expect(logistic.items).toBe(18);
    expect(logistic.tasks).toBeLessThan(18);
    expect(logistic.params.map(({ name }) => name)).toEqual(['C', 'penalty']);
  });

  it('holds every task once, and all predicted seconds', () => {
    for (const options of [{}, { k: 5 }, { rows: 200, k: 40 }, { share: false }]) {
      const plan = planOf(options);
      const nodes = outlineOf(plan).nodes.filter(({ op }) => op !== 'data');
      expect(nodes.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(plan.tasks.size);
      expect(nodes.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(plannedSeconds(plan), 9);
    }
  });

  it('stays small enough to read, however many splits and pipelines there are', () => {
    const many = outlineOf(planOf({ rows: 200, k: 40 }));
    expect(many.by).not.toBe('split');
    expect(many.nodes.length).toBeLessThanOrEqual(61);
    const alone = outlineOf(planOf({ share: false }));
    expect(alone.nodes.length).toBeLessThanOrEqual(61);
  });

  it('leads from every box to a score, and says nothing twice', () => {
    for (const options of [{}, { rows: 200, k: 40 }]) {
      const { nodes, edges } = outlineOf(planOf(options));
      const leaves = nodes.flatMap(({ op }, i) => (edges.some(([from]) => from === i) ? [] : [op]));
      expect(new Set(leaves)).toEqual(new Set(['score']));
      for (const [from, to] of edges) {
        const detour = edges.some(([a, b]) => a === from && b !== to && edges.some(([c, d]) => c === b && d === to));
        expect(detour).toBe(false);
      }
    }
  });
});

describe('the critical path', () => {
  //  a(1) ─► b(5) ─► d(1)
  //     └──► c(2) ──┘        e(6)
  const task = (key: string, inputs: string[], seconds: number): Task => ({
    op: 'merge',
    key,
    name: key,
    statistic: 'moments',
    left: '',
    right: '',
    inputs,
    seconds,
    bytes: 0,
  });

  it('is the longest chain by seconds, not by tasks', () => {
    const plan = newPlan(contextOf());
    for (const one of [
      task('a', [], 1),
      task('b', ['a'], 5),
      task('c', ['a'], 2),
      task('d', ['b', 'c'], 1),
      task('e', [], 6),
    ]) {
      plan.tasks.set(one.key, one);
    }
    const path = criticalPath(plan);
    expect(path.tasks.map(({ name }) => name)).toEqual(['a', 'b', 'd']);
    expect(path.seconds).toBe(7);
  });

  it('leads through the seed search from a block to a score', () => {
    const ops = criticalPath(planOf()).tasks.map(({ op }) => op);
    expect(ops).toEqual(['block', 'merge', 'fit', 'transform', 'fit', 'predict', 'score']);
  });

  it('of nothing is nothing', () => {
    expect(criticalPath(newPlan(contextOf()))).toEqual({ seconds: 0, tasks: [] });
  });
});

describe('planned tasks', () => {
  it('are fewer than fits where fits are made side by side', () => {
    const tasks = plannedTasks(planOf());
    expect(tasks).toMatchObject({ 'fit:PCA': 3, 'transform:PCA': 3, 'block:moments': 3, 'merge:moments': 3 });
    expect(tasks['fit:LogisticRegression']).toBeLessThan(54);
  });
});
