// A cache where no directory can be made.

import { describe, expect, it } from 'vitest';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { onlyWhere } from '../only-where.js';

describe('a cache in a file system that holds nothing', () => {
  onlyWhere(process.platform === 'linux', 'Linux, which has /proc');
  const { put } = scratch();

  it('ends in words, or without a cache: never in a circle', { timeout: 60_000 }, async () => {
    const grid = put('g.json', JSON.stringify({ pipeline: ['GaussianNB'], cv: 2 }));
    const ran = await run(['fit', fixture('iris.csv'), '-g', grid, '-q', '--json', '--cache', '/proc/cache'], {
      environment: { GRIDSEARCH_NO_CACHE: '' },
    });
    expect([0, 2, 5], ran.stderr).toContain(ran.code);
    expect(ran.stderr).not.toContain('BUG');
  });
});
