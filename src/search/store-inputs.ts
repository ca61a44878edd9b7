// The sources of the graph: data and sets of rows, stored in an engine in the order of the layout before the first task
// runs.

import type { Dataset } from '../base/dataset.js';
import { matrixOf } from '../base/matrix.js';
import { permuteRows } from '../base/permute-rows.js';
import { releasable, release } from '../base/releasable.js';
import type { RowSet } from '../graph/plan/layout.js';
import { matrixKey, type Plan, targetKey, weightsKey } from '../graph/plan/plan-data.js';
import type { Engine } from '../schedule/engine.js';
import type { RowsSource, TargetSource } from '../worker/worker-context.js';
import type { Problem } from './read-problem.js';

/**
 * Stores X, the target, the weights and every set of rows, and gives back what was read. Cost: at most one copy of X.
 */
export function storeInputs(engine: Engine, { dataset, layout }: Problem): void {
  const { order } = layout;
  putMatrix(engine, dataset, order);
  const target: TargetSource =
    dataset.target.kind === 'classes'
      ? {
          codes: order.map((row) => (dataset.target as { codes: Int32Array }).codes[row]),
          classes: dataset.target.classes,
        }
      : { values: Float64Array.from(order, (row) => (dataset.target as { values: Float64Array }).values[row]) };
  engine.put(targetKey(dataset.digest), target);
  const { weights } = dataset;
  if (weights !== undefined)
    engine.put(
      weightsKey(dataset.digest),
      Float64Array.from(order, (row) => weights[row]),
    );

  const sets = new Map<string, RowSet>();
  for (const set of [...layout.blocks, layout.all.rows]) sets.set(set.key, set);
  for (const { train, test } of layout.splits) for (const set of [train.rows, test]) sets.set(set.key, set);
  for (const set of sets.values()) engine.put(set.key, rowsSource(set, order));
}

/** Stores what the plan says of columns, and its inner folds. To be called again when the plan has grown. */
export function storePlanned(engine: Engine, { columnSources, rowSources }: Plan): void {
  for (const [key, infos] of columnSources) engine.put(key, infos);
  columnSources.clear();
  for (const [key, { segments, ids }] of rowSources)
    engine.put(key, { segments: Int32Array.from(segments.flat()), ids } satisfies RowsSource);
  rowSources.clear();
}

/**
 * X in order: where it lies, if the engine works there. What is not to be its memory in the engine is given back too.
 */
function putMatrix(engine: Engine, { rows, X, digest }: Dataset, order: Int32Array): void {
  if (X.inKernelMemory !== undefined && engine.owns?.(X.inKernelMemory) === true) {
    permuteRows(X.inKernelMemory, X.cols, order);
    engine.put(matrixKey(digest), matrixOf(rows, X.cols, X.inKernelMemory));
    return;
  }
  const data = (engine.allocate ?? releasable)(rows * X.cols);
  X.copy(order, data);
  X.free();
  engine.put(matrixKey(digest), matrixOf(rows, X.cols, data));
  release(data);
}

function rowsSource({ segments, count }: RowSet, order: Int32Array): RowsSource {
  const ids = new Int32Array(count);
  let at = 0;
  for (const [start, end] of segments) {
    ids.set(order.subarray(start, end), at);
    at += end - start;
  }
  return { segments: Int32Array.from(segments.flat()), ids };
}
