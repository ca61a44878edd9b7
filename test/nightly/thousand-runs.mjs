#!/usr/bin/env node
// Row F30: a small search, run a thousand times while its workers are killed at random; every result is compared with that of a quiet run.
// `node test/nightly/thousand-runs.mjs [runs=1000] [seed=1]`; needs a build. Exit 1 where anything hangs, fails or differs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { begin, childrenOf, comparable, seeded } from './killing.mjs';

const [runs = 1000, seed = 1] = process.argv.slice(2).map(Number);
const HANG_SECONDS = 120;
/** Resolves after so many seconds in which this process ran: a machine that sleeps is no hang. */
async function awake(seconds) {
  for (let ticks = 0; ticks < seconds; ticks++) await delay(1000, undefined, { ref: false });
}

/** A run is left alone after so many kills, so that it ends on any machine. */
const MOST_KILLS = 4;
const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const grid = join(folder, 'grid.json');
const pipeline = [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }];
const param_grid = { pca__n_components: [2, 3], lr__C: [0.1, 1, 10], lr__penalty: ['l1', 'l2'] };
writeFileSync(grid, JSON.stringify({ pipeline, param_grid, cv: 3, run: { retries: 1000 } }));

const random = seeded(seed);
const told = { runs: 0, kills: 0, hangs: 0, failures: 0, differences: 0 };
const quiet = comparable((await begin('iris.csv', grid).ended).stdout);
while (told.runs < runs) {
  const { child, ended } = begin('iris.csv', grid);
  let done = false;
  const killing = (async () => {
    for (let left = MOST_KILLS; left > 0 && !done; await delay(200 * random())) {
      const workers = childrenOf(child.pid);
      if (workers.length === 0 || random() < 0.5) continue;
      try {
        process.kill(Number(workers[Math.floor(random() * workers.length)]), 'SIGKILL');
        told.kills++;
        left--;
      } catch {
        // It ended by itself meanwhile.
      }
    }
  })();
  const outcome = await Promise.race([ended, awake(HANG_SECONDS)]);
  done = true;
  await killing;
  told.runs++;
  if (outcome === undefined) {
    told.hangs++;
    child.kill('SIGKILL');
  } else if (outcome.code !== 0) told.failures++;
  else if (comparable(outcome.stdout) !== quiet) told.differences++;
  if (told.runs % 100 === 0) process.stderr.write(`${JSON.stringify(told)}\n`);
}
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(told)}\n`);
process.exitCode = told.hangs + told.failures + told.differences > 0 ? 1 : 0;
