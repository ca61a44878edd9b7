// Plain numeric lines of a CSV file to doubles: the front of assembly/scanner.ts. Every value is the double nearest to its decimal.

import type { Heap } from '../base/heap.js';
import type { NumberScanner } from '../base/number-scanner.js';
import type { WasmModule } from './wasm.js';

/** 1 MiB of text at a time stays in the caches together with its numbers. */
const INPUT_BYTES = 1 << 20;
/** Room behind the input: digits are looked at eight at a time. */
const SLACK_BYTES = 64;
/** Doubles and listed cells of one scan; more columns than this get one line at a time. */
const OUT_CELLS = 1 << 17;
const MAX_LISTED = 1 << 14;

const MIN_POWER = -342;
const MAX_POWER = 308;

/** Makes a scanner in this heap. Cost: some milliseconds for the table of powers, so it is for large files. */
export function createScanner(wasm: WasmModule, heap: Heap): NumberScanner {
  const { isPlain, scanLines } = wasm.exports;
  const inputBlock = heap.i32((INPUT_BYTES + SLACK_BYTES) / 4);
  const base = inputBlock.byteOffset;
  const powersBlock = powersOfTen(heap);
  const counts = heap.i32(4);
  let shape = { columns: 1, delimiter: 0 };
  let kept = heap.i32(1);
  let values = heap.f64(0);
  let listed = heap.i32(0);
  const freeShape = (): void => {
    for (const block of [kept, values, listed]) heap.free(block);
  };
  const keptBytes = (): Uint8Array => new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength);
  return {
    input: new Uint8Array(inputBlock.buffer, base, INPUT_BYTES),
    isPlain: (start, end) => isPlain(base + start, base + end) !== 0,
    begin: ({ columns, delimiter }) => {
      freeShape();
      shape = { columns, delimiter: delimiter.charCodeAt(0) };
      kept = heap.i32(Math.ceil(columns / 4));
      values = heap.f64(Math.max(OUT_CELLS, columns));
      listed = heap.i32(4 * Math.max(MAX_LISTED, columns));
    },
    keep: (column) => {
      keptBytes()[column] = 1;
    },
    scan: (start, end, maxRows) => {
      const { columns, delimiter } = shape;
      const stop = scanLines(
        base + start,
        base + end,
        delimiter,
        columns,
        kept.byteOffset,
        values.byteOffset,
        Math.min(maxRows, Math.floor(values.length / columns)),
        listed.byteOffset,
        listed.length / 4,
        powersBlock.byteOffset + POWERS_START,
        counts.byteOffset,
      );
      const [rows, cells, irregular] = counts;
      const cellsListed = listed.subarray(0, 4 * cells);
      for (let i = 2; i < cellsListed.length; i += i % 4 === 2 ? 1 : 3) cellsListed[i] -= base;
      return { rows, values: values.subarray(0, rows * columns), listed: cellsListed, end: stop - base, irregular: irregular === 1 };
    },
    free: () => {
      freeShape();
      for (const block of [inputBlock, powersBlock, counts]) heap.free(block);
    },
  };
}

/** The table begins behind a line of its own, in which the kernel leaves the exponent it read. */
const POWERS_START = 64;

/**
 * 5^q to 128 bits, the top one set, high half first, for q from MIN_POWER to MAX_POWER: cut off, but rounded up for −27 ≤ q < 0.
 * Source: Lemire 2021, section 5.
 */
function powersOfTen(heap: Heap): Int32Array {
  const block = heap.i32((POWERS_START + 16 * (MAX_POWER - MIN_POWER + 1)) / 4);
  const halves = new BigUint64Array(block.buffer, block.byteOffset + POWERS_START);
  const store = (power: number, bits: bigint): void => {
    const at = 2 * (power - MIN_POWER);
    halves[at] = bits >> 64n;
    halves[at + 1] = bits & 0xffffffffffffffffn;
  };
  let five = 1n;
  for (let power = 0; power <= -MIN_POWER; power++, five *= 5n) {
    const length = bitLength(power);
    if (power <= MAX_POWER) store(power, length <= 128 ? five << BigInt(128 - length) : five >> BigInt(length - 128));
    if (power > 0) store(-power, (1n << BigInt(length + 127)) / five + (power <= 27 ? 1n : 0n));
  }
  return block;
}

/** Bits of 5^power: ⌊power · log₂ 5⌋ + 1, exact for powers up to 3500. */
function bitLength(power: number): number {
  return Math.floor((power * 1217359) / 524288) + 1;
}
