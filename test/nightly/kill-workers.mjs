#!/usr/bin/env node
// F1 and F30 at length: kills random workers of many runs and compares every result with that of a quiet run; then kills drivers and
// times how long their workers live. `node test/nightly/kill-workers.mjs [kills=200] [drivers=20] [runs=0]`; needs a build.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [wantedKills = 200, wantedDrivers = 20, wantedRuns = 0] = process.argv.slice(2).map(Number);
const HANG_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const grid = join(folder, 'grid.json');
const pipeline = [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }];
const param_grid = { pca__n_components: [2, 3], lr__C: { logspace: [-3, 3, 20] }, lr__penalty: ['l1', 'l2'] };
writeFileSync(grid, JSON.stringify({ pipeline, param_grid, cv: 5, run: { retries: 1000 } }));

let state = 1;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

/** Living children, from /proc. */
function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => {
    try {
      const [, status, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      return Number(parent) === pid && status !== 'Z';
    } catch {
      return false;
    }
  });
}

function begin() {
  const words = ['fit', join(root, 'fixtures/breast_cancer.csv'), '-g', grid, '--jobs', '2', '--no-cache', '-q'];
  const child = spawn(process.execPath, [join(root, 'bin/gridsearch.js'), ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
  return { child, ended };
}

/** The document without what may differ: meta, times, what was run. */
function comparable(stdout) {
  const { meta: _meta, refit_time_: _time, graph: _graph, cv_results_, ...rest } = JSON.parse(stdout);
  return JSON.stringify([rest, Object.entries(cv_results_).filter(([name]) => !name.endsWith('_time'))]);
}

const told = { runs: 0, kills: 0, hangs: 0, failures: 0, differences: 0 };
const quiet = comparable((await begin().ended).stdout);
while (told.kills < wantedKills || told.runs < wantedRuns) {
  const { child, ended } = begin();
  let done = false;
  const killing = (async () => {
    for (let left = 25; left > 0 && !done; await delay(100)) {
      const workers = childrenOf(child.pid);
      if (workers.length === 0 || random() < 0.3) continue;
      process.kill(Number(workers[Math.floor(random() * workers.length)]), 'SIGKILL');
      told.kills++;
      left--;
    }
  })();
  const outcome = await Promise.race([ended, delay(HANG_MS, undefined, { ref: false })]);
  done = true;
  await killing;
  told.runs++;
  if (outcome === undefined) {
    told.hangs++;
    child.kill('SIGKILL');
  } else if (outcome.code !== 0) told.failures++;
  else if (comparable(outcome.stdout) !== quiet) told.differences++;
}

const lives = [];
while (lives.length < wantedDrivers) {
  const { child, ended } = begin();
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
