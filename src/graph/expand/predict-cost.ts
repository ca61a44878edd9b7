// What predictions are predicted to take.

import type { Predictor } from '../../contracts/fitter.js';
import { scoresPerRow } from '../../contracts/prediction.js';
import { foldedSeconds, predictSeconds } from '../plan/cost.js';
import type { Expansion } from './expansion.js';
import type { Stage } from './step-input.js';
import type { Unprojected } from './through-projection.js';

/**
 * Seconds of a predict task: what each fitted state costs once, and each item's own share.
 * @param work  `through`: the projection that is folded into these predictions, where one is
 */
export function predictionSeconds(
  { plan }: Expansion,
  stage: Stage,
  estimator: Predictor,
  { rows, fits, items, through }: { rows: number; fits: number; items: number; through: Unprojected | null },
): number {
  const outputs = scoresPerRow(plan.context.classes);
  if (through !== null) return foldedSeconds(rows, through.cols, through.kept, items, outputs);
  const cols = stage.cols ?? stage.baseCols;
  const each = estimator.predictCost?.({ rows, trainRows: stage.trainSet.rows.count, cols }) ?? 0;
  return predictSeconds(rows, cols, items, outputs) + fits * each;
}
