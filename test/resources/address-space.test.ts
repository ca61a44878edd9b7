// What a process can address, given as small as searches in tests are.

import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/graph/build.js';
import { resourcesThatFit } from '../../src/resources/address-space.js';
import type { Resources } from '../../src/resources/byte-budget.js';
import { forecast } from '../../src/resources/forecast.js';
import { candidatesOf, contextOf } from '../graph/candidates.js';

const context = contextOf({ rows: 60_000, columns: 200, k: 3 });
const X = 8 * 60_000 * 200;
/** Each fit reads a copy of its train rows, scaled. */
const SCALED = {
  pipeline: [{ scale: 'StandardScaler' }, { lr: 'LogisticRegression' }],
  param_grid: { lr__C: [0.1, 1] },
};
/** Fits read sums of rows, predictions the test rows. */
const SUMMED = { pipeline: [{ nb: 'GaussianNB' }], param_grid: {} };

async function choose(
  grid: object,
  wanted: Resources,
  addressable: number,
  refits = true,
): Promise<{ means: Resources; notes: string[] }> {
  const candidates = candidatesOf(grid);
  const notes: string[] = [];
  const onNote = (text: string): void => void notes.push(text);
  const plan = buildPlan(context, candidates);
  return {
    means: await resourcesThatFit({ plan, candidates, refits, memoryBytes: undefined, onNote, addressable }, wanted),
    notes,
  };
}

describe('what one process can address', () => {
  it('leaves a search alone that fits', async () => {
    expect(await choose(SCALED, { kind: 'threads', workers: 2 }, 100 * X)).toEqual({
      means: { kind: 'threads', workers: 2 },
      notes: [],
    });
  });

  it('leaves a search alone that comes near and fits all the same', async () => {
    expect((await choose(SUMMED, { kind: 'threads', workers: 2 }, 2.5 * X)).means.kind).toBe('threads');
  });

  it.each([
    { kind: 'threads', workers: 2 },
    { kind: 'inline', workers: 1 },
  ] as const)('sends a search to worker processes that fits them and not $workers $kind', async (wanted) => {
    const { means, notes } = await choose(SCALED, wanted, 1.9 * X, false);
    expect(means).toEqual({ kind: 'local', workers: wanted.workers });
    expect(notes).toEqual([expect.stringContaining(`in ${wanted.workers} worker process`)]);
  });

  it('refuses what fits nothing, and tells how many rows or columns would', async () => {
    const refused = choose(SCALED, { kind: 'local', workers: 2 }, 1.2 * X);
    await expect(refused).rejects.toMatchObject({ code: 'DATA_TOO_LARGE', exitCode: 5 });
    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the search needs matrices of .* in one process, which can address 115 MB: 60,000 rows of 200 columns are 96\.0 MB/,
      ),
      help: expect.stringMatching(/^about \d\d,000 rows would fit, or about \d\d+ columns \(--features, --drop\)$/),
    });
  });

  it('refuses a matrix that is larger than the memory of a process, however little of it each task reads', async () => {
    await expect(choose(SUMMED, { kind: 'local', workers: 2 }, 0.99 * X)).rejects.toMatchObject({
      code: 'DATA_TOO_LARGE',
    });
    expect((await choose(SUMMED, { kind: 'local', workers: 2 }, 1.01 * X)).means.kind).toBe('local');
  });

  it('counts the refit on all rows too', async () => {
    // Two copies of two thirds of the rows fit, and two of all rows do not.
    await expect(choose(SCALED, { kind: 'local', workers: 1 }, 1.9 * X)).rejects.toMatchObject({
      code: 'DATA_TOO_LARGE',
      message: expect.stringMatching(/^the refit on all rows needs/),
      help: expect.stringContaining('--refit false leaves the refit out'),
    });
    expect((await choose(SCALED, { kind: 'local', workers: 1 }, 1.9 * X, false)).means.kind).toBe('local');
  });

  it('is X and what all threads hold, or what the fullest worker process holds', async () => {
    const plan = buildPlan(context, candidatesOf(SCALED));
    const heapOf = async (means: Resources): Promise<number> => (await forecast(plan, means)).heapBytes / X;
    // Made ready, a thread keeps scaled train rows and test rows.
    expect(await heapOf({ kind: 'inline', workers: 1 })).toBeCloseTo(1 + 2 / 3 + 1 / 3, 1);
    expect(await heapOf({ kind: 'threads', workers: 2 })).toBeCloseTo(1 + 2 * (2 / 3 + 1 / 3), 0);
    // A process also has the rows at hand that it reads for a task.
    expect(await heapOf({ kind: 'local', workers: 3 })).toBeLessThan(2);
  });
});
