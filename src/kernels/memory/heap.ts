// The allocator over the WASM memory: blocks of whole 64-byte lines, best fit from a list of free blocks that are
// merged with their neighbours, else from the top of the memory, which grows. Scopes give back everything that was not
// kept. Threads may share one memory, each with a heap of its own: then each takes regions from one frontier, and frees
// only its own blocks.

import { assert, EXIT, GridsearchError } from '../../base/errors.js';
import type { Heap } from '../../base/kernel-memory.js';
import { FreeList } from './free-list.js';
import { PAGE_BYTES } from './wasm.js';

type HeapArray = Float64Array | Int32Array;

/** Blocks allocated while a scope is innermost, by address; the depth tells inner from outer. */
interface Scope {
  readonly depth: number;
  readonly blocks: Set<number>;
}

const LINE_BYTES = 64;
/** Memory grows in steps of at least 16 MiB, because each growth makes a new buffer object. */
const GROWTH_PAGES = 256;

/** Regions that heaps over one memory take from its frontier are at least so large. */
const REGION_PAGES = 16;

/** Where the memory that no heap has taken begins: one 32-bit count of pages, shared by all threads. */
export type Frontier = SharedArrayBuffer;

/** A heap that can let other heaps take from the same memory. */
export interface ShareableHeap extends Heap {
  /** From now on takes regions from a frontier, which is returned. */
  readonly share: () => Frontier;
}

/**
 * Makes the heap of a memory.
 * @param base  first byte that may be handed out
 */
export function createHeap(memory: WebAssembly.Memory, base: number): ShareableHeap {
  return new WasmHeap(memory, base);
}

/** Makes one more heap over a memory. */
export function joinHeap(memory: WebAssembly.Memory, frontier: Frontier): ShareableHeap {
  return new WasmHeap(memory, 0, frontier);
}

class WasmHeap implements ShareableHeap {
  readonly #memory: WebAssembly.Memory;
  /** Every buffer object this memory has had: arrays made before a growth keep theirs. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #newest: ArrayBufferLike | undefined;
  readonly #free: FreeList;
  /** Bytes and scope of each block handed out, by address. */
  readonly #live = new Map<number, { readonly bytes: number; scope: Scope | undefined }>();
  /** Bytes from here to the limit have never been handed out: they are zero. */
  #top: number;
  /** Where this heap's region ends; Infinity while nobody else takes from the memory. */
  #limit = Number.POSITIVE_INFINITY;
  #frontier: Int32Array | undefined;
  #scope: Scope | undefined;
  /** Scopes that are open, those around `withoutScope` too. */
  #depth = 0;
  #liveBytes = 0;

  constructor(memory: WebAssembly.Memory, base: number, frontier?: Frontier) {
    this.#memory = memory;
    this.#top = roundUp(base, LINE_BYTES);
    this.#free = new FreeList();
    if (frontier === undefined) return;
    this.#frontier = new Int32Array(frontier);
    this.#limit = this.#top;
  }

  share(): Frontier {
    if (this.#frontier === undefined) {
      const pages = Math.ceil(this.#top / PAGE_BYTES);
      this.#frontier = new Int32Array(new SharedArrayBuffer(4)).fill(pages);
      this.#limit = pages * PAGE_BYTES;
    }
    return this.#frontier.buffer as SharedArrayBuffer;
  }

  get liveBytes(): number {
    return this.#liveBytes;
  }

  f64(length: number): Float64Array {
    return this.view(this.#allocate(length * 8), length);
  }

  i32(length: number): Int32Array {
    return this.viewOfIntegers(this.#allocate(length * 4), length);
  }

  matrix(rows: number, cols: number, stride: number = cols) {
    return { rows, cols, stride, data: this.f64(rows * stride) };
  }

  empty(length: number): Float64Array {
    return this.view(this.#allocate(length * 8, false), length);
  }

  view(address: number, length: number): Float64Array {
    return new Float64Array(this.#buffer(address + length * 8), address, length);
  }

  viewOfIntegers(address: number, length: number): Int32Array {
    return new Int32Array(this.#buffer(address + length * 4), address, length);
  }

  /**
   * The memory's buffer, as far as `end` at least: where another thread has made it grow, this one's may be of before.
   */
  #buffer(end: number): ArrayBufferLike {
    if (this.#memory.buffer.byteLength < end) this.#memory.grow(0);
    const { buffer } = this.#memory;
    if (buffer !== this.#newest) {
      this.#newest = buffer;
      this.#buffers.add(buffer);
    }
    return buffer;
  }

  emptyMatrix(rows: number, cols: number) {
    return { rows, cols, stride: cols, data: this.empty(rows * cols) };
  }

  owns(array: HeapArray): boolean {
    return this.#buffers.has(array.buffer);
  }

  toKernelMemory<T extends HeapArray>(array: T): T {
    if (this.owns(array)) return array;
    const copy = array instanceof Float64Array ? this.empty(array.length) : this.i32(array.length);
    copy.set(array);
    return copy as T;
  }

  shorten(array: Float64Array, length: number): Float64Array {
    const address = array.byteOffset;
    const block = this.#live.get(address);
    assert(
      this.owns(array) && block !== undefined && length <= array.length,
      'shorten is given an array as the heap handed it out',
    );
    const bytes = blockBytes(8 * length);
    if (bytes < block.bytes) {
      this.#live.set(address, { bytes, scope: block.scope });
      this.#liveBytes -= block.bytes - bytes;
      this.#free.give(address + bytes, block.bytes - bytes);
    }
    return array.subarray(0, length);
  }

  free(array: HeapArray): void {
    if (!this.owns(array)) return;
    const block = this.#live.get(array.byteOffset);
    assert(block !== undefined, 'free is given an array as the heap handed it out, once');
    block.scope?.blocks.delete(array.byteOffset);
    this.#release(array.byteOffset, block.bytes);
  }

  scope<T>(work: (keep: <A extends HeapArray>(array: A) => A) => T): T {
    const outer = this.#scope;
    const scope: Scope = { depth: ++this.#depth, blocks: new Set() };
    this.#scope = scope;
    try {
      return work((array) => {
        if (this.owns(array)) this.#moveOut(scope, outer, array.byteOffset);
        return array;
      });
    } finally {
      this.#scope = outer;
      this.#depth--;
      for (const address of scope.blocks) this.#release(address, this.#live.get(address)!.bytes);
    }
  }

  withoutScope<T>(work: () => T): T {
    const scope = this.#scope;
    this.#scope = undefined;
    try {
      return work();
    } finally {
      this.#scope = scope;
    }
  }

  /**
   * Moves a block of `scope`, or of a scope inside it, to the scope around it. Blocks from further out are in no
   * danger.
   */
  #moveOut(scope: Scope, outer: Scope | undefined, address: number): void {
    const block = this.#live.get(address);
    assert(block !== undefined, 'keep is given an array as the heap handed it out');
    if (block.scope === undefined || block.scope.depth < scope.depth) return;
    block.scope.blocks.delete(address);
    outer?.blocks.add(address);
    block.scope = outer;
  }

  #allocate(requestedBytes: number, zeroed = true): number {
    assert(Number.isSafeInteger(requestedBytes) && requestedBytes >= 0, 'a block has a whole number of bytes');
    const bytes = blockBytes(requestedBytes);
    const address = this.#recycle(bytes, zeroed) ?? this.#extend(bytes, zeroed);
    this.#live.set(address, { bytes, scope: this.#scope });
    this.#scope?.blocks.add(address);
    this.#liveBytes += bytes;
    return address;
  }

  #recycle(bytes: number, zeroed: boolean): number | undefined {
    const address = this.#free.take(bytes);
    if (address !== undefined && zeroed) this.#zero(address, bytes);
    return address;
  }

  /** Takes a block that ends above the top, beginning in the last free block where that reaches up to it. */
  #extend(bytes: number, zeroed: boolean): number {
    if (this.#top + bytes > this.#limit) this.#claim(bytes);
    const tail = this.#free.takeEndingAt(this.#top);
    const address = tail?.address ?? this.#top;
    try {
      if (address + bytes > this.#buffer(0).byteLength) this.#grow(address + bytes);
    } catch (error) {
      if (tail !== undefined) this.#free.give(tail.address, tail.bytes);
      throw error;
    }
    if (tail !== undefined && zeroed) this.#zero(tail.address, tail.bytes);
    this.#top = address + bytes;
    return address;
  }

  /** By doubles: V8 fills shared memory entry by entry. */
  #zero(address: number, bytes: number): void {
    new Float64Array(this.#buffer(address + bytes), address, bytes / 8).fill(0);
  }

  /** Takes a region from the frontier that `bytes` fit behind what the last one has left, or into. */
  #claim(bytes: number): void {
    const frontier = this.#frontier as Int32Array;
    for (;;) {
      const start = Atomics.load(frontier, 0);
      const left = start * PAGE_BYTES === this.#limit ? this.#limit - this.#top : 0;
      const pages = Math.max(REGION_PAGES, Math.ceil((bytes - left) / PAGE_BYTES));
      if (Atomics.compareExchange(frontier, 0, start, start + pages) !== start) continue;
      if (left === 0) {
        if (this.#limit > this.#top) this.#free.give(this.#top, this.#limit - this.#top);
        this.#top = start * PAGE_BYTES;
      }
      this.#limit = (start + pages) * PAGE_BYTES;
      return;
    }
  }

  #grow(end: number): void {
    this.#memory.grow(0);
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return;
    if (!this.#tryGrow(Math.max(missing, GROWTH_PAGES)) && !this.#tryGrow(missing)) {
      throw new GridsearchError(
        'MEMORY_LIMIT',
        `matrices need ${toMegabytes(end)} MB in one process, more than can be had`,
        {
          help: 'use fewer jobs, fewer columns (--features, --drop) or fewer rows; one process can address 4 GB',
          exitCode: EXIT.environment,
        },
      );
    }
  }

  #tryGrow(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  #release(address: number, bytes: number): void {
    this.#live.delete(address);
    this.#liveBytes -= bytes;
    this.#free.give(address, bytes);
  }
}

/** What a block of so many bytes takes. */
function blockBytes(bytes: number): number {
  return Math.max(LINE_BYTES, roundUp(bytes, LINE_BYTES));
}

function roundUp(bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit;
}

function toMegabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}
