// Tasks that make a matrix of rows.

import { countRows } from '../base/matrix.js';
import type { Transformer } from '../contracts/fitter.js';
import type { TransformTask, UnionTask } from '../graph/plan/task.js';
import type { ItemOutcome } from '../schedule/engine.js';
import { applyInFileOrder } from './file-order.js';
import { idsOf } from './predict-task.js';
import { projected } from './projection.js';
import type { WorkerContext } from './worker-context.js';

/** Branches side by side. What their steps warn of is told here: behind this matrix they are seen no more. */
export function runUnion(task: UnionTask, context: WorkerContext): ItemOutcome[] {
  const parts = task.parts.map((part) => context.viewedRows(part));
  const rows = countRows(parts[0].segments);
  const out = context.kernels.heap.emptyMatrix(
    rows,
    parts.reduce((sum, { view }) => sum + view.cols, 0),
  );
  let first = 0;
  for (const { base, segments, view } of parts) {
    const columns = { rows, cols: view.cols, stride: out.stride, data: out.data.subarray(first) };
    context.kernels.mapColumns(base, segments, view.map, columns);
    first += view.cols;
  }
  context.store(task.key, out);
  const warnings = new Map(
    task.parts.flatMap((part) => context.applyWarnings(part)).map((warning) => [warning.message, warning]),
  );
  return [{ ok: true, warnings: [...warnings.values()] }];
}

/** A projection, or whatever else the transformer applies to rows. */
export function runTransform(task: TransformTask, context: WorkerContext): ItemOutcome[] {
  const { apply } = context.estimator(task.estimator) as Transformer;
  const fitted = context.fitted(task.fit);
  if (apply === undefined) context.store(task.key, projected(task, fitted, context));
  else {
    const input = { kernels: context.kernels, X: context.features(task.features), fitted };
    context.store(
      task.key,
      task.ordered === null ? apply(input) : applyInFileOrder(apply, input, idsOf(task.ordered, context)),
    );
  }
  return [{ ok: true, warnings: [] }];
}
