// Tests mirror src/. The JSON report is what .ci/run counts.
import { defineConfig } from 'vitest/config';
import { skipReasons } from './test/skip-reasons.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    // No test reads or fills the cache of whoever runs it.
    // And what needs worker processes gets them, however short its search is.
    env: { GRIDSEARCH_NO_CACHE: '1', GRIDSEARCH_ENGINE: process.env.GRIDSEARCH_ENGINE ?? 'local' },
    // biome's rule against focused tests takes every estimator's fit() for one.
    allowOnly: false,
    reporters: process.env.GRIDSEARCH_TEST_REPORT ? ['default', 'json', skipReasons] : ['default', skipReasons],
    outputFile: { json: process.env.GRIDSEARCH_TEST_REPORT ?? '' },
  },
});
