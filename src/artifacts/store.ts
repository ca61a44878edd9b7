// Where artifacts are kept by key while a search runs: in this process (inline engine), or as files that all workers
// read.

import type { Matrix, Segment } from '../base/matrix.js';
import type { Allocator } from './codec.js';

export interface ArtifactStore {
  readonly put: (key: string, value: unknown) => void;
  /** The artifact, its arrays made by `allocator` where it has to be read; undefined where there is none. */
  readonly get: (key: string, allocator: Allocator) => unknown;
  readonly delete: (key: string) => void;
  /** Of a matrix, only these rows, one after another; undefined: all. There where artifacts have to be read. */
  readonly rows?: (key: string, segments: readonly Segment[] | undefined, allocator: Allocator) => Matrix | undefined;
}

/** Artifacts as live values. `onDelete` gives their memory back. */
export function memoryStore(onDelete: (value: unknown) => void): ArtifactStore {
  const values = new Map<string, unknown>();
  return {
    put: (key, value) => void values.set(key, value),
    get: (key) => values.get(key),
    delete: (key) => {
      if (!values.has(key)) return;
      onDelete(values.get(key));
      values.delete(key);
    },
  };
}
