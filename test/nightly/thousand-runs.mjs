#!/usr/bin/env node
// Row F30: a small search, run a thousand times while its workers are killed at random; every result is compared with that of a quiet run.
// `node test/nightly/thousand-runs.mjs [runs=1000] [seed=1]`; needs a build. Exit 1 where anything hangs, fails or differs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin, comparable, nothingYet, runUnderFire, seeded } from './killing.mjs';

const [runs = 1000, seed = 1] = process.argv.slice(2).map(Number);
/** A run is left alone after so many kills, so that it ends on any machine. */
const MOST_KILLS = 4;
const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const grid = join(folder, 'grid.json');
const pipeline = [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }];
const param_grid = { pca__n_components: [2, 3], lr__C: [0.1, 1, 10], lr__penalty: ['l1', 'l2'] };
writeFileSync(grid, JSON.stringify({ pipeline, param_grid, cv: 3, run: { retries: 1000 } }));

const random = seeded(seed);
const told = nothingYet();
const quiet = comparable((await begin('iris.csv', grid).ended).stdout);
while (told.runs < runs) {
  await runUnderFire(told, quiet, { data: 'iris.csv', grid, random, mostKills: MOST_KILLS, pauseMs: () => 200 * random(), mercy: 0.5 });
  if (told.runs % 100 === 0) process.stderr.write(`${JSON.stringify(told)}\n`);
}
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(told)}\n`);
process.exitCode = told.hangs + told.failures + told.differences > 0 ? 1 : 0;
