import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/base/errors.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, 'src', path), 'utf8'))
  .join('\n');
const PREFIXES =
  'EXPLAIN|EXTENSION|USAGE|OUTPUT|VERIFY|CSV|DATA|CV|GRID|FIT|MODEL|PREDICT|SCHEMA|NO|GATE|REFIT|TASK|WORKER|WORKERS|MEMORY|ENVIRONMENT';
const codes = new Set(
  [...source.matchAll(new RegExp(`'((?:${PREFIXES})_[A-Z_]+|USAGE|ENVIRONMENT)'`, 'g'))].map(([, code]) => code),
);

describe('docs/errors.md', () => {
  it('explains every code that the program can give', () => {
    expect([...codes].filter((code) => !page.includes(`\`${code}\``)).sort()).toEqual([]);
  });

  it('explains no code that the program cannot give', () => {
    const explained = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(explained.filter((code) => !source.includes(`'${code}'`) && !source.includes(`[${code}]`))).toEqual([]);
  });

  it('lists every exit code', () => {
    for (const code of Object.values(EXIT)) expect(page).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
  });
});
