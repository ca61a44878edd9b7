#!/usr/bin/env node
// Row F30: a small search, run a thousand times on worker processes and on threads while things go wrong; every result
// is compared with that of a quiet run. By turns: workers are killed, or stopped for a moment, from outside, or end by
// themselves at any moment; threads end by themselves; and searches are cut by --max-time while a worker answers late,
// whose model is compared with that of its candidate alone. `node test/nightly/thousand-runs.mjs [runs=1000] [seed=1]`;
// makes a test build of its own. Exit 1 where anything hangs, fails or differs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFaults } from '../faults/bundle-faults.mjs';
import { begin, comparable, modelOf, nothingYet, runLate, runUnderFire, seeded } from './killing.mjs';

const [runs = 1000, seed = 1] = process.argv.slice(2).map(Number);
/** A run is left alone after so many kills, so that it ends on any machine. */
const MOST_KILLS = 4;
const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const grid = join(folder, 'grid.json');
const pipeline = [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }];
const param_grid = { pca__n_components: [2, 3], lr__C: [0.1, 1, 10], lr__penalty: ['l1', 'l2'] };
writeFileSync(grid, JSON.stringify({ pipeline, param_grid, cv: 3, run: { retries: 1000 } }));

const { program, remove } = await bundleFaults();
const random = seeded(seed);
const told = nothingYet();
const search = { program, data: 'iris.csv', grid };
const quiet = comparable((await begin(search).ended).stdout);
const fire = { ...search, quiet, random, mostKills: MOST_KILLS, pauseMs: () => 200 * random(), mercy: 0.5 };
const ends = ['compute', 'write', 'reply', 'answered'].map((point) => ({ point, action: 'exit 3', permille: 40 }));
const alone = new Map();
const aloneOf = async (params) => {
  const key = JSON.stringify(params);
  const one = join(folder, 'one.json');
  writeFileSync(
    one,
    JSON.stringify({
      pipeline,
      param_grid: Object.fromEntries(Object.entries(params).map(([k, v]) => [k, [v]])),
      cv: 3,
    }),
  );
  if (!alone.has(key)) alone.set(key, modelOf((await begin({ ...search, grid: one, engine: 'threads' }).ended).stdout));
  return alone.get(key);
};
const KINDS = [
  () => runUnderFire(told, { ...fire, signals: ['SIGKILL'] }),
  () => runUnderFire(told, { ...fire, mostKills: 0, engine: 'threads', faults: ends }),
  () => runUnderFire(told, { ...fire, signals: ['SIGSTOP', 'SIGKILL'] }),
  () => runUnderFire(told, { ...fire, mostKills: 2, signals: ['SIGKILL'], faults: ends }),
  () => runLate(told, { ...search, engine: random() < 0.5 ? 'threads' : 'local', folder, random, aloneOf }),
];
try {
  while (told.runs < runs) {
    await KINDS[told.runs % KINDS.length]();
    if (told.runs % 100 === 0) process.stderr.write(`${JSON.stringify(told)}\n`);
  }
} finally {
  remove();
  rmSync(folder, { recursive: true });
}
process.stdout.write(`${JSON.stringify(told)}\n`);
process.exitCode = told.hangs + told.failures + told.differences > 0 ? 1 : 0;
