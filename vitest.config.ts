// The JSON report is what .ci/run counts.
import { defineConfig } from 'vitest/config';
import { skipReasons } from './test/skip-reasons.js';
import { slowestFiles } from './test/slowest-files.js';

/** Tests that put something in the place of a module or of a global, or count what a process holds: each file gets a process of its own. */
const ALONE = ['test/faults/**/*.test.ts', 'test/table/csv/read-csv.test.ts', 'test/table/csv/scanned-lines.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // Left to itself, vitest leaves a core free: on two cores, half the machine.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // No test reads or fills the cache of whoever runs it.
    // And what needs worker processes gets them, however short its search is.
    env: { GRIDSEARCH_NO_CACHE: '1', GRIDSEARCH_ENGINE: process.env.GRIDSEARCH_ENGINE ?? 'local' },
    // biome's rule against focused tests takes every estimator's fit() for one.
    allowOnly: false,
    reporters: ['default', ...(process.env.GRIDSEARCH_TEST_REPORT ? ['json'] : []), skipReasons, slowestFiles],
    outputFile: { json: process.env.GRIDSEARCH_TEST_REPORT ?? '' },
    projects: [
      // Loading the program anew for every file takes a third of all CPU time: these share it.
      { extends: true, test: { name: 'together', include: ['test/**/*.test.ts'], exclude: ALONE, isolate: false } },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
