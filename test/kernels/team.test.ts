// Work that threads over one memory share. The functions of the module are stand-ins here that say who did what.

import { describe, expect, it } from 'vitest';
import { createKernels, joinKernels } from '../../src/kernels/index.js';
import { createTeam, newWorkQueue } from '../../src/kernels/team.js';

const kernels = createKernels();
const { heap } = kernels;
const shared = kernels.share();
const [mine, another] = [joinKernels(shared).heap, joinKernels(shared).heap];

const job = (chunks: number) => ({
  does: 'multiplyRows' as const,
  chunks: Array.from({ length: chunks }, (_, i) => [10 * i, 10 * i + 1]),
  scratchBytes: 64,
});

/** A crew of two: each time the owner does a chunk, `during` lets the other one do something. */
function crewOfTwo(during: (helper: { join: () => void }) => void) {
  const board = newWorkQueue();
  const told: [who: string, ...chunk: number[]][] = [];
  const helper = createTeam(
    { exports: { multiplyRows: (_scratch, ...chunk) => told.push(['helper', ...chunk]) } },
    another,
    board,
  );
  const exports = {
    multiplyRows: (_scratch: number, ...chunk: number[]) => {
      during(helper);
      return told.push(['owner', ...chunk]);
    },
  };
  return { told, helper, owner: createTeam({ exports }, mine, board) };
}

const sorted = (told: readonly (readonly [string, ...number[]])[]): number[][] =>
  told.map(([, ...chunk]) => chunk).sort(([a], [b]) => a - b);

describe('a crew', () => {
  it('does each chunk once, whoever does it', () => {
    const { told, owner } = crewOfTwo((helper) => helper.join());
    owner.run(job(5));
    expect(sorted(told)).toEqual(job(5).chunks);
    expect(told.filter(([who]) => who === 'helper')).toHaveLength(4);
  });

  it('does a second job like the first', () => {
    const { told, owner } = crewOfTwo((helper) => helper.join());
    owner.run(job(3));
    owner.run(job(2));
    expect(sorted(told)).toEqual([...job(3).chunks, ...job(2).chunks].sort(([a], [b]) => a - b));
  });

  it('has nothing for those who come when all is done', () => {
    const { told, owner, helper } = crewOfTwo(() => {});
    owner.run(job(3));
    helper.join();
    expect(told.map(([who]) => who)).toEqual(['owner', 'owner', 'owner']);
  });

  it('lets a thread do its own work alone while the others are at a job', () => {
    const { told, owner } = crewOfTwo((helper) => {
      if (told.length === 0) (helper as typeof owner).run(job(2));
    });
    owner.run(job(2));
    expect(told.map(([who]) => who)).toEqual(['helper', 'helper', 'owner', 'owner']);
  });

  it('is one thread where there is no board', () => {
    const told: number[][] = [];
    const exports = { multiplyRows: (_scratch: number, ...chunk: number[]) => told.push(chunk) };
    createTeam({ exports }, heap, undefined).run(job(4));
    expect(told).toEqual(job(4).chunks);
  });

  it('gives back the room that it took', () => {
    const before = [mine.liveBytes, another.liveBytes];
    crewOfTwo((helper) => helper.join()).owner.run(job(5));
    expect([mine.liveBytes, another.liveBytes]).toEqual(before);
  });
});
