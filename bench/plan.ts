// Planning and scheduling at scale: candidates × 5 folds through the real planner, then through the real schedule on an
// engine whose tasks are empty. Prints CPU seconds, those on the clock for candidates and plan together, microseconds
// per task and memory. Usage: npm run bench:plan [-- candidates …]

import type { Split } from '../src/base/dataset.js';
import { ESTIMATORS } from '../src/estimators/index.js';
import { buildPlan } from '../src/graph/build.js';
import { layoutOf } from '../src/graph/plan/layout.js';
import type { PlanContext } from '../src/graph/plan/plan-data.js';
import { candidates } from '../src/grid/expand-candidates.js';
import { gridFromValue } from '../src/grid/grid-document.js';
import { normaliseSpec } from '../src/grid/normalise.js';
import type { Engine } from '../src/schedule/engine.js';
import { Schedule } from '../src/schedule/loop.js';
import { SCORERS } from '../src/scorers/index.js';
import { SPLITTERS } from '../src/splitters/index.js';

const FOLDS = 5;
const ROWS = 1000;
/** A byte budget of so many projections, so that it has its say. */
const MATRICES = 4;
const registries = { estimators: ESTIMATORS, scorers: SCORERS, splitters: SPLITTERS };

function folds(): Split[] {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  return Array.from({ length: FOLDS }, (_, split) => ({
    train: Int32Array.from(rows.filter((row) => row % FOLDS !== split)),
    test: Int32Array.from(rows.filter((row) => row % FOLDS === split)),
  }));
}

/** A grid of about this many candidates: 10 PCA views × C × penalties, the shape of the seed's. */
function gridOf(count: number): object {
  return {
    pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
    param_grid: {
      pca__n_components: Array.from({ length: 10 }, (_, i) => i + 1),
      lr__penalty: ['l1', 'l2'],
      lr__C: { logspace: [-4, 4, Math.max(1, Math.round(count / 20))] },
    },
  };
}

const emptyEngine: Engine = {
  name: 'empty',
  workers: 2,
  put: () => {},
  load: () => undefined,
  release: () => {},
  abandon: () => {},
  idleDeaths: () => 0,
  stop: async () => {},
  run: async () => ({ status: 'done', seconds: 0, items: [] }),
};

/** User CPU seconds of this process so far: what others do on this machine is not in it. */
function cpuSeconds(): number {
  return process.cpuUsage().user / 1e6;
}

async function measure(count: number, share: boolean): Promise<void> {
  const [started, clock] = [cpuSeconds(), performance.now()];
  const { draft, document } = normaliseSpec(gridFromValue(gridOf(count)), {}, registries);
  const list = candidates(draft, { registries, document });
  const expanded = cpuSeconds();
  const context: PlanContext = {
    layout: layoutOf(ROWS, folds(), 'd'.repeat(64)),
    datasetDigest: 'd'.repeat(64),
    columns: 50,
    columnInfos: [],
    classes: 2,
    weighted: false,
    scorers: [{ scorer: 'accuracy', version: 1, params: {} }],
    returnTrainScore: false,
    share,
  };
  const plan = buildPlan(context, list);
  const planned = cpuSeconds();
  const onClock = (performance.now() - clock) / 1000;
  const { rss } = process.memoryUsage();
  const budgetBytes = MATRICES * 8 * ROWS * 10;
  await new Schedule(plan, emptyEngine, { emit: () => {}, now: () => 0, budgetBytes }).run();
  const done = cpuSeconds();
  const tasks = plan.tasks.size;
  console.log(
    [
      `${list.length} candidates × ${FOLDS} folds${share ? '' : ' (nothing shared)'}`,
      `${tasks} tasks`,
      `candidates ${(expanded - started).toFixed(2)} s`,
      `plan ${(planned - expanded).toFixed(2)} s = ${(((planned - expanded) * 1e6) / tasks).toFixed(1)} µs a task`,
      `together ${onClock.toFixed(2)} s on the clock`,
      `schedule ${(done - planned).toFixed(2)} s = ${(((done - planned) * 1e6) / tasks).toFixed(1)} µs a task`,
      `RSS ${(rss / 1e6).toFixed(0)} MB`,
    ].join(' · '),
  );
}

const counts = process.argv.slice(2).map(Number);
if (counts.length > 0) for (const count of counts) await measure(count, true);
else {
  for (const count of [10_000, 100_000, 500_000]) await measure(count, true);
  // About 10⁴, 10⁵ and 5·10⁵ tasks.
  for (const count of [160, 1600, 8000]) await measure(count, false);
}
