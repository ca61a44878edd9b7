// What a worker keeps between tasks: the rule, and that the forecast of a search's memory counts what a real worker
// process keeps by it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/artifacts/file-store.js';
import { buildPlan } from '../../src/graph/build.js';
import type { Plan } from '../../src/graph/plan/plan-data.js';
import { createKernels } from '../../src/kernels/index.js';
import { REGISTRIES } from '../../src/plugins/all-plugins.js';
import { MemoryModel } from '../../src/resources/forecast.js';
import type { Engine } from '../../src/schedule/engine.js';
import { Schedule } from '../../src/schedule/loop.js';
import { planContext, readGridFile, readProblem } from '../../src/search/read-problem.js';
import { storeInputs, storePlanned } from '../../src/search/store-inputs.js';
import { execute } from '../../src/worker/execute.js';
import { isX, type ReadyEntry, Retention } from '../../src/worker/retention.js';
import { WorkerContext } from '../../src/worker/worker-context.js';
import { fixture } from '../cli/run.js';
import { candidatesOf } from '../graph/candidates.js';

const MIB = 2 ** 20;
const entry = (name: string, bytes: number, base = 'X'): ReadyEntry => ({ name, base, bytes });
const names = (entries: readonly ReadyEntry[]): string[] => entries.map(({ name }) => name);

describe('features made ready', () => {
  it('are all kept while they are small together', () => {
    const retention = new Retention();
    for (const name of ['a', 'b', 'c']) {
      expect(retention.evictFor(5 * MIB)).toEqual([]);
      retention.add(entry(name, 5 * MIB));
    }
    expect(names(retention.evictFor(5 * MIB))).toEqual(['a']);
  });

  it('are two at the least, those used last', () => {
    const retention = new Retention();
    retention.add(entry('a', 20 * MIB));
    expect(retention.evictFor(20 * MIB)).toEqual([]);
    retention.add(entry('b', 20 * MIB));
    expect([retention.use('a'), retention.use('c')]).toEqual([true, false]);
    expect(names(retention.evictFor(20 * MIB))).toEqual(['b']);
  });

  it('go with what they are made of', () => {
    const retention = new Retention();
    retention.add(entry('a', 1, 'p'));
    retention.add(entry('b', 1, 'q'));
    expect(names(retention.release(new Set(['p', 'other'])))).toEqual(['a']);
    expect(names(retention.entries)).toEqual(['b']);
  });
});

interface Difference {
  readonly task: string;
  readonly real: readonly string[];
  readonly forecast: readonly string[];
}

/** Runs a plan on a real worker context, as a worker process has one, beside the forecast's model of it. */
async function compare(plan: Plan, problem: Awaited<ReturnType<typeof readProblem>>, directory: string) {
  const kernels = createKernels();
  const store = fileStore(directory);
  const retention = new Retention();
  const context = new WorkerContext({ kernels, store, shared: false, retention, ...REGISTRIES });
  const model = new MemoryModel(plan, { kind: 'local', workers: 1 });
  const [process] = model.processes;
  const differences: Difference[] = [];
  let most = 0;
  const nothing = kernels.heap.liveBytes;
  const engine: Engine = {
    name: 'compared',
    workers: 1,
    put: (key, value) => store.put(key, value),
    load: (key) => store.get(key, kernels.heap),
    release: (keys) => {
      context.release(keys);
      model.release(keys);
    },
    abandon: () => {},
    idleDeaths: () => 0,
    stop: async () => {},
    run: async (task, worker) => {
      model.begin(task, worker);
      const outcome = execute(task, context);
      model.end(task, worker);
      const real = names(retention.entries).map((name) => name.replace(/^packed /, ''));
      // A view of a projection may lie as it is to be read; which do is known only when it has been fitted.
      const forecast = names(process.ready.filter(({ name, base }) => isX(base) || real.includes(name)));
      most = Math.max(most, kernels.heap.liveBytes - nothing);
      if (JSON.stringify(real) !== JSON.stringify(forecast)) differences.push({ task: task.key, real, forecast });
      return outcome;
    },
  };
  storeInputs(engine, problem);
  storePlanned(engine, plan);
  await new Schedule(plan, engine, { emit: () => {}, now: () => 0 }).run();
  return { differences, most, forecast: process.most };
}

describe('the forecast', () => {
  it.each([
    ['rows scaled', [{ scale: 'StandardScaler' }, { nb: 'GaussianNB' }], {}],
    ['rows where they lie', [{ nb: 'GaussianNB' }], { nb__var_smoothing: [1e-9, 1e-3] }],
    ['neighbours', [{ scale: 'MinMaxScaler' }, { knn: 'KNeighborsClassifier' }], { knn__n_neighbors: [3, 5] }],
    ['columns picked', [{ k: 'SelectKBest' }, { lr: 'LogisticRegression' }], { k__k: [5, 10, 20] }],
    ['a projection of columns picked', [{ k: 'SelectKBest' }, { pca: 'PCA' }, { nb: 'GaussianNB' }], { k__k: [9, 19] }],
  ])('counts the features that a worker process keeps: %s', async (_, pipeline, param_grid) => {
    const directory = mkdtempSync(join(tmpdir(), 'retention-'));
    try {
      const grid = { pipeline, param_grid, cv: 3 };
      const request = { data: fixture('breast_cancer.csv'), grid: grid as never };
      const problem = await readProblem(request, await readGridFile(request));
      const { differences, most, forecast } = await compare(
        buildPlan(planContext(problem), candidatesOf(grid)),
        problem,
        directory,
      );
      expect(differences).toEqual([]);
      expect(forecast).toBeGreaterThan(most / 2);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
