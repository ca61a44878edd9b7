// Predicted seconds and bytes of the graph's own tasks, from shapes. Estimators predict their fits and predictions
// themselves. Rates are CPU seconds of the searches of bench/cases.ts on one core of an AMD EPYC with the plain SIMD
// kernels, for code that runs at full speed, so that many small tasks are not overrated; what it takes to get there is
// WARM_UP_SECONDS.

import type { StatisticKind } from '../../base/statistics.js';

/** Second moments use half of a product; a projection reads its weights again for every block of rows. */
const SYRK_FLOPS = 2.1e10;
const GEMM_FLOPS = 2e10;
const READ_BYTES_PER_SECOND = 8e9;
/** New memory is given by the system page by page. */
const WRITE_BYTES_PER_SECOND = 1.5e9;
/** Class sums, predictions and scores are loops over rows in plain code. */
const CLASS_SUM_SECONDS = 3e-8;
const PREDICTION_SECONDS = 2e-7;
const SCORE_SECONDS = 1e-8;
const POST_SECONDS = 1e-6;
/** What any task costs: a message, a look-up, a small file. */
const TASK_SECONDS = 1e-4;
/** Until a process has compiled what runs often, small tasks take many times as long. */
export const WARM_UP_SECONDS = 0.2;

/** Statistic of `rows` × `cols`: a syrk for the second moments, else passes over the data. */
export function statisticSeconds(kind: StatisticKind, rows: number, cols: number): number {
  if (kind === 'classes') return TASK_SECONDS + CLASS_SUM_SECONDS * rows * cols;
  const pass = (3 * 8 * rows * cols) / READ_BYTES_PER_SECOND;
  return TASK_SECONDS + pass + (hasMoments(kind) ? (rows * cols * cols) / SYRK_FLOPS : 0);
}

export function mergeSeconds(kind: StatisticKind, cols: number): number {
  return TASK_SECONDS + (4 * statisticBytes(kind, cols, 2)) / READ_BYTES_PER_SECOND;
}

export function statisticBytes(kind: StatisticKind, cols: number, classes: number): number {
  if (hasMoments(kind)) return 8 * cols * (cols + 2);
  return 8 * cols * (kind === 'classes' ? 2 * Math.max(1, classes) : 4);
}

export function projectionSeconds(rows: number, cols: number, width: number): number {
  return TASK_SECONDS + (2 * rows * cols * width) / GEMM_FLOPS + matrixBytes(rows, width) / WRITE_BYTES_PER_SECOND;
}

/** The shape of some predictions: rows and columns read, items side by side, scores of a row (1 for a regression). */
export interface PredictionShape {
  readonly rows: number;
  readonly cols: number;
  readonly items: number;
  readonly outputs: number;
}

/** One multiplication for all items, then each item's labels. */
export function predictSeconds({ rows, cols, items, outputs }: PredictionShape): number {
  return TASK_SECONDS + items * rows * ((2 * cols * outputs) / GEMM_FLOPS + PREDICTION_SECONDS * outputs);
}

/**
 * As `predictSeconds` for rows that are not projected: they are read and multiplied; before that, so are the
 * projection's `kept` columns.
 */
export function fusedSeconds({ rows, cols, items, outputs }: PredictionShape, kept: number): number {
  const product = (n: number, depth: number): number =>
    (2 * n * depth * items * outputs) / GEMM_FLOPS + (8 * n * depth) / READ_BYTES_PER_SECOND;
  return TASK_SECONDS + product(cols, kept) + product(rows, cols) + items * rows * PREDICTION_SECONDS * outputs;
}

/** Calibrators of all classes: a sort of the rows, or a dozen passes over them. */
export function postSeconds(rows: number, classes: number): number {
  return TASK_SECONDS + rows * classes * POST_SECONDS;
}

export function scoreSeconds(rows: number, items: number, scorers: number): number {
  return TASK_SECONDS + rows * items * scorers * SCORE_SECONDS;
}

export function matrixBytes(rows: number, cols: number): number {
  return 8 * rows * cols;
}

function hasMoments(kind: StatisticKind): boolean {
  return kind === 'moments' || kind === 'target-moments';
}
