// The front of the sweeps in assembly/logistic.ts and of coordinate descent in assembly/descent.ts: typed arrays in,
// typed arrays out. Weight vectors of a batch never touch each other: the bits of one do not depend on which others run
// beside it.

import type { Heap } from '../base/kernel-memory.js';
import type { Matrix, PackedRows } from '../base/matrix.js';
import type { KernelFunction } from './memory/wasm.js';

/** One weight vector: a logistic model, or one class of a softmax model. */
export interface WeightVector {
  /** d weights and the intercept, in WASM memory. */
  readonly weights: Float64Array;
  /** Gradient of the weighted loss, d + 1, in WASM memory. */
  readonly gradient: Float64Array;
  /** The class whose rows this vector speaks for. */
  readonly positive: number;
  /** Weight of that class's rows. */
  readonly weight: number;
  /** Weight of all other rows (logistic only; a softmax takes them from its other vectors). */
  readonly rest: number;
  /** Value of the constant feature that the intercept multiplies; 0 = no intercept. */
  readonly unit: number;
}

/** Rows and their classes as sweeps read them, in WASM memory. */
export interface SweepData extends PackedRows {
  /** Class of each row, padded with −1 to an even length. */
  readonly codes: Int32Array;
  /** Weight of each row, padded with 0 to the length of `codes`; undefined: all rows weigh 1. */
  readonly weights?: Float64Array;
}

export interface ModelRecord {
  readonly doubles: Float64Array;
  readonly words: Int32Array;
}

/**
 * min over z of g'(z − x) + ½ (z − x)'B(z − x) + Σ λ_j |z_j|, where B = scale · base + Σ (v v' − u u'). All arrays in
 * WASM memory.
 */
export interface QuadraticModel {
  readonly size: number;
  /** Size of the equal dense blocks of `base`, or 0 where it is a diagonal. */
  readonly blockSize: number;
  readonly base: Float64Array;
  readonly scale: number;
  readonly pairs: number;
  /** (v_k, u_k) of coordinate j stand at j · pairStride + 2 k. */
  readonly pairData: Float64Array;
  readonly pairStride: number;
  /** g, x, λ. */
  readonly gradient: Float64Array;
  readonly point: Float64Array;
  readonly penalty: Float64Array;
  /** Diagonal of B; a coordinate of 0 stays where it is. */
  readonly curvature: Float64Array;
  /** In and out: z, base · (z − x) (dense only) and (v_k'(z − x), −u_k'(z − x)). */
  readonly target: Float64Array;
  readonly image: Float64Array;
  readonly projections: Float64Array;
  /** From modelRecord: where the kernel is told of all this. */
  readonly record: ModelRecord;
  /** For `size` integers. */
  readonly active: Int32Array;
}

/** A sweep that is run again and again while its vectors' weights change. */
export interface LossSweep {
  /** Sets the gradient of every vector and its weighted loss. Cost: 4 n d flops a vector. */
  readonly run: () => void;
  /** Address of the vectors' records, where their losses stand after a run (assembly/links.ts). */
  readonly table: number;
  /** The weighted loss of a vector after a run; that of a softmax stands at its first vector. */
  readonly loss: (vector: number) => number;
  /** Gives its memory back. */
  readonly free: () => void;
}

export interface Passes {
  /** Rows with their classes and weights, ready for sweeps. What it allocates is the scope's, or the caller's. */
  sweepData(rows: PackedRows, codes: Int32Array, weights?: Float64Array): SweepData;
  /**
   * Makes ready sweeps over these rows for these vectors. `classes` = 1: logistic vectors; else groups of `classes` vectors,
   * each a softmax.
   */
  lossSweep(data: SweepData, vectors: readonly WeightVector[], classes: number): LossSweep;
  /**
   * What the Hessian's row weights are made of, into `out[vector]` (n, even length): weight · p (1 − p) of a logistic
   * vector, weight · p_k of a softmax vector. Cost: 2 n d flops a vector.
   */
  curvature(data: SweepData, vectors: readonly WeightVector[], classes: number, out: readonly Float64Array[]): void;
  /**
   * out (m × (d + 1)) = √weight_i · [x_i − mean, unit] of the m rows from `first` on, whose weights are given: its Gram
   * is the weighted Gram with the intercept's column.
   */
  scaledRows(
    data: SweepData,
    first: number,
    weights: Float64Array,
    mean: Float64Array,
    unit: number,
    out: Matrix,
  ): void;
  /**
   * Coordinate descent until no move of a full sweep has √curvature · |change| above `tolerance`; returns the sweeps
   * done, `maxSweeps` + 1 if cut short.
   */
  descend(model: QuadraticModel, tolerance: number, maxSweeps: number): number;
}

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
      const addresses = [data, codes, table, scratch].map((array) => array.byteOffset) as [
        number,
        number,
        number,
        number,
      ];
      const [z, y, records, scratchAddress] = addresses;
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
        wasm.curvatureSweep(
          data.byteOffset,
          rows,
          cols,
          codes.byteOffset,
          weights?.byteOffset ?? 0,
          table.byteOffset,
          vectors.length,
          classes,
          scratch.byteOffset,
        );
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
