// Plain numeric lines of a CSV file to doubles: the front of assembly/scanner.ts. Every value is the double nearest to
// its decimal. Another thread may join a scanner of several rooms (scan-thread.ts): it scans what lies in them before
// it is asked for.

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Heap } from '../../base/kernel-memory.js';
import type { NumberScanner, Scanned, ScanShape } from '../../base/number-scanner.js';
import type { WasmModule } from '../memory/wasm.js';
import { POWERS_START, powersOfTen } from './powers-of-ten.js';
import { createBoard, HEAD, ROOM, roomAt, type ScanMeans, STATE, scanRoom, takeRoom } from './scan-board.js';
import type { SharedScanner } from './scan-thread.js';

/** So much text at a time stays in the caches together with its numbers. */
const TEXT_BYTES = 1 << 19;
/** Room behind the text: digits are looked at eight at a time. */
const SLACK_BYTES = 64;
/** Doubles and listed cells of one scan; more columns than this get one line at a time. */
const OUT_CELLS = 1 << 17;
const MAX_LISTED = 1 << 14;
/** Doubles of what is scanned ahead: lines of one room, where a cell is four bytes or more. */
const OUT_AHEAD = 1 << 17;
/** Numbers that a scan is summed up in. */
const COUNTS = 3;
const LINE_FEED = 10;

/** How long this thread waits at a stretch: between, it hears signals, and that the other one has ended. */
const PATIENCE_MS = 10;
/**
 * A thread that is at a room for so long when the scanner is freed is taken for hung: what it may still write to is not
 * given back.
 */
const LAST_WAIT_MS = 2000;

/** A scanner that another thread may join. */
export interface ShareableScanner extends NumberScanner {
  /** From now on what is put into the rooms is offered. To be called once. */
  share(): SharedScanner;
  /** Says that the other thread has ended: what it was at will not be done. */
  alone(): void;
}

/** Makes a scanner in this heap. Cost: some milliseconds for the table of powers, so it is for large files. */
export function createScanner(wasm: WasmModule, heap: Heap, rooms = 1): ShareableScanner {
  return new Scanner(wasm, heap, rooms);
}

/** What a scan leaves: doubles and listed cells. */
interface Place {
  readonly values: Float64Array;
  readonly listed: Int32Array;
}

const NOWHERE: Place = { values: new Float64Array(0), listed: new Int32Array(0) };

/** A class because it guards memory that two threads may be at. */
class Scanner implements ShareableScanner {
  readonly rooms: readonly Uint8Array[];
  readonly #wasm: WasmModule;
  readonly #heap: Heap;
  readonly #board: Int32Array;
  readonly #means: ScanMeans;
  /** End of the lines in each room. */
  readonly #ends: Int32Array;
  /** Blocks that live as long as the scanner. */
  readonly #blocks: (Float64Array | Int32Array)[] = [];
  /** Where this thread scans to when it is asked, and what was said of the lines. */
  #place = NOWHERE;
  #kept: Int32Array | undefined;
  /** Where each room is scanned to ahead; empty before another thread may do so. */
  #ahead: readonly Place[] = [];
  #offers = false;
  #turns = 0;

  constructor(wasm: WasmModule, heap: Heap, rooms: number) {
    this.#wasm = wasm;
    this.#heap = heap;
    this.#board = createBoard(rooms);
    this.#ends = new Int32Array(rooms);
    this.rooms = Array.from({ length: rooms }, (_, room) => {
      const { buffer, byteOffset } = this.#own(heap.i32((TEXT_BYTES + SLACK_BYTES) / 4));
      this.#board[roomAt(room) + ROOM.text] = byteOffset;
      return new Uint8Array(buffer, byteOffset, TEXT_BYTES);
    });
    this.#means = {
      exports: wasm.exports,
      powers: this.#own(powersOfTen(heap)).byteOffset + POWERS_START,
      counts: this.#own(heap.i32(COUNTS)),
    };
  }

  share(): SharedScanner {
    const heap = this.#heap;
    this.#ahead = this.rooms.map((_, room) => {
      const [values, listed] = [this.#own(heap.empty(OUT_AHEAD)), this.#own(heap.i32(4 * MAX_LISTED))];
      const at = roomAt(room);
      this.#board[at + ROOM.values] = values.byteOffset;
      this.#board[at + ROOM.maxValues] = values.length;
      this.#board[at + ROOM.listed] = listed.byteOffset;
      this.#board[at + ROOM.maxListed] = listed.length / 4;
      return { values, listed };
    });
    this.#offers = true;
    const powers = this.#own(powersOfTen(heap)).byteOffset + POWERS_START;
    const counts = this.#own(heap.i32(COUNTS)).byteOffset;
    const { module, memory } = this.#wasm;
    return { module, memory, board: this.#board, powers, counts };
  }

  alone(): void {
    this.#offers = false;
  }

  begin({ columns, delimiter }: ScanShape): void {
    const heap = this.#heap;
    this.#freeShape();
    this.#kept = heap.i32(Math.ceil(columns / 4));
    this.#place = {
      values: heap.empty(Math.max(OUT_CELLS, columns)),
      listed: heap.i32(4 * Math.max(MAX_LISTED, columns)),
    };
    this.#board[HEAD.columns] = columns;
    this.#board[HEAD.delimiter] = delimiter.charCodeAt(0);
    this.#board[HEAD.kept] = this.#kept.byteOffset;
    Atomics.add(this.#board, HEAD.shape, 1);
  }

  keep(column: number): void {
    const kept = this.#kept as Int32Array;
    const flags = new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength);
    if (flags[column] !== 0) return;
    flags[column] = 1;
    Atomics.add(this.#board, HEAD.shape, 1);
  }

  filled(room: number, end: number): void {
    const [board, at] = [this.#board, roomAt(room)];
    // The last line of a file may lack its line feed; one lies behind it.
    this.#ends[room] = this.rooms[room][end - 1] === LINE_FEED ? end : end + 1;
    const offered = this.#offers && board[HEAD.shape] !== 0;
    board[at + ROOM.end] = this.#ends[room];
    board[at + ROOM.turn] = this.#turns++;
    Atomics.store(board, at + ROOM.state, offered ? STATE.offered : STATE.held);
    if (offered) this.#call();
  }

  isSettled(room: number): boolean {
    const state = Atomics.load(this.#board, roomAt(room));
    return state === STATE.held || state === STATE.done;
  }

  async settle(room: number): Promise<void> {
    const [board, state] = [this.#board, roomAt(room) + ROOM.state];
    for (;;) {
      const now = Atomics.compareExchange(board, state, STATE.offered, STATE.held);
      if (now !== STATE.taken) return;
      const other = takeRoom(board, 'newest');
      if (other !== undefined) scanRoom(board, other, this.#means);
      else if (!this.#offers) Atomics.store(board, state, STATE.held);
      else if (Atomics.wait(board, state, STATE.taken, PATIENCE_MS) === 'timed-out') await nextTurn();
    }
  }

  isPlain(room: number): boolean {
    const [board, at] = [this.#board, roomAt(room)];
    if (board[at + ROOM.state] === STATE.done) return board[at + ROOM.plain] !== 0;
    const text = board[at + ROOM.text];
    return this.#means.exports.isPlain(text, text + this.#ends[room]) !== 0;
  }

  scan(room: number, start: number): Scanned {
    return this.#scannedAhead(room, start) ?? this.#scanNow(room, start);
  }

  free(): void {
    Atomics.store(this.#board, HEAD.ended, 1);
    this.#call();
    if (!this.#isDeserted()) return;
    this.#freeShape();
    for (const block of this.#blocks.splice(0)) this.#heap.free(block);
  }

  /** What was scanned ahead of lines that begin here, for what is known of them now; once. */
  #scannedAhead(room: number, start: number): Scanned | undefined {
    const [board, at] = [this.#board, roomAt(room)];
    if (start !== 0 || board[at + ROOM.state] !== STATE.done) return undefined;
    board[at + ROOM.state] = STATE.held;
    if (board[at + ROOM.shape] !== board[HEAD.shape]) return undefined;
    const none = board[at + ROOM.rows] === 0 && board[at + ROOM.irregular] === 0;
    return none
      ? undefined
      : this.#scanned(room, this.#ahead[room], board.subarray(at + ROOM.rows, at + ROOM.stop + 1));
  }

  #scanNow(room: number, start: number): Scanned {
    const [board, place] = [this.#board, this.#place];
    const text = board[roomAt(room) + ROOM.text];
    const { exports, powers, counts } = this.#means;
    const stop = exports.scanLines(
      text + start,
      text + this.#ends[room],
      board[HEAD.delimiter],
      board[HEAD.columns],
      board[HEAD.kept],
      place.values.byteOffset,
      Math.floor(place.values.length / board[HEAD.columns]),
      place.listed.byteOffset,
      place.listed.length / 4,
      powers,
      counts.byteOffset,
    );
    return this.#scanned(room, place, [counts[0], counts[1], counts[2], stop - text]);
  }

  #scanned(room: number, { values, listed }: Place, outcome: ArrayLike<number>): Scanned {
    const [rows, cells, irregular, end] = [outcome[0], outcome[1], outcome[2], outcome[3]];
    const text = this.#board[roomAt(room) + ROOM.text];
    const cellsListed = listed.subarray(0, 4 * cells);
    for (let i = 2; i < cellsListed.length; i += i % 4 === 2 ? 1 : 3) cellsListed[i] -= text;
    return {
      rows,
      values: values.subarray(0, rows * this.#board[HEAD.columns]),
      listed: cellsListed,
      end: end | 0,
      irregular: irregular === 1,
    };
  }

  /** Tells the other thread that there is something to look at. */
  #call(): void {
    Atomics.add(this.#board, HEAD.calls, 1);
    Atomics.notify(this.#board, HEAD.calls);
  }

  /** Withdraws every room and waits for those that are taken; false where the other thread does not come back. */
  #isDeserted(): boolean {
    const board = this.#board;
    return this.rooms.every((_, room) => {
      const state = roomAt(room) + ROOM.state;
      const now = Atomics.compareExchange(board, state, STATE.offered, STATE.held);
      return (
        now !== STATE.taken || !this.#offers || Atomics.wait(board, state, STATE.taken, LAST_WAIT_MS) !== 'timed-out'
      );
    });
  }

  #freeShape(): void {
    const { values, listed } = this.#place;
    if (this.#kept === undefined) return;
    for (const block of [this.#kept, values, listed]) this.#heap.free(block);
    this.#kept = undefined;
  }

  #own<T extends Float64Array | Int32Array>(block: T): T {
    this.#blocks.push(block);
    return block;
  }
}
