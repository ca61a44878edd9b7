// The leaves of the graph: data and sets of rows, stored in an engine in the order of the layout before the first task runs.

import { type Matrix, matrixOf } from './base/matrix.js';
import type { RowSet } from './graph/layout.js';
import { matrixKey, targetKey } from './graph/plan.js';
import type { Problem } from './problem.js';
import type { Engine } from './schedule/engine.js';
import type { RowsLeaf, TargetLeaf } from './worker/workroom.js';

/** Stores X, the target and every set of rows. Cost: one copy of X where its rows have to change places. */
export function putLeaves(engine: Engine, { dataset, layout }: Problem): void {
  const { order } = layout;
  engine.put(matrixKey(dataset.digest), inOrder(dataset.X, order, engine.room));
  const target: TargetLeaf =
    dataset.target.kind === 'classes'
      ? { codes: order.map((row) => (dataset.target as { codes: Int32Array }).codes[row]), classes: dataset.target.classes }
      : { values: Float64Array.from(order, (row) => (dataset.target as { values: Float64Array }).values[row]) };
  engine.put(targetKey(dataset.digest), target);

  const sets = new Map<string, RowSet>();
  for (const set of [...layout.blocks, layout.all.rows]) sets.set(set.key, set);
  for (const { train, test } of layout.splits) for (const set of [train.rows, test]) sets.set(set.key, set);
  for (const set of sets.values()) engine.put(set.key, rowsLeaf(set, order));
}

function inOrder(X: Matrix, order: Int32Array, room: Engine['room']): Matrix {
  if (order.every((row, place) => row === place)) return X;
  const data = room?.(X.rows * X.cols) ?? new Float64Array(X.rows * X.cols);
  order.forEach((row, place) => {
    data.set(X.data.subarray(row * X.stride, row * X.stride + X.cols), place * X.cols);
  });
  return matrixOf(X.rows, X.cols, data);
}

function rowsLeaf({ segments, count }: RowSet, order: Int32Array): RowsLeaf {
  const ids = new Int32Array(count);
  let at = 0;
  for (const [start, end] of segments) {
    ids.set(order.subarray(start, end), at);
    at += end - start;
  }
  return { segments: Int32Array.from(segments.flat()), ids };
}
