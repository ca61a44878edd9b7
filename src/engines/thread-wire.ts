// What driver and worker thread say to each other. Matrices of rows lie in the memory that they share and go by address; everything
// else is small and is copied.

import type { Heap } from '../base/heap.js';
import { type Matrix, matrixOf } from '../base/matrix.js';
import type { ExtensionRef } from '../extensions/index.js';
import type { Key, Task } from '../graph/task.js';
import type { SharedKernels } from '../kernels/index.js';
import type { Outcome } from '../schedule/engine.js';

/** What a thread is given when it starts. */
export interface ThreadStart {
  readonly kernels: SharedKernels;
  readonly extensions: readonly ExtensionRef[];
}

/** An artifact or leaf on its way. */
export type Shipped =
  | {
      readonly matrix: {
        readonly rows: number;
        readonly cols: number;
        readonly stride: number;
        readonly address: number;
        readonly length: number;
      };
    }
  | { readonly value: unknown };

/** Driver → thread: a task, those of its inputs that the thread has not seen, and what may be forgotten before it. */
export interface ToThread {
  readonly task: Task;
  readonly given: readonly (readonly [Key, Shipped])[];
  readonly released: readonly Key[];
}

/** Thread → driver. */
export interface FromThread {
  readonly outcome: Outcome;
  readonly artifact: Shipped | undefined;
}

export function ship(value: unknown, heap: Heap): Shipped {
  const { rows, cols, stride, data } = value as Partial<Matrix>;
  if (!(data instanceof Float64Array) || !heap.owns(data)) return { value };
  return { matrix: { rows: rows!, cols: cols!, stride: stride!, address: data.byteOffset, length: data.length } };
}

export function unship(shipped: Shipped, heap: Heap): unknown {
  if ('value' in shipped) return shipped.value;
  const { rows, cols, stride, address, length } = shipped.matrix;
  return matrixOf(rows, cols, heap.view(address, length), stride);
}
