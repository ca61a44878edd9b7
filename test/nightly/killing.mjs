// What the nightly scripts share: a search to kill, its living children, a random source with a seed, and what of a result must be the same.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
