// The whole program against scikit-learn: runs the command line tool on every reference case and compares every split's
// score.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithOracle, type OracleCase, type ScoredResult } from './oracle.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REFERENCE = join(ROOT, 'test/oracle/reference');
const CASE_TIMEOUT_MS = 60_000;

const cases = readdirSync(REFERENCE)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(REFERENCE, file), 'utf8')) as OracleCase);

describe('gridsearch fit', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gridsearch-oracle-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(cases)(
    "gives scikit-learn's scores for $case",
    async (reference) => {
      const grid = join(folder, `${reference.case}.json`);
      writeFileSync(grid, JSON.stringify(reference.grid));
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['bin/gridsearch.js', 'fit', join('fixtures', reference.dataset), '--grid', grid, '--no-cache'],
        { cwd: ROOT, maxBuffer: 1 << 28 },
      );
      expect(compareWithOracle(reference, JSON.parse(stdout) as ScoredResult)).toEqual([]);
    },
    CASE_TIMEOUT_MS,
  );
});
