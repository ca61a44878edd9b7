// The forecast: the real schedule on an engine that only counts.

import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/graph/build.js';
import { criticalPath } from '../../src/graph/describe/critical-path.js';
import { plannedSeconds } from '../../src/graph/describe/report.js';
import { forecast } from '../../src/resources/forecast.js';
import { candidatesOf, contextOf } from '../graph/candidates.js';

const GRID = {
  pipeline: [{ pca: 'PCA' }, { lr: 'LogisticRegression' }],
  param_grid: { pca__n_components: [5, 10, 15], lr__C: [0.1, 1, 10] },
};
const plan = buildPlan(contextOf({ rows: 6000, k: 3 }), candidatesOf(GRID));

describe('the forecast', () => {
  it('takes all the work on one worker', async () => {
    expect((await forecast(plan, { kind: 'inline', workers: 1 })).seconds).toBeCloseTo(plannedSeconds(plan), 9);
  });

  it('is no shorter on many workers than the longest path, and on two no shorter than half the work', async () => {
    const [two, many] = [
      await forecast(plan, { kind: 'local', workers: 2 }),
      await forecast(plan, { kind: 'local', workers: 50 }),
    ];
    expect(many.seconds).toBeGreaterThanOrEqual(criticalPath(plan).seconds - 1e-12);
    expect(two.seconds).toBeGreaterThanOrEqual(plannedSeconds(plan) / 2 - 1e-12);
    expect(two.seconds).toBeLessThan(plannedSeconds(plan));
  });

  it('holds less at its worst moment than all artifacts together, because they are released', async () => {
    const all = [...plan.tasks.values()].reduce((sum, task) => sum + task.bytes, 0);
    const nothing = await forecast(buildPlan(contextOf({ rows: 6000, k: 3 }), []), { kind: 'inline', workers: 1 });
    const { peakBytes } = await forecast(plan, { kind: 'inline', workers: 1 });
    expect(peakBytes).toBeGreaterThan(nothing.peakBytes);
    expect(peakBytes).toBeLessThan(nothing.peakBytes + all);
  });

  it('counts a process for each worker more, and the rows that it reads', async () => {
    const [two, three] = [
      await forecast(plan, { kind: 'local', workers: 2 }),
      await forecast(plan, { kind: 'local', workers: 3 }),
    ];
    const block = 8 * 2000 * 20;
    expect(three.peakBytes - two.peakBytes).toBeGreaterThan(block);
  });

  it('counts X once where nothing comes to more, and twice where it is so large that it is copied into the order of the plan', async () => {
    const peakOf = async (rows: number, columns: number) =>
      (await forecast(buildPlan(contextOf({ rows, columns }), []), { kind: 'inline', workers: 1 })).peakBytes;
    expect((await peakOf(12_000, 20)) - (await peakOf(6000, 20))).toBe(8 * 6000 * 20);
    expect((await peakOf(60_000, 2000)) - (await peakOf(40_000, 2000))).toBe(2 * 8 * 20_000 * 2000);
  });

  it('holds fewer matrices at a time within a byte budget', async () => {
    const wide = buildPlan(contextOf({ rows: 60_000, k: 8 }), candidatesOf(GRID));
    const [free, tight] = [
      await forecast(wide, { kind: 'local', workers: 4 }),
      await forecast(wide, { kind: 'local', workers: 4, budgetBytes: 1 }),
    ];
    const matrix = 8 * 52_500 * 15;
    expect(free.peakBytes - tight.peakBytes).toBeGreaterThan(matrix);
    expect(tight.seconds).toBeGreaterThan(free.seconds);
  });

  describe('of a projection behind a selection', () => {
    const [n, p] = [60_000, 200];
    const peakOf = async (pipeline: object[], param_grid: object): Promise<number> => {
      const plan = buildPlan(contextOf({ rows: n, columns: p, k: 3 }), candidatesOf({ pipeline, param_grid }));
      return (await forecast(plan, { kind: 'inline', workers: 1 })).heapBytes;
    };
    const matrices = async (n_components: number, model: object): Promise<number> => {
      const behind = [{ pca: { PCA: { n_components } } }, model];
      const scaled = await peakOf([{ scale: 'StandardScaler' }, ...behind], {});
      return ((await peakOf([{ select: 'SelectKBest' }, ...behind], { select__k: [150] })) - scaled) / (8 * n * 150);
    };

    it('counts the columns that are gathered for it, and no columns where they lie', async () => {
      // Train rows and test rows of 150 columns are all rows of them.
      expect(await matrices(2, { nb: 'GaussianNB' })).toBeCloseTo(1, 1);
    });

    it('counts those that are gathered for predictions it is folded into', async () => {
      expect(await matrices(20, { lr: 'LogisticRegression' })).toBeCloseTo(1, 1);
    });
  });
});
