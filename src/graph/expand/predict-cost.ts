// What predictions are predicted to take.

import type { Predictor } from '../../contracts/fitter.js';
import { scoresPerRow } from '../../contracts/prediction.js';
import { fusedSeconds, predictSeconds } from '../plan/cost.js';
import type { Expansion } from './expansion.js';
import type { StepInput } from './step-input.js';
import type { Unprojected } from './through-projection.js';

/**
 * Seconds of a predict task: what each fitted state costs once, and each item's own share.
 * @param work  `through`: the projection that is fused into these predictions, where one is
 */
export function predictionSeconds(
  { plan }: Expansion,
  input: StepInput,
  estimator: Predictor,
  { rows, fits, items, through }: { rows: number; fits: number; items: number; through: Unprojected | null },
): number {
  const outputs = scoresPerRow(plan.context.classes);
  if (through !== null) return fusedSeconds(rows, through.cols, through.kept, items, outputs);
  const cols = input.cols ?? input.baseCols;
  const each = estimator.predictCost?.({ rows, trainRows: input.trainSet.rows.count, cols }) ?? 0;
  return predictSeconds(rows, cols, items, outputs) + fits * each;
}
