#!/usr/bin/env node
// Row F5 in its long form: kills the driver with SIGKILL at random moments, runs the same command again on the same
// cache, and compares with a quiet run. Usage: node test/nightly/kill-driver.mjs [kills = 50] [seed = 7]. Exit 1 where
// anything hangs, differs or lives on.
import { execSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [kills = 50, seed = 7] = process.argv.slice(2).map(Number);
const words = [
  'bin/gridsearch.js',
  'fit',
  'fixtures/digits.csv',
  '--grid',
  'grids/digits.yaml',
  '--jobs',
  '2',
  '--engine',
  'local',
  '-q',
];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let state = seed;
const random = () => {
  state = (state * 1103515245 + 12345) % 2 ** 31;
  return state / 2 ** 31;
};

/** What of a document must not depend on how it came about. */
function comparable(document) {
  const { meta, refit_time_, graph, cv_results_, ...rest } = document;
  const { cached, run, ...counts } = graph;
  const scores = Object.entries(cv_results_).filter(([column]) => !column.endsWith('_time'));
  return JSON.stringify([rest, counts, scores]);
}

function fit(...more) {
  return spawnSync(process.execPath, [...words, ...more], {
    cwd: root,
    maxBuffer: 2 ** 30,
    timeout: 120_000,
    encoding: 'utf8',
  });
}

function psOf(...query) {
  try {
    return execSync(`ps ${query.join(' ')}`, { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
      .filter(Boolean);
  } catch {
    return [];
  }
}

const want = comparable(JSON.parse(fit('--no-cache').stdout));
const found = { kills, failed: 0, differing: 0, aliveAfterOneSecond: 0, reused: 0, executed: 0 };
for (let i = 0; i < kills; i++) {
  const cache = mkdtempSync(join(tmpdir(), 'gridsearch-kill-driver-'));
  const driver = spawn(process.execPath, [...words, '--cache', cache], { cwd: root, stdio: 'ignore' });
  await sleep(150 + 1000 * random());
  const children = psOf('-o pid= --ppid', driver.pid);
  driver.kill('SIGKILL');
  await sleep(1000);
  // A child that nobody has reaped yet is dead all the same.
  found.aliveAfterOneSecond += children.filter((pid) =>
    psOf('-o stat= -p', pid).some((stat) => !stat.startsWith('Z')),
  ).length;
  const resumed = fit('--cache', cache);
  if (resumed.status !== 0) found.failed++;
  else {
    const document = JSON.parse(resumed.stdout);
    if (comparable(document) !== want) found.differing++;
    found.reused += document.graph.cached;
    found.executed += document.graph.run;
  }
  rmSync(cache, { recursive: true });
}
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exitCode = found.failed + found.differing + found.aliveAfterOneSecond > 0 ? 1 : 0;
