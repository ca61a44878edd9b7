// Where the numbers of a table lie while it is read: in blocks of rows that go back to the system one day, or as one
// array in the kernels' memory, where a search works on them without another copy.

import type { Heap } from '../../base/kernel-memory.js';
import { releasable } from '../../base/releasable.js';

/** Rows of doubles, written one after another. Both kinds guard what grows. */
export interface Numbers {
  /** The array that the next rows go to, and where in it. */
  readonly block: Float64Array;
  readonly rowsInBlock: number;
  /** How many rows more fit into that array; 0 asks for `more`. */
  readonly freeRows: number;
  /** Allocates for the next rows: at least `rows`, which took `bytes` of text where that is known. */
  more(rows: number, bytes: number | undefined): void;
  /** Says that so many rows have been written there. */
  take(rows: number): void;
  /** A number that was written. */
  at(row: number, column: number): number;
  /** All of it, at the end. */
  finish(): FinishedNumbers;
}

export interface FinishedNumbers {
  readonly blocks: readonly Float64Array[];
  readonly blockRows: number;
  /** Where they are one array: the memory that it lies in. */
  readonly heap?: Heap;
}

/** About a million cells, 8 MiB: big enough to make blocks few, small enough to waste little. */
const BLOCK_CELLS = 1 << 20;

/** Blocks of equally many rows. */
export class NumberBlocks implements Numbers {
  readonly #width: number;
  readonly #blockRows: number;
  readonly #blocks: Float64Array[] = [];
  block: Float64Array = new Float64Array(0);
  rowsInBlock: number;

  constructor(width: number) {
    this.#width = width;
    this.#blockRows = Math.max(1, Math.floor(BLOCK_CELLS / width));
    this.rowsInBlock = this.#blockRows;
  }

  get freeRows(): number {
    return this.#blockRows - this.rowsInBlock;
  }

  more(): void {
    this.block = releasable(this.#blockRows * this.#width);
    this.#blocks.push(this.block);
    this.rowsInBlock = 0;
  }

  take(rows: number): void {
    this.rowsInBlock += rows;
  }

  at(row: number, column: number): number {
    return this.#blocks[Math.floor(row / this.#blockRows)][(row % this.#blockRows) * this.#width + column];
  }

  /**
   * A last block that is mostly empty goes to a shorter one: memory that was never used would be filled with zeros to
   * be given back.
   */
  finish(): FinishedNumbers {
    const blockRows = this.#blockRows;
    const used = this.rowsInBlock * this.#width;
    if (2 * used > this.block.length) return { blocks: this.#blocks, blockRows };
    const last = releasable(used);
    last.set(this.block.subarray(0, used));
    return { blocks: [...this.#blocks.slice(0, -1), last], blockRows };
  }
}

/** Rows that are asked for beyond those expected, as a share: lines differ in length. */
const RESERVE = 0.05;
/** Where nothing can be expected. */
const FIRST_ROWS = 1024;

/** One array in the kernels' memory: as long as the file promises, longer where it does not keep that. */
export class KernelNumbers implements Numbers {
  readonly #heap: Heap;
  readonly #width: number;
  readonly #ofBytes: number | undefined;
  block: Float64Array = new Float64Array(0);
  rowsInBlock = 0;

  /** @param ofBytes  bytes of text in all, where known */
  constructor(heap: Heap, width: number, ofBytes: number | undefined) {
    this.#heap = heap;
    this.#width = width;
    this.#ofBytes = ofBytes;
  }

  get freeRows(): number {
    return this.block.length / this.#width - this.rowsInBlock;
  }

  more(rows: number, bytes: number | undefined): void {
    const rowsBefore = this.rowsInBlock;
    const promised =
      bytes === undefined || this.#ofBytes === undefined
        ? 0
        : Math.ceil(((1 + RESERVE) * this.#ofBytes * rows) / bytes);
    const enough = promised > rowsBefore ? promised : Math.ceil(1.5 * rowsBefore);
    const capacity = Math.max(FIRST_ROWS, rowsBefore + rows, enough);
    const larger = this.#heap.empty(capacity * this.#width);
    larger.set(this.block.subarray(0, rowsBefore * this.#width));
    this.#heap.free(this.block);
    this.block = larger;
  }

  take(rows: number): void {
    this.rowsInBlock += rows;
  }

  at(row: number, column: number): number {
    return this.block[row * this.#width + column];
  }

  finish(): FinishedNumbers {
    const rows = this.rowsInBlock;
    return {
      blocks: [this.#heap.shorten(this.block, rows * this.#width)],
      blockRows: Math.max(1, rows),
      heap: this.#heap,
    };
  }
}
