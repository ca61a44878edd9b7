// What more jobs bring: seconds of the search phase (from its trace, without start, reading and refit) with one job and
// with several, in turns, each a whole process. Beside it what the cores bring to a plain loop in the same round: no
// search gets more from a machine that gives its cores to others too. Usage: npm run bench:jobs -- data.csv grid.json
// [jobs [rounds]]

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { median, spread } from './figures.js';
import { measure } from './measure.js';

const [data, grid, jobs = '2', rounds = '11'] = process.argv.slice(2);
if (grid === undefined) {
  console.error('usage: npm run bench:jobs -- data.csv grid.json [jobs [rounds]]');
  process.exit(2);
}
const several = Number(jobs);
const folder = mkdtempSync(join(tmpdir(), 'gridsearch-jobs-'));

/** Some 50 ms of additions and multiplications on numbers that stay in a core's own cache. */
const LOOP = `
  const { parentPort } = require('node:worker_threads');
  const numbers = Float64Array.from({ length: 4096 }, (_, i) => 1 + i * 1e-9);
  const loop = () => { let sum = 0; for (let r = 0; r < 12000; r++) for (let i = 0; i < 4096; i++) sum += numbers[i] * 1e-9; return sum; };
  loop();
  parentPort.on('message', () => parentPort.postMessage(loop()));
  parentPort.postMessage('ready');
`;

async function searchSeconds(count: number): Promise<number> {
  const events = join(folder, `${count}.ndjson`);
  const words = ['fit', data, '--grid', grid, '--no-cache', '--quiet', '--jobs', String(count)];
  await measure([
    process.execPath,
    'bin/gridsearch.js',
    ...words,
    '--events',
    events,
    '--out',
    join(folder, 'out.json'),
  ]);
  const trace = readFileSync(events, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; phase?: string; at: number });
  const at = (phase: string): number => trace.find((event) => event.phase === phase)?.at ?? Number.NaN;
  return at('refit') - at('search');
}

async function loopers(
  count: number,
): Promise<{ readonly run: (some: number) => Promise<number>; readonly end: () => void }> {
  const threads = await Promise.all(
    Array.from({ length: count }, async () => {
      const thread = new Worker(LOOP, { eval: true });
      await new Promise((resolve) => thread.once('message', resolve));
      return thread;
    }),
  );
  return {
    run: async (some) => {
      const started = performance.now();
      const ended = threads.slice(0, some).map((thread) => new Promise((resolve) => thread.once('message', resolve)));
      for (const thread of threads.slice(0, some)) thread.postMessage('run');
      await Promise.all(ended);
      return (performance.now() - started) / 1000;
    },
    end: () => {
      for (const thread of threads) void thread.terminate();
    },
  };
}

function line(name: string, one: readonly number[], more: readonly number[], ratios: readonly number[]): string {
  const seconds = (values: readonly number[]): string =>
    `${Math.min(...values).toFixed(3)} / ${median(values).toFixed(3)} s`;
  return `${name.padEnd(14)} 1: ${seconds(one)}   ${several}: ${seconds(more)}   × ${spread(ratios, 3)}`;
}

try {
  const cores = await loopers(several);
  const search: { one: number[]; more: number[] } = { one: [], more: [] };
  const loop: { one: number[]; more: number[] } = { one: [], more: [] };
  for (let round = 0; round < Number(rounds); round++) {
    for (const count of round % 2 === 0 ? [1, several] : [several, 1]) {
      (count === 1 ? search.one : search.more).push(await searchSeconds(count));
      (count === 1 ? loop.one : loop.more).push(await cores.run(count));
    }
  }
  cores.end();
  console.log(`${rounds} rounds; seconds: lowest / median; × lowest / median / highest of the rounds`);
  console.log(
    line(
      'search phase',
      search.one,
      search.more,
      search.one.map((seconds, i) => seconds / search.more[i]),
    ),
  );
  // Each of several threads runs the whole loop.
  console.log(
    line(
      'a plain loop',
      loop.one,
      loop.more,
      loop.one.map((seconds, i) => (several * seconds) / loop.more[i]),
    ),
  );
} finally {
  rmSync(folder, { recursive: true });
}
