// docs/reliability.md names a test for each fault that was found: those tests are there, under these names.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'reliability.md'), 'utf8');
/** Where a test file has its sentences from elsewhere. */
const BESIDES: Readonly<Record<string, string>> = { 'test/estimators/params.test.ts': 'test/checks/param-checks.ts' };

/** Apostrophes of source text and of the page, as one. */
const plain = (text: string): string => text.replace(/[`'’\\]/g, "'");
const textOf = (file: string | undefined): string =>
  file === undefined || !existsSync(join(root, file)) ? '' : plain(readFileSync(join(root, file), 'utf8'));

describe('the tests that docs/reliability.md names', () => {
  it('are files that exist', () => {
    const files = [...page.matchAll(/`(test\/[^`]+\.\w+)`/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('have these sentences for names, in each row of what was found', () => {
    const lost: string[] = [];
    let seen = 0;
    const [, found = ''] = page.split(/^## What two attacks found.*$/m);
    const rows = found
      .split(/^## /m)[0]
      .split('\n')
      .filter((line) => line.startsWith('| '));
    for (const row of rows) {
      let file: string | undefined;
      for (const [, path, name] of row.split(' | ')[1].matchAll(/`(test\/[^`]+\.ts)`|"([^"]+)"/g)) {
        file = path ?? file;
        if (name === undefined) continue;
        seen++;
        const text = textOf(file) + textOf(BESIDES[file ?? '']);
        // What changes from case to case is left out in the page.
        if (
          !plain(name)
            .split('…')
            .every((part) => text.includes(part.trim()))
        )
          lost.push(`${file}: ${name}`);
      }
    }
    expect(lost).toEqual([]);
    expect(seen).toBeGreaterThan(80);
  });
});
