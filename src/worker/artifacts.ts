// The artifacts that a worker has at hand: read once from the store, kept while somebody may need them again.

import type { Allocator } from '../artifacts/codec.js';
import type { ArtifactStore } from '../artifacts/store.js';
import { assert } from '../base/errors.js';
import { faultPoint } from '../base/fault-point.js';
import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';
import type { Key } from '../graph/plan/task.js';
import { isX } from './retention.js';

export interface ArtifactsParts {
  readonly heap: Heap;
  readonly store: ArtifactStore;
  /** Whether the store hands out live values (then nothing is kept here, nor freed). */
  readonly shared: boolean;
}

/** A class because it guards what was read. */
export class Artifacts {
  /** Where matrices of rows are read to. */
  readonly kernelMemory: Allocator;
  readonly #parts: ArtifactsParts;
  readonly #read = new Map<Key, unknown>();

  constructor(parts: ArtifactsParts) {
    this.#parts = parts;
    const { heap } = parts;
    // A fit or a prediction may ask for rows within a scope of its own; they are kept for longer.
    this.kernelMemory = {
      f64: (length) => heap.withoutScope(() => heap.empty(length)),
      i32: (length) => heap.withoutScope(() => heap.i32(length)),
    };
  }

  /** An artifact or source; it must exist. */
  get<T>(key: Key): T {
    const { heap, store, shared } = this.#parts;
    if (shared) faultPoint('load', key);
    let value = this.#read.get(key);
    if (value === undefined) {
      value = store.get(key, shared ? heap : livesInHeap(key) ? this.kernelMemory : PLAIN);
      assert(value !== undefined, `artifact ${key} is there`);
      if (!shared) this.#read.set(key, value);
    }
    return value as T;
  }

  /** Keeps an artifact that was made here for later tasks, and stores it for everybody. */
  put(key: Key, value: unknown): void {
    const { store, shared } = this.#parts;
    if (shared) faultPoint('write', key);
    store.put(key, value);
    if (!shared) this.#read.set(key, value);
  }

  /** Forgets what was read of these. */
  release(keys: readonly Key[]): void {
    for (const key of keys) {
      const value = this.#read.get(key);
      if (value === undefined) continue;
      this.#read.delete(key);
      if (livesInHeap(key)) this.#parts.heap.free((value as Matrix).data);
    }
  }
}

/** Matrices of rows live in WASM memory; statistics and fitted states are small and live outside. */
function livesInHeap(key: Key): boolean {
  return isX(key) || key.startsWith('transform:');
}

const PLAIN: Allocator = {
  f64: (length) => new Float64Array(length),
  i32: (length) => new Int32Array(length),
};
