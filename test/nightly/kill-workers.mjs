#!/usr/bin/env node
// F1 and F5 at length: kills random workers of long runs and compares every result with that of a quiet run; then kills
// drivers and times how long their workers live. `node test/nightly/kill-workers.mjs [kills=200] [drivers=20]`; needs a
// build.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { begin, childrenOf, comparable, nothingYet, runUnderFire, seeded } from './killing.mjs';

const [wantedKills = 200, wantedDrivers = 20] = process.argv.slice(2).map(Number);
const HANG_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const grid = join(folder, 'grid.json');
const pipeline = [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }];
const param_grid = { pca__n_components: [2, 3], lr__C: { logspace: [-3, 3, 20] }, lr__penalty: ['l1', 'l2'] };
writeFileSync(grid, JSON.stringify({ pipeline, param_grid, cv: 5, run: { retries: 1000 } }));

const random = seeded(1);
const told = nothingYet();
const quiet = comparable((await begin({ data: 'breast_cancer.csv', grid }).ended).stdout);
while (told.kills < wantedKills) {
  await runUnderFire(told, {
    quiet,
    data: 'breast_cancer.csv',
    grid,
    random,
    mostKills: 25,
    pauseMs: () => 100,
    mercy: 0.3,
  });
}

const lives = [];
while (lives.length < wantedDrivers) {
  const { child, ended } = begin({ data: 'breast_cancer.csv', grid });
  await delay(300 + 700 * random());
  const workers = childrenOf(child.pid);
  child.kill('SIGKILL');
  const since = performance.now();
  await ended;
  const isAlive = (pid) => {
    try {
      return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  while (workers.some(isAlive) && performance.now() - since < HANG_MS) await delay(5);
  if (workers.length > 0) lives.push(Math.round(performance.now() - since));
}
lives.sort((a, b) => a - b);
rmSync(folder, { recursive: true });
process.stdout.write(
  `${JSON.stringify({ ...told, workersOutliveDriverMs: { median: lives[lives.length >> 1], longest: lives.at(-1), of: lives.length } })}\n`,
);
process.exitCode = told.hangs + told.failures + told.differences > 0 ? 1 : 0;
