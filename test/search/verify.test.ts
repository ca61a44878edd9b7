// --verify: results computed again alone, compared to the last bit, and the run ended where one differs.

import { describe, expect, it } from 'vitest';
import type { FitOutcome } from '../../src/contracts/step.js';
import { inlineEngine } from '../../src/engines/inline.js';
import { buildPlan, growPlan } from '../../src/graph/build.js';
import type { Engine, Outcome } from '../../src/schedule/engine.js';
import { Schedule } from '../../src/schedule/loop.js';
import { planContext, readGridFile, readProblem } from '../../src/search/read-problem.js';
import { stopwatch } from '../../src/search/stopwatch.js';
import { storeInputs } from '../../src/search/store-inputs.js';
import { firstDifference, Verifier } from '../../src/search/verify.js';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { candidatesOf, contextOf } from '../graph/candidates.js';

const { put } = scratch();
const GRID = {
  pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
  param_grid: { pca__n_components: [2, 9, { variance: 0.8 }], lr__C: [0.1, 1], lr__penalty: ['l1', 'l2'] },
  cv: 3,
  return_train_score: true,
};

/** Verifies a search of GRID whose engine lies as told. */
async function verify(lie: (engine: Engine) => Partial<Engine>) {
  const request = { data: fixture('breast_cancer.csv'), grid: GRID as never };
  const problem = await readProblem(request, await readGridFile(request));
  const candidates = candidatesOf(GRID);
  const plan = buildPlan(planContext(problem), candidates);
  const honest = inlineEngine();
  const engine = { ...honest, ...lie(honest) };
  storeInputs(engine, problem);
  const watch = stopwatch(undefined);
  const schedule = new Schedule(plan, engine, { emit: () => {}, now: () => 0 });
  const verifier = new Verifier(plan, 36, 0);
  verifier.choose();
  await schedule.run();
  return verifier.run({ registries: problem.registries, schedule, engine, candidates, watch, signal: undefined });
}

describe('verification', () => {
  it('finds every result of an honest engine equal, scores and fitted states', async () => {
    expect(await verify(() => ({}))).toEqual({ equal: 36, of: 36 });
  });

  it('ends the run where a score differs in its last bit, saying which and how', async () => {
    let scored = 0;
    const lying = verify((engine) => ({
      run: async (task, worker): Promise<Outcome> => {
        const outcome = await engine.run(task, worker);
        if (task.op !== 'score' || outcome.status !== 'done' || scored++ > 0) return outcome;
        const items = outcome.items.map((item) =>
          item.ok ? { ...item, scores: [(item.scores?.[0] ?? 0) * (1 + 2 ** -52)] } : item,
        );
        return { ...outcome, items };
      },
    }));
    await expect(lying).rejects.toMatchObject({ code: 'VERIFY_DIFFERS', exitCode: 1 });
    await expect(lying).rejects.toThrow(
      /3[0-5]\/36 equal; candidate \d+, split \d: (train_)?scores\[0\] is 0\.\d+ shared and 0\.\d+ alone/,
    );
  });

  it('ends the run where a fitted state differs in its last bit though the scores agree', async () => {
    let loaded = 0;
    const lying = verify((engine) => ({
      load: (key) => {
        const value = engine.load(key);
        if (!key.startsWith('fit:LogisticRegression') || loaded++ > 0) return value;
        return (value as FitOutcome[]).map((outcome) => {
          if (!outcome.ok) return outcome;
          const coef = outcome.fitted.coef as { data: Float64Array };
          return {
            ...outcome,
            fitted: { ...outcome.fitted, coef: { ...coef, data: coef.data.map((x) => x * (1 + 2 ** -52)) } },
          };
        });
      },
    }));
    await expect(lying).rejects.toThrow(/35\/36 equal; candidate \d+, split \d: steps\[2\]\.LogisticRegression\.coef_/);
  });

  it('chooses the same sample for the same seed and data, another for another seed', () => {
    const chosen = (seed: number): string[] => {
      const plan = buildPlan(contextOf(), candidatesOf(GRID));
      const before = new Set(plan.pinned);
      new Verifier(plan, 2, seed).choose();
      return [...plan.pinned].filter((key) => !before.has(key)).sort();
    };
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
  });

  it('keeps choosing while the plan grows', () => {
    const [first, second] = [
      { ...GRID.param_grid, lr__C: [0.1] },
      { ...GRID.param_grid, lr__C: [7] },
    ];
    const plan = buildPlan(contextOf(), candidatesOf({ ...GRID, param_grid: first }));
    const verifier = new Verifier(plan, 1000, 0);
    verifier.choose();
    growPlan(plan, candidatesOf({ ...GRID, param_grid: second }));
    verifier.choose();
    const fits = [...plan.tasks.values()].filter(({ op, name }) => op === 'fit' && name === 'LogisticRegression');
    expect(fits.filter(({ key }) => !plan.pinned.has(key))).toEqual([]);
  });

  it('tells -0 from 0, a missing key from none, and lists of other lengths apart', () => {
    expect(firstDifference({ a: [0, 1] }, { a: [0, 1] }, '')).toBeUndefined();
    expect(firstDifference({ a: [-0] }, { a: [0] }, '')).toBe('a[0] is -0 shared and 0 alone');
    expect(firstDifference({ a: 1 }, { a: 1, b: 2 }, '')).toBe('b is null shared and 2 alone');
    expect(firstDifference([1, 2], [1], 'x')).toBe('x is [1,2] shared and [1] alone');
  });

  it.each(['1', '2'])('is told in the result and in the summary (jobs %s)', async (jobs) => {
    const grid = put('grid.json', JSON.stringify(GRID));
    const bare = await run([
      'fit',
      fixture('breast_cancer.csv'),
      '-g',
      grid,
      '--jobs',
      jobs,
      '--verify',
      '--progress',
      'none',
    ]);
    expect(bare.code).toBe(0);
    expect(JSON.parse(bare.stdout).meta.verified).toEqual({ equal: 12, of: 12 });
    expect(bare.stderr).toContain('verified 12/12 equal');
    const three = await run(['fit', '--verify=3', fixture('breast_cancer.csv'), '-g', grid, '--jobs', jobs, '-q']);
    expect(JSON.parse(three.stdout).meta.verified).toEqual({ equal: 3, of: 3 });
  });
});
