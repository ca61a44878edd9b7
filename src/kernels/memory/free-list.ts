// The free blocks of a heap, ordered by address, no two of them adjacent: neighbours are merged when a block comes
// back.

export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Best fit by linear search: a process holds few blocks, and large ones. Cost O(free blocks) per call. */
export class FreeList {
  readonly #blocks: Block[] = [];

  /**
   * Takes `bytes` out of the smallest block that holds them; the lowest of equals. Undefined where none is large
   * enough.
   */
  take(bytes: number): number | undefined {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#blocks.length; i++) {
      const block = this.#blocks[i]!;
      if (block.bytes < bytes || block.bytes >= least) continue;
      best = i;
      least = block.bytes;
    }
    if (best < 0) return undefined;
    const block = this.#blocks[best]!;
    if (block.bytes === bytes) this.#blocks.splice(best, 1);
    else this.#blocks[best] = { address: block.address + bytes, bytes: block.bytes - bytes };
    return block.address;
  }

  /** Takes the last block if it ends at `end`. */
  takeEndingAt(end: number): Block | undefined {
    const last = this.#blocks.at(-1);
    return last !== undefined && last.address + last.bytes === end ? this.#blocks.pop() : undefined;
  }

  /** Puts a block back, merged with its neighbours. */
  give(address: number, bytes: number): void {
    const next = this.#firstAbove(address);
    const before = this.#blocks[next - 1];
    const after = this.#blocks[next];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsAfter = after !== undefined && address + bytes === after.address;
    const start = joinsBefore ? before.address : address;
    const end = joinsAfter ? after.address + after.bytes : address + bytes;
    const from = joinsBefore ? next - 1 : next;
    const to = joinsAfter ? next + 1 : next;
    this.#blocks.splice(from, to - from, { address: start, bytes: end - start });
  }

  /** Index of the first block above an address, by bisection. */
  #firstAbove(address: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[middle]!.address < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
