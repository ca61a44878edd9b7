// The prediction of some rows by fits side by side, and the score tasks of predictions, with what they are predicted to
// cost.

import { assert } from '../../base/errors.js';
import { scoresPerRow } from '../../contracts/prediction.js';
import { fusedSeconds, matrixBytes, predictSeconds, scoreSeconds } from '../plan/cost.js';
import type { RowSet } from '../plan/layout.js';
import type { Features, Key, PredictTask, ScoreTask } from '../plan/task.js';
import type { Expansion, PredictorWork } from './expansion.js';
import type { StepInput } from './step-input.js';
import type { Unprojected } from './through-projection.js';

interface PredictionWork extends Pick<PredictTask, 'items' | 'decisions'> {
  readonly features: Features;
  readonly rows: RowSet;
  /** How many fits they are of. */
  readonly fits: number;
  /** The projection that is fused with these predictions, where one is. */
  readonly through: Unprojected | null;
}

/** Adds the prediction of some rows by fits side by side; returns its key. */
export function addPrediction(work: PredictorWork, prediction: PredictionWork): Key {
  const { plan, maker } = work.expansion;
  const { features, rows, through, items, decisions } = prediction;
  return maker.predict(
    work.estimator,
    { features, targetRows: rows.key, through: through?.through ?? null, items, decisions },
    {
      seconds: predictionSeconds(work, prediction),
      bytes: matrixBytes(rows.count, items.length * Math.max(1, plan.context.classes)),
      gatheredBytes: through?.gatheredBytes ?? 0,
    },
  ).key;
}

/** What each fitted state costs once, and each item's own share. */
function predictionSeconds(
  { expansion, input, estimator }: PredictorWork,
  { rows: { count: rows }, fits, items: { length: items }, through }: PredictionWork,
): number {
  const outputs = scoresPerRow(expansion.plan.context.classes);
  if (through !== null) return fusedSeconds({ rows, cols: through.cols, items, outputs }, through.kept);
  const cols = input.cols ?? input.baseCols;
  const each = estimator.predictCost?.({ rows, trainRows: input.trainSet.rows.count, cols }) ?? 0;
  return predictSeconds({ rows, cols, items, outputs }) + fits * each;
}

interface ScoringWork {
  /** What is scored of the predictions. */
  readonly items: ScoreTask['items'];
  /** Keys of their predictions on each side's rows; no train rows where their scores are not asked for. */
  readonly predictions: { readonly test: Key; readonly train: Key | null };
}

/** Adds the score tasks for some pipelines side by side: on test rows, and on train rows where they are predicted. */
export function addScores(
  { plan, maker }: Expansion,
  { testRows, trainSet }: StepInput,
  { items, predictions: { test, train } }: ScoringWork,
): { readonly test: Key; readonly train: Key | null } {
  const { scorers } = plan.context;
  assert(testRows !== null, 'a search has test rows');
  const name = scorers.map(({ scorer }) => scorer).join('+');
  const score = (prediction: Key, { key, count }: RowSet): Key =>
    maker.score(
      name,
      { prediction, targetRows: key, items },
      { seconds: scoreSeconds(count, items.length, scorers.length), bytes: 0 },
    ).key;
  return { test: score(test, testRows), train: train === null ? null : score(train, trainSet.rows) };
}
