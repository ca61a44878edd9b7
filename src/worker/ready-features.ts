// Features made ready for estimators: copies of rows, contiguous or in panels, kept for the next task that asks for the
// same.

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';
import type { Key } from '../graph/plan/task.js';

/** Features made ready that are always kept: those of train and of test rows, which tasks take turns with. */
export const KEPT_FEATURES = 2;
/** Bytes of made-ready features up to which more are kept. */
export const KEPT_BYTES = 16 * 2 ** 20;

/** A class because it guards what is kept. */
export class ReadyFeatures {
  readonly #heap: Heap;
  /** Oldest use first. */
  readonly #made = new Map<string, { readonly matrix: Matrix; readonly base: Key }>();

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** What was made under a name. */
  get(name: string): Matrix | undefined {
    const kept = this.#made.get(name);
    if (kept === undefined) return undefined;
    this.#made.delete(name);
    this.#made.set(name, kept);
    return kept.matrix;
  }

  /**
   * Makes a matrix of rows × cols and keeps it.
   * @param base  what it is made from: when that is forgotten, so is this
   */
  make(name: string, base: Key, [rows, cols]: readonly [number, number], fill: (out: Matrix) => void): Matrix {
    this.#evictFor(8 * rows * cols);
    const matrix = this.#heap.withoutScope(() => this.#heap.emptyMatrix(rows, cols));
    fill(matrix);
    this.#made.set(name, { matrix, base });
    return matrix;
  }

  /** Frees what was made from any of these. */
  forget(bases: ReadonlySet<Key>): void {
    for (const [name, { base }] of this.#made) if (bases.has(base)) this.#free(name);
  }

  /**
   * Frees features not used for longest until they are few or small together with those to be made. A task reads no two
   * of them.
   */
  #evictFor(newBytes: number): void {
    let bytes = newBytes;
    for (const { matrix } of this.#made.values()) bytes += matrix.data.byteLength;
    for (const [name, { matrix }] of this.#made) {
      if (bytes <= KEPT_BYTES || this.#made.size < KEPT_FEATURES) return;
      bytes -= matrix.data.byteLength;
      this.#free(name);
    }
  }

  #free(name: string): void {
    const made = this.#made.get(name);
    if (made !== undefined) this.#heap.free(made.matrix.data);
    this.#made.delete(name);
  }
}
