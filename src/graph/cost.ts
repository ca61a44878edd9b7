// Predicted seconds and bytes of the graph's own tasks, from shapes. Estimators predict their fits themselves.
// Rates were measured on one 2021 server core with the plain SIMD kernels; the schedule corrects them by what it measures.

import type { StatisticKind } from '../base/statistics.js';

const FLOPS = 9e9;
const BYTES_PER_SECOND = 4e9;
/** What any task costs: a message, a look-up, a small file. */
const TASK_SECONDS = 1e-4;

/** Statistic of `rows` × `cols`: a syrk for the second moments, else passes over the data. */
export function statisticSeconds(kind: StatisticKind, rows: number, cols: number): number {
  const pass = (3 * 8 * rows * cols) / BYTES_PER_SECOND;
  return TASK_SECONDS + pass + (hasMoments(kind) ? (rows * cols * cols) / FLOPS : 0);
}

export function mergeSeconds(kind: StatisticKind, cols: number): number {
  return TASK_SECONDS + (4 * statisticBytes(kind, cols, 2)) / BYTES_PER_SECOND;
}

export function statisticBytes(kind: StatisticKind, cols: number, classes: number): number {
  if (hasMoments(kind)) return 8 * cols * (cols + 2);
  return 8 * cols * (kind === 'classes' ? 2 * Math.max(1, classes) : 4);
}

export function projectionSeconds(rows: number, cols: number, width: number): number {
  return TASK_SECONDS + (2 * rows * cols * width) / FLOPS + matrixBytes(rows, width) / BYTES_PER_SECOND;
}

export function predictSeconds(rows: number, cols: number, items: number): number {
  return TASK_SECONDS + (2 * rows * cols * items) / FLOPS + (rows * items * 8 * 4) / BYTES_PER_SECOND;
}

export function scoreSeconds(rows: number, items: number, scorers: number): number {
  return TASK_SECONDS + (rows * items * scorers * 50) / FLOPS;
}

export function matrixBytes(rows: number, cols: number): number {
  return 8 * rows * cols;
}

function hasMoments(kind: StatisticKind): boolean {
  return kind === 'moments' || kind === 'target-moments';
}
