// What the nightly scripts share: a search to kill, its living children, a random source with a seed, and what of a result must be the same.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Numbers from 0 to 1 (Lehmer's generator). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Living children, from /proc; a child that nobody has reaped yet is dead all the same. */
export function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => {
    try {
      const [, status, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      return Number(parent) === pid && status !== 'Z';
    } catch {
      return false;
    }
  });
}

/** Starts a search on two worker processes: a short one would have threads. @param data  name of a fixture */
export function begin(data, grid) {
  const words = ['fit', join(root, 'fixtures', data), '-g', grid, '--jobs', '2', '--engine', 'local', '--no-cache', '-q'];
  const child = spawn(process.execPath, [join(root, 'bin/gridsearch.js'), ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
  return { child, ended };
}

/** The document without what may differ: meta, times, what was run. */
export function comparable(stdout) {
  const { meta: _meta, refit_time_: _time, graph: _graph, cv_results_, ...rest } = JSON.parse(stdout);
  return JSON.stringify([rest, Object.entries(cv_results_).filter(([name]) => !name.endsWith('_time'))]);
}

const HANG_SECONDS = 120;

/** Resolves after so many seconds in which this process ran: a machine that sleeps is no hang. */
async function awake(seconds) {
  for (let ticks = 0; ticks < seconds; ticks++) await delay(1000, undefined, { ref: false });
}

/** What was found in runs whose workers were killed. */
export const nothingYet = () => ({ runs: 0, kills: 0, hangs: 0, failures: 0, differences: 0 });

/**
 * Runs a search whose workers are killed at random, and counts what came of it.
 * @param quiet  what it must come to
 * @param options.mostKills  so many, then it is left alone and ends on any machine
 * @param options.pauseMs  between two looks at its workers
 * @param options.mercy  share of the looks after which none is killed
 */
export async function runUnderFire(told, quiet, { data, grid, random, mostKills, pauseMs, mercy }) {
  const { child, ended } = begin(data, grid);
  let done = false;
  const killing = (async () => {
    for (let left = mostKills; left > 0 && !done; await delay(pauseMs())) {
      const workers = childrenOf(child.pid);
      if (workers.length === 0 || random() < mercy) continue;
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
}
