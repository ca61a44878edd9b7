// The front of the sweeps in assembly/logistic.ts and of coordinate descent in assembly/descent.ts: typed arrays in,
// typed arrays out. Weight vectors of a batch never touch each other: the bits of one do not depend on which others run
// beside it.

import type { Heap } from '../base/kernel-memory.js';
import type { ModelRecord, Passes, QuadraticModel, WeightVector } from '../base/solver-passes.js';
import type { KernelFunction } from './memory/wasm.js';

/** Rows of a block of margins; doubles of a vector's record (assembly/tiles.ts and links.ts). */
const BLOCK_ROWS = 64;
const VECTOR_DOUBLES = 14;
const MODEL_DOUBLES = 8;

/** Makes the passes of a WASM module and its heap. */
export function createPasses(wasm: Readonly<Record<string, KernelFunction>>, heap: Heap): Passes {
  return {
    sweepData: ({ rows, cols, data }, codes, weights) => {
      return { rows, cols, data, codes: padCodes(heap, codes), ...(weights && { weights: padWeights(heap, weights) }) };
    },
    lossSweep: ({ rows, cols, data, codes, weights }, vectors, classes) => {
      const rowWeights = weights?.byteOffset ?? 0;
      const table = vectorTable(heap, vectors, (vector) => vector.gradient);
      const scratch = heap.f64(vectors.length * (BLOCK_ROWS + cols) + BLOCK_ROWS);
      const [z, y, records, scratchAddress] = [data, codes, table, scratch].map((array) => array.byteOffset);
      return {
        table: records,
        run: () => void wasm.lossSweep(z, rows, cols, y, rowWeights, records, vectors.length, classes, scratchAddress),
        loss: (l) => table[l * VECTOR_DOUBLES + 5],
        free: () => {
          heap.free(scratch);
          heap.free(table);
        },
      };
    },
    curvature: ({ rows, cols, data, codes, weights }, vectors, classes, out) =>
      heap.scope(() => {
        const table = vectorTable(heap, vectors, (_, l) => out[l]);
        const scratch = heap.f64(vectors.length * BLOCK_ROWS);
        const [z, y, w] = [data.byteOffset, codes.byteOffset, weights?.byteOffset ?? 0];
        const records = table.byteOffset;
        wasm.curvatureSweep(z, rows, cols, y, w, records, vectors.length, classes, scratch.byteOffset);
      }),
    scaledRows: ({ rows, cols, data }, first, weights, mean, unit, out) => {
      const [to, w, m] = [out.data.byteOffset, weights.byteOffset, mean.byteOffset];
      wasm.scaledRows(data.byteOffset, rows, cols, first, out.rows, w, m, unit, to);
    },
    descend: (model, tolerance, maxSweeps) => {
      return wasm.descend(recordOf(model), tolerance * tolerance, maxSweeps);
    },
  };
}

/** Class codes in WASM memory, padded with −1 to an even length. */
function padCodes(heap: Heap, codes: Int32Array): Int32Array {
  const padded = heap.i32(codes.length + (codes.length & 1));
  padded.fill(-1);
  padded.set(codes);
  return padded;
}

/** Weights of rows in WASM memory, padded with 0 as codes are. */
function padWeights(heap: Heap, weights: Float64Array): Float64Array {
  const padded = heap.f64(weights.length + (weights.length & 1));
  padded.set(weights);
  return padded;
}

function vectorTable(
  heap: Heap,
  vectors: readonly WeightVector[],
  out: (vector: WeightVector, l: number) => Float64Array,
): Float64Array {
  const table = heap.f64(vectors.length * VECTOR_DOUBLES);
  const words = new Int32Array(table.buffer, table.byteOffset, table.length * 2);
  vectors.forEach((vector, l) => {
    const at = l * VECTOR_DOUBLES;
    words[2 * at] = vector.weights.byteOffset;
    words[2 * at + 1] = out(vector, l).byteOffset;
    words[2 * at + 2] = vector.positive;
    table[at + 2] = vector.rest;
    table[at + 3] = vector.weight;
    table[at + 4] = vector.unit;
  });
  return table;
}

/** Memory in which a model is described to its kernel, once per model. */
export function modelRecord(heap: Heap): ModelRecord {
  const doubles = heap.f64(MODEL_DOUBLES);
  return { doubles, words: new Int32Array(doubles.buffer, doubles.byteOffset, 2 * MODEL_DOUBLES) };
}

/** Address of a model's record, brought up to date. */
export function recordOf(model: QuadraticModel): number {
  const { doubles, words } = model.record;
  words[0] = model.size;
  words[1] = model.blockSize;
  words[2] = model.base.byteOffset;
  words[3] = model.pairs;
  words[4] = model.pairData.byteOffset;
  words[5] = model.pairStride * 8;
  words[6] = model.gradient.byteOffset;
  words[7] = model.point.byteOffset;
  words[8] = model.curvature.byteOffset;
  words[9] = model.penalty.byteOffset;
  words[10] = model.target.byteOffset;
  words[11] = model.image.byteOffset;
  words[12] = model.projections.byteOffset;
  words[13] = model.active.byteOffset;
  doubles[7] = model.scale;
  return doubles.byteOffset;
}
