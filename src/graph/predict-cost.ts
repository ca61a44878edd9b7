// What predictions are predicted to take.

import type { Predictor } from '../base/contracts.js';
import { predictSeconds } from './cost.js';
import type { Expansion } from './expansion.js';
import type { Stage } from './stage.js';

/** Seconds of a predict task: what each fitted state costs once, and each item's own share. */
export function predictionSeconds(
  { plan }: Expansion,
  stage: Stage,
  estimator: Predictor,
  { rows, fits, items }: { rows: number; fits: number; items: number },
): number {
  const cols = stage.cols ?? stage.baseCols;
  const { classes } = plan.context;
  const each = estimator.predictCost?.({ rows, trainRows: stage.trainSet.rows.count, cols }) ?? 0;
  // Two classes are told apart by one score.
  return predictSeconds(rows, cols, items, classes > 2 ? classes : 1) + fits * each;
}
