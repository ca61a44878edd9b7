// Nearest train rows of queries: the front of assembly/neighbours.ts. Train rows are packed in blocks of 256, queries
// once per block.

import { assert } from '../base/errors.js';
import type { Heap } from '../base/kernel-memory.js';
import type { Matrix } from '../base/matrix.js';
import { operandOf, withOutputs } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';

const TRAIN_ROWS = 256;
const QUERY_ROWS = 64;

export interface NeighbourKernels {
  readonly nearest: (train: Matrix, queries: Matrix, k: number, indices: Int32Array, distances: Float64Array) => void;
}

/** Binds the search to a module and its heap. */
export function createNeighbours(wasm: WasmModule, heap: Heap): NeighbourKernels {
  return {
    nearest(train, queries, k, indices, distances) {
      assert(k >= 1 && k <= train.rows, 'there are at least k train rows');
      withOutputs(heap, [indices, distances], ([i, d]) =>
        nearest(wasm, heap, { train, queries, k }, { indices: i, distances: d }),
      );
    },
  };
}

interface Search {
  readonly train: Matrix;
  readonly queries: Matrix;
  readonly k: number;
}

/** Cost: 3 nTrain nQueries p flops; each distance is one plain sum over the columns. */
function nearest(
  wasm: WasmModule,
  heap: Heap,
  search: Search,
  out: { readonly indices: number; readonly distances: number },
): void {
  const { packRows, padRows, offerPanels, sortHeaps } = wasm.exports;
  const { train, queries, k } = search;
  const panelBytes = train.cols * 32 + 64;
  const none = heap.f64(train.cols).byteOffset;
  const pack = (X: Matrix, blockRows: number) => {
    const x = operandOf(heap, X);
    const panels = heap.f64(((blockRows / 4) * panelBytes) / 8).byteOffset;
    return (from: number) => {
      const rows = Math.min(blockRows, X.rows - from);
      packRows(x.address + from * x.strideBytes, x.strideBytes, none, rows, X.cols, panels, panelBytes, 0);
      padRows(rows, X.cols, panels, panelBytes);
      return { panels, rows };
    };
  };
  const [packTrain, packQueries] = [pack(train, TRAIN_ROWS), pack(queries, QUERY_ROWS)];
  for (let from = 0; from < train.rows; from += TRAIN_ROWS) {
    const t = packTrain(from);
    for (let first = 0; first < queries.rows; first += QUERY_ROWS) {
      const q = packQueries(first);
      const [indices, distances] = [out.indices + first * k * 4, out.distances + first * k * 8];
      offerPanels(q.panels, q.rows, t.panels, t.rows, panelBytes, train.cols, from, k, indices, distances);
    }
  }
  sortHeaps(queries.rows, k, out.indices, out.distances);
}
