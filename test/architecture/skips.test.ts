import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('tests that are skipped', () => {
  it('say why (onlyWhere, or skip with a note), never silently', () => {
    const root = new URL('../', import.meta.url).pathname;
    const silent = /\.(skip|skipIf|runIf|todo)\(|\bskip\([^,'"`]*\)/;
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('skips.test.ts'),
    );
    expect(files.filter((file) => silent.test(readFileSync(`${root}${file}`, 'utf8')))).toEqual([]);
  });
});
