// The durable cache is keyed by the sources that decide a result: none of them may be left out.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decidingSources } from '../../bin/code-digest.mjs';

describe('the digest of the code', () => {
  it('covers a folder that is new under src', () => {
    const root = mkdtempSync(join(tmpdir(), 'gridsearch-digest-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    for (const path of [
      'src/new-room/inner/solver.ts',
      'src/loose.ts',
      'src/report/words.ts',
      'src/new-room/notes.md',
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    expect(decidingSources(root)).toEqual(['loose.ts', 'new-room/inner/solver.ts']);
  });

  it('covers the order of rows and target, and what the reader makes of cells', () => {
    const sources = decidingSources(fileURLToPath(new URL('../..', import.meta.url)));
    for (const path of [
      'search/store-inputs.ts',
      'table/csv/cells.ts',
      'table/target.ts',
      'splitters/k-fold.ts',
      'kernels/assembly/index.ts',
    ])
      expect(sources).toContain(path);
  });
});
