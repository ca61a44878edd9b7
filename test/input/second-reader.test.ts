// A large file is read by two threads; whatever befalls the second, the table is that of one.

import { deepStrictEqual } from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/input/read-table.js';
import { startSecondReader } from '../../src/input/second-reader.js';
import { createKernels } from '../../src/kernels/index.js';
import { ROOM, roomAt, STATE } from '../../src/kernels/scan/scan-board.js';
import { entryScript } from '../../src/worker/entry-script.js';
import { scratch } from '../cli/run.js';
import { contents } from '../table/csv/csv.js';

const { put } = scratch();
const kernels = createKernels();

const READER = entryScript('worker-thread');
/** Scripts in the place of the reader's: each ends before its time. */
const ENDING = {
  'does not exist': '/nowhere/reader.cjs',
  throws: put('throws.cjs', 'throw new Error("at the start")'),
  'ends at a room that it has taken': put(
    'takes.cjs',
    `require('node:worker_threads').parentPort.on('message', ({ scanner: { board } }) => {
     const states = [0, 1, 2, 3].map((room) => ${roomAt(0) + ROOM.state} + room * ${roomAt(1) - roomAt(0)});
     const take = (at) => Atomics.compareExchange(board, at, ${STATE.offered}, ${STATE.taken}) === ${STATE.offered};
     while (!states.some(take));
     process.exit(); });`,
  ),
};

describe('a table that is read with a second thread', () => {
  /** Some megabytes: numbers, then missing ones, then text in a column, and lines with blanks and quotes. */
  const lines = Array.from({ length: 90_000 }, (_, row) => {
    if (row > 60_000 && row % 997 === 0) return `${row},,"x, ${row}",1`;
    if (row > 30_000 && row % 501 === 0) return ` ${row} ,NA,red,0`;
    return `${row * 1.000001},${Math.sin(row)},${-row},${row % 3}`;
  });
  const file = put('data.csv', `a,b,c,y\n${lines.join('\n')}`);

  it.each(Object.entries({ 'does its work': READER, ...ENDING }))('which %s is the same', async (_, script) => {
    const alone = await readTable(file, {}, { kernels: () => kernels, threads: 1 });
    const before = kernels.heap.liveBytes;
    const table = await readTable(
      file,
      {},
      {
        kernels: () => kernels,
        threads: 2,
        worthBytes: 0,
        second: startSecondReader(script),
      },
    );
    deepStrictEqual(contents(table), contents(alone));
    expect(kernels.heap.liveBytes).toBe(before);
  });
});

describe('a room that the second thread has taken', () => {
  /** The state of the one room, once the other thread has been there. */
  const visited = async (script: string) => {
    const scanner = kernels.scanner(1);
    const text = Buffer.from('1,2\n3,x\n');
    const shared = scanner.share();
    const { board } = shared;
    const second = startSecondReader(script);
    second.join({ share: () => shared, alone: () => scanner.alone() });
    scanner.begin({ columns: 2, delimiter: ',' });
    scanner.rooms[0].set(text);
    scanner.filled(0, text.length);
    const state = roomAt(0) + ROOM.state;
    while (Atomics.load(board, state) === STATE.offered) await wait(5);
    await scanner.settle(0);
    const { rows, values, listed, end } = scanner.scan(0, 0);
    const found = { state: Atomics.load(board, state), rows, values: [...values], listed: [...listed], end };
    scanner.free();
    second.end();
    return found;
  };
  const scanned = { rows: 2, values: [1, 2, 3, Number.NaN], listed: [1, 1, 6, 7], end: 8 };

  it('is scanned by it', async () => {
    expect(await visited(READER)).toEqual({ state: STATE.held, ...scanned });
  });

  it('is scanned by this one where the other has ended', async () => {
    expect(await visited(ENDING['ends at a room that it has taken'])).toEqual({ state: STATE.held, ...scanned });
  });
});
