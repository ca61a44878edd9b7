// Work that threads over one memory share: a kernel's work is cut into pieces whose results do not depend on each
// other, and whoever has nothing to do takes a piece, then the next. The thread whose work it is does pieces too, and
// waits for the last one of each helper. Which thread does which piece never shows: a piece is one call of a function
// of the module, the same wherever it is made.
//
// On the board, one job at a time: an owner takes the lock, writes the job, opens it. A helper enters, looks whether
// the job is open, and takes pieces by counting `next` up; the owner closes the job when none is left, and gives the
// lock back when nobody is inside any more. (An owner that is ended meanwhile leaves the lock taken: from then on every
// thread does its work alone.)

import { assert } from '../base/errors.js';
import type { Heap } from '../base/kernel-memory.js';
import type { WasmModule } from './memory/wasm.js';

/** Counters that all threads of an engine see. */
export type Board = SharedArrayBuffer;

const [CALLED, OPEN, LOCK, INSIDE, NEXT, COUNT, FUNCTION, WIDTH, TABLE, SCRATCH] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const COUNTERS = 10;

/**
 * The functions of the module that do pieces. Their first argument is the address of room that whoever does the piece
 * brings.
 */
const FUNCTIONS = ['multiplyRows'] as const;

/** No piece takes so many seconds, by far: whoever is still inside has died there. */
const LONGEST_PIECE_SECONDS = 60;

export interface Job {
  readonly does: (typeof FUNCTIONS)[number];
  /** The arguments of each piece, behind the first; all of one length. */
  readonly pieces: readonly (readonly number[])[];
  /** Bytes of the room that doing pieces takes. */
  readonly scratchBytes: number;
}

export interface Crew {
  /** Does all pieces of a job, with whoever is free. */
  readonly run: (job: Job) => void;
  /** Does pieces of the job that is open, if there is one, until none is left. */
  readonly join: () => void;
  /** Joins whatever is opened from now on, whenever this thread has nothing else to do. */
  readonly help: () => Promise<void>;
}

export function newBoard(): Board {
  return new SharedArrayBuffer(4 * COUNTERS);
}

/** @param board  undefined: there is nobody to share work with. */
export function createCrew({ exports }: Pick<WasmModule, 'exports'>, heap: Heap, board: Board | undefined): Crew {
  const counters = board && new Int32Array(board);
  return {
    run: (job) =>
      heap.scope(() => {
        if (counters === undefined || job.pieces.length < 2 || Atomics.compareExchange(counters, LOCK, 0, 1) !== 0)
          alone(exports, heap, job);
        else shared(exports, heap, counters, job);
      }),
    join: () => counters && join(exports, heap, counters),
    help: async () => {
      while (counters !== undefined) {
        const seen = Atomics.load(counters, CALLED);
        join(exports, heap, counters);
        await Atomics.waitAsync(counters, CALLED, seen).value;
      }
    },
  };
}

function alone(exports: WasmModule['exports'], heap: Heap, { does, pieces, scratchBytes }: Job): void {
  const scratch = heap.rough(scratchBytes / 8).byteOffset;
  for (const piece of pieces) exports[does](scratch, ...piece);
}

function shared(
  exports: WasmModule['exports'],
  heap: Heap,
  counters: Int32Array,
  { does, pieces, scratchBytes }: Job,
): void {
  const width = pieces[0].length;
  const table = heap.rough(pieces.length * width);
  for (const [i, piece] of pieces.entries()) table.set(piece, i * width);
  counters[NEXT] = 0;
  counters[COUNT] = pieces.length;
  counters[FUNCTION] = FUNCTIONS.indexOf(does);
  counters[WIDTH] = width;
  counters[TABLE] = table.byteOffset;
  counters[SCRATCH] = scratchBytes;
  Atomics.store(counters, OPEN, 1);
  Atomics.add(counters, CALLED, 1);
  Atomics.notify(counters, CALLED);
  takePieces(exports, heap, counters);
  Atomics.store(counters, OPEN, 0);
  waitForHelpers(counters);
  Atomics.store(counters, LOCK, 0);
}

/**
 * Waits until no helper is at a piece. Seconds are counted one by one: a process that is stopped for a minute goes on
 * where it was, helpers too, and memory in which one of them still writes must not be given to others.
 */
function waitForHelpers(counters: Int32Array): void {
  let seconds = 0;
  for (let inside = Atomics.load(counters, INSIDE); inside > 0; inside = Atomics.load(counters, INSIDE)) {
    if (Atomics.wait(counters, INSIDE, inside, 1000) === 'timed-out') seconds++;
    assert(seconds < LONGEST_PIECE_SECONDS, 'whoever helps comes to an end');
  }
}

function join(exports: WasmModule['exports'], heap: Heap, counters: Int32Array): void {
  Atomics.add(counters, INSIDE, 1);
  try {
    // Whoever closes it from now on sees this thread inside, and waits.
    if (Atomics.load(counters, OPEN) === 1) heap.scope(() => takePieces(exports, heap, counters));
  } finally {
    Atomics.sub(counters, INSIDE, 1);
    Atomics.notify(counters, INSIDE);
  }
}

function takePieces(exports: WasmModule['exports'], heap: Heap, counters: Int32Array): void {
  const [count, width] = [counters[COUNT], counters[WIDTH]];
  const work = exports[FUNCTIONS[counters[FUNCTION]]];
  const table = heap.view(counters[TABLE] >>> 0, count * width);
  const scratch = heap.rough(counters[SCRATCH] / 8).byteOffset;
  for (let i = Atomics.add(counters, NEXT, 1); i < count; i = Atomics.add(counters, NEXT, 1)) {
    work(scratch, ...table.subarray(i * width, (i + 1) * width));
  }
}
