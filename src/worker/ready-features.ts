// Features made ready for estimators: copies of rows, contiguous or in panels, kept for the next task that asks for the
// same (as retention.ts says).

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';
import type { Key } from '../graph/plan/task.js';
import { type ReadyEntry, Retention } from './retention.js';

export interface FeaturesToMake {
  readonly name: string;
  /** What they are made from: when that is forgotten, so are they. */
  readonly base: Key;
  readonly rows: number;
  readonly cols: number;
}

/** A class because it guards what is kept. */
export class ReadyFeatures {
  readonly #heap: Heap;
  readonly #retention: Retention;
  readonly #matrices = new Map<string, Matrix>();

  constructor(heap: Heap, retention = new Retention()) {
    this.#heap = heap;
    this.#retention = retention;
  }

  /** What was made under a name. */
  get(name: string): Matrix | undefined {
    return this.#retention.use(name) ? this.#matrices.get(name) : undefined;
  }

  /** Makes a matrix of rows × cols and keeps it. */
  make({ name, base, rows, cols }: FeaturesToMake, fill: (out: Matrix) => void): Matrix {
    const bytes = 8 * rows * cols;
    this.#free(this.#retention.evictFor(bytes));
    const matrix = this.#heap.withoutScope(() => this.#heap.emptyMatrix(rows, cols));
    fill(matrix);
    this.#matrices.set(name, matrix);
    this.#retention.add({ name, base, bytes });
    return matrix;
  }

  /** Frees what was made from any of these. */
  forget(bases: ReadonlySet<Key>): void {
    this.#free(this.#retention.release(bases));
  }

  #free(entries: readonly ReadyEntry[]): void {
    for (const { name } of entries) {
      const matrix = this.#matrices.get(name);
      if (matrix !== undefined) this.#heap.free(matrix.data);
      this.#matrices.delete(name);
    }
  }
}
