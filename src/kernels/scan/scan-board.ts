// Rooms of text that two threads scan: a board of integers, shared by both, says what lies in each room and how far it
// is.
//
// A room is HELD by the thread that reads the file until it is OFFERED; then whoever is free takes it (TAKEN, by
// compare and exchange, so that only one does), scans it as the board says, leaves what came of it on the board, and
// says that it is DONE. The reading thread then holds it again. Only the reading thread offers, so a room that is not
// offered stays as it is. The board has memory of its own: the other thread may look at it when all else has been given
// back.

import type { KernelFunction } from '../memory/wasm.js';

export const STATE = { held: 0, offered: 1, taken: 2, done: 3 } as const;

/** Places on the board: what holds for all rooms. */
export const HEAD = {
  /** Counts what there is to look at: whoever waits for work waits for another count. */
  calls: 0,
  /** 1 where no more will come. */
  ended: 1,
  /** Counts what was said of the lines; 0 before anything was. */
  shape: 2,
  columns: 3,
  delimiter: 4,
  /** Address of a byte per column: not 0 where each cell is to be listed. */
  kept: 5,
} as const;
const HEAD_LENGTH = 6;

/** Places on the board: what holds for one room, from `roomAt` on. */
export const ROOM = {
  state: 0,
  /** Rooms are scanned in the order in which they were offered. */
  turn: 1,
  /** Addresses of its text, of the doubles and listed cells that come of it, and how many of those there may be. */
  text: 2,
  end: 3,
  values: 4,
  maxValues: 5,
  listed: 6,
  maxListed: 7,
  /** What came of it: for which shape; whether it is plain; and as `scanLines` says, the offset of the line behind. */
  shape: 8,
  plain: 9,
  rows: 10,
  cells: 11,
  irregular: 12,
  stop: 13,
} as const;
const ROOM_LENGTH = 14;

/** Memory of the thread that scans, by address. */
export interface ScanMeans {
  readonly exports: Readonly<Record<string, KernelFunction>>;
  readonly powers: number;
  /** Receives three numbers. */
  readonly counts: Int32Array;
}

/** A fresh board of so many rooms, all held. */
export function createBoard(rooms: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * (HEAD_LENGTH + rooms * ROOM_LENGTH)));
}

/** Where a room's numbers begin. */
export function roomAt(room: number): number {
  return HEAD_LENGTH + room * ROOM_LENGTH;
}

/** Takes the offered room that has waited longest (or shortest); undefined where none is offered. */
export function takeRoom(board: Int32Array, which: 'oldest' | 'newest'): number | undefined {
  for (;;) {
    let best: number | undefined;
    for (let at = HEAD_LENGTH; at < board.length; at += ROOM_LENGTH) {
      if (Atomics.load(board, at + ROOM.state) !== STATE.offered) continue;
      const later = best !== undefined && board[at + ROOM.turn] > board[best + ROOM.turn];
      if (best === undefined || later === (which === 'newest')) best = at;
    }
    if (best === undefined) return undefined;
    if (Atomics.compareExchange(board, best + ROOM.state, STATE.offered, STATE.taken) === STATE.offered) return best;
  }
}

/** Scans the room that begins at `at` on the board, which this thread has taken, and wakes whoever waits for it. */
export function scanRoom(board: Int32Array, at: number, { exports, powers, counts }: ScanMeans): void {
  board[at + ROOM.shape] = Atomics.load(board, HEAD.shape);
  const [text, end] = [board[at + ROOM.text], board[at + ROOM.end]];
  board[at + ROOM.plain] = exports.isPlain(text, text + end);
  const columns = board[HEAD.columns];
  if (board[at + ROOM.plain] !== 0) {
    const maxRows = Math.floor(board[at + ROOM.maxValues] / columns);
    const stop = exports.scanLines(
      text,
      text + end,
      board[HEAD.delimiter],
      columns,
      board[HEAD.kept],
      board[at + ROOM.values],
      maxRows,
      board[at + ROOM.listed],
      board[at + ROOM.maxListed],
      powers,
      counts.byteOffset,
    );
    board.set(counts.subarray(0, 3), at + ROOM.rows);
    board[at + ROOM.stop] = stop - text;
  }
  Atomics.store(board, at + ROOM.state, STATE.done);
  Atomics.notify(board, at + ROOM.state);
}

/** What the other thread does until no more will come: scans rooms, the oldest first. Blocks. */
export function scanOffered(board: Int32Array, means: ScanMeans): void {
  for (;;) {
    const calls = Atomics.load(board, HEAD.calls);
    const room = takeRoom(board, 'oldest');
    if (room !== undefined) scanRoom(board, room, means);
    else if (Atomics.load(board, HEAD.ended) !== 0) return;
    else Atomics.wait(board, HEAD.calls, calls);
  }
}
