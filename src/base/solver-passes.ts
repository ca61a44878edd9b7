// What the solvers of logistic and linear models work with: sweeps over rows in panels, and the functions of the WASM
// module that they call by address. Implemented by kernels/passes.ts.

import type { Matrix, PackedRows } from './matrix.js';

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

/** Functions of the solvers in the WASM module; all numbers are addresses, counts and doubles. */
export type SolverFunctions = Readonly<Record<SolverFunction, (...args: number[]) => number>>;

type SolverFunction =
  | 'wordsOffset'
  | 'recordBytes'
  | 'problemBytes'
  | 'openProblem'
  | 'diagonalBase'
  | 'gramBase'
  | 'finishBlocks'
  | 'advanceProblems'
  | 'resumeProblem'
  | 'hessianDoubles'
  | 'faceDoubles'
  | 'layFace'
  | 'solveFace';
