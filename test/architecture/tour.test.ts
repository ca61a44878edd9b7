// The guided tour of docs/architecture.md: from the command to a fit and back to the document, read at one sitting.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const linksOf = (text: string): string[] => [...text.matchAll(/\]\(\.\.\/([^)#]+)\)/g)].map(([, path]) => path);
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const tour = page.slice(page.indexOf('## The guided tour'), page.indexOf('```'));

describe('docs/architecture.md', () => {
  it('leads from the command to a fit and back in at most ten files and 1,200 lines', () => {
    const files = linksOf(tour);
    const lines = files.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1);
    expect(files[0]).toBe('bin/gridsearch.js');
    expect(files.length).toBeLessThanOrEqual(10);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1200);
  });

  it('names files that exist', () => {
    expect(linksOf(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names every room', () => {
    const rooms = ['cli', 'search', 'model', 'resources', 'cache', 'input', 'plugins/own', 'table/csv', 'contracts'];
    expect(rooms.filter((room) => !page.includes(`\`${room}\``))).toEqual([]);
  });
});
