// Plain numeric lines of a CSV file to doubles: the front of assembly/scanner.ts. Every value is the double nearest to
// its decimal. A second thread that scanned ahead was measured and left out: on the post's search (98 MB of CSV) it was
// 2 % of CPU, and no wall time that 14 pairs of runs on two busy cores could tell, for 370 lines.

import type { Heap } from '../../base/kernel-memory.js';
import type { NumberScanner, Scanned, ScanShape } from '../../base/number-scanner.js';
import type { WasmModule } from '../memory/wasm.js';
import { POWERS_START, powersOfTen } from './powers-of-ten.js';

/** So much text at a time stays in the caches together with its numbers. */
const TEXT_BYTES = 1 << 19;
/** Memory behind the text: digits are looked at eight at a time. */
const SLACK_BYTES = 64;
/** Doubles and listed cells of one scan; more columns than this get one line at a time. */
const OUT_CELLS = 1 << 17;
const MAX_LISTED = 1 << 14;
/** Numbers that a scan is summed up in. */
const COUNTS = 3;
const LINE_FEED = 10;

/** Makes a scanner in this heap. Cost: some milliseconds for the table of powers, so it is for large files. */
export function createScanner({ exports }: Pick<WasmModule, 'exports'>, heap: Heap): NumberScanner {
  return new Scanner(exports, heap);
}

/** What is known of the lines, and where their values and listed cells go. */
interface ScanTarget {
  readonly columns: number;
  readonly delimiter: number;
  /** A byte per column: not 0 where each cell is to be listed. */
  readonly flags: Int32Array;
  readonly values: Float64Array;
  readonly listed: Int32Array;
}

/** A class because it guards its memory. */
class Scanner implements NumberScanner {
  readonly buffer: Uint8Array;
  readonly #exports: WasmModule['exports'];
  readonly #heap: Heap;
  readonly #text: Int32Array;
  readonly #powers: Int32Array;
  readonly #counts: Int32Array;
  #target: ScanTarget | undefined;

  constructor(exports: WasmModule['exports'], heap: Heap) {
    this.#exports = exports;
    this.#heap = heap;
    this.#text = heap.i32((TEXT_BYTES + SLACK_BYTES) / 4);
    this.#powers = powersOfTen(heap);
    this.#counts = heap.i32(COUNTS);
    this.buffer = new Uint8Array(this.#text.buffer, this.#text.byteOffset, TEXT_BYTES);
  }

  begin({ columns, delimiter }: ScanShape): void {
    this.#freeTarget();
    this.#target = {
      columns,
      delimiter: delimiter.charCodeAt(0),
      flags: this.#heap.i32(Math.ceil(columns / 4)),
      values: this.#heap.empty(Math.max(OUT_CELLS, columns)),
      listed: this.#heap.i32(4 * Math.max(MAX_LISTED, columns)),
    };
  }

  keep(column: number): void {
    const { flags } = this.#target as ScanTarget;
    new Uint8Array(flags.buffer, flags.byteOffset, flags.byteLength)[column] = 1;
  }

  isPlain(end: number): boolean {
    return this.#exports.isPlain(this.#text.byteOffset, this.#addressAfter(end)) !== 0;
  }

  scan(start: number, end: number): Scanned {
    const { columns, delimiter, flags, values, listed } = this.#target as ScanTarget;
    const text = this.#text.byteOffset;
    const stop = this.#exports.scanLines(
      text + start,
      this.#addressAfter(end),
      delimiter,
      columns,
      flags.byteOffset,
      values.byteOffset,
      Math.floor(values.length / columns),
      listed.byteOffset,
      listed.length / 4,
      this.#powers.byteOffset + POWERS_START,
      this.#counts.byteOffset,
    );
    const [rows, cells, irregular] = this.#counts;
    const cellsListed = listed.subarray(0, 4 * cells);
    for (let i = 2; i < cellsListed.length; i += i % 4 === 2 ? 1 : 3) cellsListed[i] -= text;
    return {
      rows,
      values: values.subarray(0, rows * columns),
      listed: cellsListed,
      end: (stop - text) | 0,
      irregular: irregular === 1,
    };
  }

  free(): void {
    this.#freeTarget();
    for (const block of [this.#text, this.#powers, this.#counts]) this.#heap.free(block);
  }

  /** The last line of a file may lack its line feed; one lies behind it. */
  #addressAfter(end: number): number {
    return this.#text.byteOffset + (this.buffer[end - 1] === LINE_FEED ? end : end + 1);
  }

  #freeTarget(): void {
    if (this.#target === undefined) return;
    const { flags, values, listed } = this.#target;
    for (const block of [flags, values, listed]) this.#heap.free(block);
    this.#target = undefined;
  }
}
