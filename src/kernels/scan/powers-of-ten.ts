// The table of powers that assembly/scanner.ts multiplies by.

import type { Heap } from '../../base/kernel-memory.js';

const MIN_POWER = -342;
const MAX_POWER = 308;

/**
 * The table begins behind a line of its own, in which the kernel leaves the exponent it read: each thread needs a
 * table.
 */
export const POWERS_START = 64;

/**
 * A block that holds, from POWERS_START on, 5^q to 128 bits, the top one set, high half first, for q from MIN_POWER to
 * MAX_POWER: cut off, but rounded up for −27 ≤ q < 0. Source: Lemire 2021, section 5.
 */
export function powersOfTen(heap: Heap): Int32Array {
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
