// What befalls the threads of a search.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { fixture, run, scratch, start } from '../cli/run.js';
import { comparable } from '../search/result.js';

const { put } = scratch();

/** A regressor that always predicts 0; its fit does `deed` where it is fitted in a worker thread for this depth. */
function model(deed: string): string {
  return `
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
export const Model = {
  role: 'regressor', summary: 'predicts 0',
  params: { depth: { default: 1, accepts: [{ kind: 'number', min: 0 }], about: 'how deep' } },
  needs: () => ({ rows: true }), cost: () => 1,
  fit: ({ params }) => params.map(({ depth }) => { if (depth === 3 && !isMainThread) { ${deed} } return { ok: true, fitted: {}, warnings: [] }; }),
  predict: ({ X, items }) => items.map(() => ({ kind: 'values', values: new Float64Array(X.rows) })),
  toModel: () => ({}), fromModel: () => ({}),
};`;
}

function words(name: string, deed: string): string[] {
  put(`${name}.mjs`, model(deed));
  const grid = {
    task: 'regression',
    pipeline: [{ m: `./${name}.mjs#Model` }],
    param_grid: { m__depth: [1, 2, 3, 4] },
    cv: 2,
  };
  return [
    'fit',
    fixture('diabetes.csv'),
    '-g',
    put(`${name}.json`, JSON.stringify(grid)),
    '--jobs',
    '2',
    '--engine',
    'threads',
  ];
}

it('F3: a thread that ends in a task is replaced; at the third time the task is given up, and all others are scored', async () => {
  // What a slip cannot do (test/plugins/own/slips.test.ts): nobody hears of the error, and the thread ends before it
  // can answer.
  const deed = "process.removeAllListeners('uncaughtException'); setImmediate(() => { throw new Error('gone'); });";
  const told = await run([...words('exits', deed), '-q']);
  const document = JSON.parse(told.stdout);
  expect(told.code).toBe(0);
  expect(document.meta.worker_deaths).toBe(6);
  expect(document.cv_results_.mean_test_score.map((score: unknown) => score === null)).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

it('F7: Ctrl-C ends threads that are deep in a task, within a second, with the partial result', async () => {
  const begun = put('begun.txt', '');
  const child = start(words('loops', `writeFileSync(${JSON.stringify(begun)}, 'yes'); for (;;);`));
  // It would go on for ever where the test is given up.
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout?.on('data', (piece) => {
    stdout += piece;
  });
  while (readFileSync(begun, 'utf8') !== 'yes') await sleep(20);
  child.kill('SIGINT');
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const [code] = await once(child, 'close');
  clearTimeout(killer);
  expect(code).toBe(130);
  expect(JSON.parse(stdout).status).toBe('partial');
});

it('a search that meets no fault is the same with threads as without', async () => {
  const asked = words('quiet', '');
  const [threads, alone] = await Promise.all([
    run([...asked, '-q']),
    run([...asked, '-q'].map((word) => (word === '2' ? '1' : word))),
  ]);
  expect(comparable(threads.stdout)).toBe(comparable(alone.stdout));
});
