#!/usr/bin/env node
// Row F16: a task fills the JavaScript heap of its worker, which is four gigabytes where Node finds memory: half a
// minute, and eight gigabytes free. The task fails with TASK_MEMORY and is not tried again; all others are scored.
// `node test/nightly/full-heap.mjs`; makes a test build of its own.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFaults } from '../faults/bundle-faults.mjs';
import { begin } from './killing.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nightly-'));
const grid = join(folder, 'grid.json');
writeFileSync(
  grid,
  JSON.stringify({
    pipeline: [{ model: 'GaussianNB' }],
    param_grid: { model: ['GaussianNB', 'LogisticRegression'] },
    cv: 3,
  }),
);
const { program, remove } = await bundleFaults();
try {
  const faults = [{ point: 'compute', match: 'fit:GaussianNB:', action: 'heap', once: join(folder, 'heap') }];
  const { code, stdout } = await begin({ program, data: 'iris.csv', grid, faults }).ended;
  const { cv_results_, errors } = JSON.parse(stdout);
  assert.equal(code, 0);
  assert.ok(cv_results_.mean_test_score[1] > 0.9);
  assert.ok(errors.length > 0);
  for (const { code, message } of errors)
    assert.deepEqual([code, message.includes('JavaScript heap is full')], ['TASK_MEMORY', true]);
} finally {
  remove();
  rmSync(folder, { recursive: true });
}
process.stdout.write('a full heap is one failed task\n');
