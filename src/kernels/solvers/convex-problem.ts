// The front of assembly/problem.ts and assembly/minimiser.ts: one convex problem laid out in WASM memory, where it is
// moved on between sweeps. The objective is
//   F(w, b) = C Σ_i weight_i loss_i + Σ_j (½ l2 w_j² + l1 |w_j|)
// for `vectors` weight vectors of d weights and an intercept each, one after the other in one array (an intercept
// last).

import type { Heap } from '../../base/kernel-memory.js';
import type { Matrix } from '../../base/matrix.js';
import type { SweepData, WeightVector } from '../../base/solver-passes.js';
import type { Kernels } from '../index.js';

/** One convex problem, in numbers only. */
export interface ProblemSpec {
  /** Classes that the weight vectors speak for: one for a logistic model, all present ones for a softmax. */
  readonly positives: readonly number[];
  /** Weight of the rows of each of these classes. */
  readonly weights: readonly number[];
  /** Weight of all other rows (logistic only). */
  readonly rest: number;
  /** C; 1 where there is no penalty. */
  readonly strength: number;
  readonly l1: number;
  readonly l2: number;
  /** Value of the intercept's constant feature; 0 = no intercept. */
  readonly unit: number;
  readonly interceptPenalised: boolean;
  /** Starting intercepts. */
  readonly start: readonly number[];
  /** Σ_i weight_i p (1 − p) at the start, for each vector. */
  readonly startCurvature: readonly number[];
  /** Largest KKT violation at which the problem counts as solved: tol · C · Σ_i weight_i. */
  readonly tolerance: number;
  /**
   * Largest decrease, as a share of the objective, that the next step may promise at such a point; Infinity: whatever
   * it does.
   */
  readonly gap: number;
  readonly maxIter: number;
}

/** Column moments of the train rows; both arrays in WASM memory. */
export interface ColumnMoments {
  readonly count: number;
  readonly mean: Float64Array;
  /** Centred sums of squares of the columns. */
  readonly spread: Float64Array;
}

/** What the problems of one set of rows share: the rows, their moments, and buffers that they use in turn. */
export interface SolverContext {
  readonly data: SweepData;
  readonly moments: ColumnMoments;
  /** The record of assembly/problem.ts, `Shared`. */
  readonly record: Int32Array;
  readonly buffers: { face: Float64Array; work: Float64Array };
}

export type TerminationReason = 'tolerance' | 'rounding' | 'max_iter' | 'line_search';

/** A problem in memory: `block` holds its record and arrays, `words` is the part of the record that both sides read. */
export interface ConvexProblem {
  readonly spec: ProblemSpec;
  readonly size: number;
  readonly block: Float64Array;
  readonly words: Int32Array;
  readonly weightVectors: readonly WeightVector[];
  base: Float64Array;
}

// Places in the words of a problem, and in the record of what is shared, as assembly/problem.ts has them.
const WORD = { blockSize: 4, base: 5, status: 8, passes: 9, weights: 10, sums: 11, shift: 12 } as const;
const SHARED = { face: 6, faceSize: 7, faceWanted: 8, work: 9 } as const;
/** Place among the doubles of a problem. */
const ACCEPTED_VALUE = 9;
const REASONS: readonly (TerminationReason | undefined)[] = [
  undefined,
  'tolerance',
  'rounding',
  'max_iter',
  'line_search',
];
const WANTS_BUFFER = 5;
const WANTS_HESSIAN = 6;

/** Most coordinates of a problem that gets its Hessian in one go with its steps (assembly/hessian.ts). */
const SMALL_SIZE = 64;

export function isSmall(vectors: number, d: number): boolean {
  return vectors * (d + 1) <= SMALL_SIZE;
}

/** Describes rows and their moments to the problems on them. Buffers grow as they are needed. */
export function createSolverContext(heap: Heap, data: SweepData, moments: ColumnMoments): SolverContext {
  const { rows, codes, weights } = data;
  const record = heap.i32(10);
  const buffers = { face: heap.empty(0), work: heap.empty(0) };
  record.set([
    data.data.byteOffset,
    rows,
    codes.byteOffset,
    weights?.byteOffset ?? 0,
    moments.mean.byteOffset,
    moments.spread.byteOffset,
  ]);
  return { data, moments, record, buffers };
}

/** Makes `work` hold so many doubles. */
export function growWork(heap: Heap, { record, buffers }: SolverContext, doubles: number): void {
  if (buffers.work.length >= doubles) return;
  heap.free(buffers.work);
  buffers.work = heap.empty(doubles);
  record[SHARED.work] = buffers.work.byteOffset;
}

/**
 * Allocates for the active-set steps of the problem that has asked for it, and for twice as many coordinates as
 * before.
 */
function growFace({ heap, solver }: Kernels, { record, buffers }: SolverContext, size: number): void {
  const coordinates = Math.max(record[SHARED.faceWanted], Math.min(size, 2 * record[SHARED.faceSize]));
  heap.free(buffers.face);
  buffers.face = heap.empty(solver.faceDoubles(coordinates));
  record[SHARED.face] = buffers.face.byteOffset;
  record[SHARED.faceSize] = coordinates;
}

/**
 * Lays a problem out and writes its first point to its weight vectors. Close it with `closeProblem`.
 * @param gram          centred Gram matrix of the columns, in WASM memory; undefined: the base is a diagonal
 * @param refreshAfter  passes after which the base becomes the Hessian, Infinity where that does not pay
 */
export function openProblem(
  kernels: Kernels,
  context: SolverContext,
  spec: ProblemSpec,
  gram: Matrix | undefined,
  refreshAfter: number,
): ConvexProblem {
  const { heap, solver } = kernels;
  const { moments, record } = context;
  const d = moments.mean.length;
  const vectors = spec.positives.length;
  const size = vectors * (d + 1);
  const block = heap.empty(solver.problemBytes(d, vectors, spec.l1 > 0 ? 1 : 0) / 8);
  const address = block.byteOffset;
  const words = new Int32Array(block.buffer, address + solver.wordsOffset(), 13);
  const blockSize = gram === undefined ? 0 : d + 1;
  const small = isSmall(vectors, d);
  if (small) growWork(heap, context, solver.hessianDoubles(d, vectors));
  else if (spec.l1 === 0) growWork(heap, context, blockSize * (blockSize + 1));
  const base = heap.empty(size * (small ? size : Math.max(1, blockSize)));
  block.set([
    spec.strength,
    spec.l1,
    spec.l2,
    spec.unit,
    spec.tolerance,
    refreshAfter,
    moments.count,
    spec.rest,
    spec.gap,
  ]);
  words.set([
    d,
    vectors,
    spec.maxIter,
    spec.interceptPenalised ? 1 : 0,
    blockSize,
    base.byteOffset,
    record.byteOffset,
    small ? 1 : 0,
  ]);
  for (let k = 0, at = solver.recordBytes() / 8; k < vectors; k++, at += 4) {
    block.set([spec.positives[k], spec.weights[k], spec.start[k], spec.startCurvature[k]], at);
  }
  solver.openProblem(address);
  if (gram === undefined) solver.diagonalBase(address);
  else solver.gramBase(address, gram.data.byteOffset, gram.stride);
  return { spec, size, block, words, base, weightVectors: weightVectorsOf(heap, spec, words, d) };
}

function weightVectorsOf(
  heap: Heap,
  { positives, weights, rest, unit }: ProblemSpec,
  words: Int32Array,
  d: number,
): WeightVector[] {
  const bytes = (d + 1) * 8;
  return positives.map((positive, k) => ({
    weights: heap.view(words[WORD.weights] + k * bytes, d + 1),
    gradient: heap.view(words[WORD.sums] + k * bytes, d + 1),
    positive,
    weight: weights[k],
    rest,
    unit,
  }));
}

/** Gives a problem's memory back. */
export function closeProblem(heap: Heap, { block, base }: ConvexProblem): void {
  heap.free(block);
  heap.free(base);
}

/** Why a problem has ended; undefined while it has not. */
export function reasonOf({ words }: ConvexProblem): TerminationReason | undefined {
  return REASONS[words[WORD.status]];
}

/** The objective at the point that a problem stands at. */
export function objectiveOf({ block }: ConvexProblem): number {
  return block[ACCEPTED_VALUE];
}

export function passesOf({ words }: ConvexProblem): number {
  return words[WORD.passes];
}

/** The shift of each column in the moved coordinates: its mean where the intercept is free, else 0. */
export function shiftOf(heap: Heap, { words }: ConvexProblem): Float64Array {
  return heap.view(words[WORD.shift], words[0]);
}

/** Gives the problem another base of one block, which is filled but for the penalty and not yet factored. */
export function setBase(
  { heap, solver }: Kernels,
  context: SolverContext,
  problem: ConvexProblem,
  hessian: Float64Array,
): void {
  const { size, words, block, spec } = problem;
  heap.free(problem.base);
  problem.base = hessian;
  words[WORD.base] = hessian.byteOffset;
  words[WORD.blockSize] = size;
  if (spec.l1 === 0) growWork(heap, context, size * (size + 1));
  solver.finishBlocks(block.byteOffset);
}

/**
 * Gives a problem that waits what it waits for, until it runs or has ended. `hessian` makes its base the Hessian at its
 * present weights.
 */
export function serve(kernels: Kernels, context: SolverContext, problem: ConvexProblem, hessian: () => void): void {
  const { words, block, size } = problem;
  while (words[WORD.status] >= WANTS_BUFFER) {
    if (words[WORD.status] === WANTS_HESSIAN) hessian();
    else growFace(kernels, context, size);
    kernels.solver.resumeProblem(block.byteOffset);
  }
}
