// Work that threads over one memory share: a kernel's work is cut into chunks whose results do not depend on each
// other, and whoever has nothing to do takes a chunk, then the next (OpenMP's dynamic schedule). The thread whose work
// it is does chunks too, and waits for the last one of each helper. Which thread does which chunk never shows: a chunk
// is one call of a function of the module, the same wherever it is made.
//
// In the work queue, one job at a time: an owner takes the lock, writes the job, opens it. A helper enters, looks
// whether the job is open, and takes chunks by counting `next` up; the owner closes the job when none is left, and gives the
// lock back when nobody is inside any more. (An owner that is ended meanwhile leaves the lock taken: from then on every
// thread does its work alone.)

import { assert } from '../base/errors.js';
import type { Heap } from '../base/kernel-memory.js';
import type { WasmModule } from './memory/wasm.js';

/** Counters that all threads of an engine see. */
export type WorkQueue = SharedArrayBuffer;

const [CALLED, OPEN, LOCK, INSIDE, NEXT, COUNT, FUNCTION, WIDTH, TABLE, SCRATCH] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const COUNTERS = 10;

/**
 * The functions of the module that do chunks. Their first argument is the address of scratch memory that whoever
 * does one brings.
 */
const FUNCTIONS = ['multiplyRows'] as const;

/** No chunk takes so many seconds, by far: whoever is still inside has died there. */
const LONGEST_CHUNK_SECONDS = 60;

export interface Job {
  readonly does: (typeof FUNCTIONS)[number];
  /** The arguments of each chunk, behind the first; all of one length. */
  readonly chunks: readonly (readonly number[])[];
  /** Bytes of scratch memory that doing chunks takes. */
  readonly scratchBytes: number;
}

export interface Team {
  /** Does all chunks of a job, with whoever is free. */
  readonly run: (job: Job) => void;
  /** Does chunks of the job that is open, if there is one, until none is left. */
  readonly join: () => void;
  /** Joins whatever is opened from now on, whenever this thread has nothing else to do. */
  readonly help: () => Promise<void>;
}

export function newWorkQueue(): WorkQueue {
  return new SharedArrayBuffer(4 * COUNTERS);
}

/** @param queueBuffer  undefined: there is nobody to share work with. */
export function createTeam(
  { exports }: Pick<WasmModule, 'exports'>,
  heap: Heap,
  queueBuffer: WorkQueue | undefined,
): Team {
  const queue = queueBuffer && new Int32Array(queueBuffer);
  return {
    run: (job) =>
      heap.scope(() => {
        if (queue === undefined || job.chunks.length < 2 || Atomics.compareExchange(queue, LOCK, 0, 1) !== 0)
          alone(exports, heap, job);
        else shared(exports, heap, queue, job);
      }),
    join: () => queue && join(exports, heap, queue),
    help: async () => {
      while (queue !== undefined) {
        const seen = Atomics.load(queue, CALLED);
        join(exports, heap, queue);
        await Atomics.waitAsync(queue, CALLED, seen).value;
      }
    },
  };
}

function alone(exports: WasmModule['exports'], heap: Heap, { does, chunks, scratchBytes }: Job): void {
  const scratch = heap.empty(scratchBytes / 8).byteOffset;
  for (const chunk of chunks) exports[does](scratch, ...chunk);
}

function shared(
  exports: WasmModule['exports'],
  heap: Heap,
  queue: Int32Array,
  { does, chunks, scratchBytes }: Job,
): void {
  const width = chunks[0].length;
  const table = heap.empty(chunks.length * width);
  for (const [i, chunk] of chunks.entries()) table.set(chunk, i * width);
  queue[NEXT] = 0;
  queue[COUNT] = chunks.length;
  queue[FUNCTION] = FUNCTIONS.indexOf(does);
  queue[WIDTH] = width;
  queue[TABLE] = table.byteOffset;
  queue[SCRATCH] = scratchBytes;
  Atomics.store(queue, OPEN, 1);
  Atomics.add(queue, CALLED, 1);
  Atomics.notify(queue, CALLED);
  takeChunks(exports, heap, queue);
  Atomics.store(queue, OPEN, 0);
  waitForHelpers(queue);
  Atomics.store(queue, LOCK, 0);
}

/**
 * Waits until no helper is at a chunk. Seconds are counted one by one: a process that is stopped for a minute goes on
 * where it was, helpers too, and memory in which one of them still writes must not be given to others.
 */
function waitForHelpers(queue: Int32Array): void {
  let seconds = 0;
  for (let inside = Atomics.load(queue, INSIDE); inside > 0; inside = Atomics.load(queue, INSIDE)) {
    if (Atomics.wait(queue, INSIDE, inside, 1000) === 'timed-out') seconds++;
    assert(seconds < LONGEST_CHUNK_SECONDS, 'whoever helps comes to an end');
  }
}

function join(exports: WasmModule['exports'], heap: Heap, queue: Int32Array): void {
  Atomics.add(queue, INSIDE, 1);
  try {
    // Whoever closes it from now on sees this thread inside, and waits.
    if (Atomics.load(queue, OPEN) === 1) heap.scope(() => takeChunks(exports, heap, queue));
  } finally {
    Atomics.sub(queue, INSIDE, 1);
    Atomics.notify(queue, INSIDE);
  }
}

function takeChunks(exports: WasmModule['exports'], heap: Heap, queue: Int32Array): void {
  const [count, width] = [queue[COUNT], queue[WIDTH]];
  const work = exports[FUNCTIONS[queue[FUNCTION]]];
  const table = heap.view(queue[TABLE] >>> 0, count * width);
  const scratch = heap.empty(queue[SCRATCH] / 8).byteOffset;
  for (let i = Atomics.add(queue, NEXT, 1); i < count; i = Atomics.add(queue, NEXT, 1)) {
    work(scratch, ...table.subarray(i * width, (i + 1) * width));
  }
}
