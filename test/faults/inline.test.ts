// Row F6 of the fault plan where tasks run in the driver itself (`--jobs 1`): a signal must not wait for a long task.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resourcesFor } from '../../src/resources/choose-engine.js';
import { fixture, run, scratch } from '../cli/run.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;
// One batch of 24 fits to the last digit: a task of seconds.
const long = put(
  'long.json',
  JSON.stringify({
    pipeline: [{ lr: 'LogisticRegression' }],
    param_grid: { lr__C: { logspace: [3, 6, 24] }, lr__penalty: ['l1'], lr__tol: [1e-12], lr__max_iter: [100_000] },
    cv: 2,
  }),
);

it('F6: Ctrl-C breaks off a task in this process, and tells what is kept and how to go on', {
  timeout: HARD_LIMIT_MS,
}, async () => {
  const events = join(folder, 'events.ndjson');
  const words = [
    'fit',
    fixture('digits.csv'),
    '-g',
    long,
    '--jobs',
    '1',
    '--progress',
    'plain',
    '--cache',
    folder,
    '--events',
    events,
  ];
  let signalled = false;
  const told = await run(words, {
    environment: { GRIDSEARCH_NO_CACHE: '0' },
    during: (child) => {
      child.stderr?.on('data', (piece) => {
        // The first task has begun by then: one turn of the event loop starts it and tells of it.
        if (!signalled && String(piece).includes('fits on 1 worker (inline)')) {
          signalled = true;
          setTimeout(() => child.kill('SIGINT'), 200);
        }
      });
    },
  });
  expect(told.code).toBe(130);
  expect(JSON.parse(told.stdout).status).toBe('partial');
  const kinds = readFileSync(events, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; op?: string });
  // A fit was begun and never ended.
  expect(kinds.filter(({ type, op }) => op === 'fit' && type !== 'released').map(({ type }) => type)).toEqual([
    'started',
  ]);
  expect(told.stderr).toContain(
    `interrupted: 0 of 48 fits are scored and kept; to go on from there:\n  gridsearch fit ${words[1]} -g ${long}`,
  );
});

it('F6: a task that is predicted to be long gets a process of its own, so that SIGTERM and --max-time are heard', () => {
  const engineFor = (longestTaskSeconds: number, ownCode = false) =>
    resourcesFor({ data: '-', grid: '-', jobs: 1 }, { seconds: 9, longestTaskSeconds, width: 4, ownCode }).kind;
  expect([engineFor(5), engineFor(6), engineFor(0, true)]).toEqual(['inline', 'local', 'threads']);
});
