// The score tasks of some predictions: on the test rows, and on the train rows where train scores are asked for.

import { assert } from '../../base/errors.js';
import { scoreSeconds } from '../plan/cost.js';
import type { RowSet } from '../plan/layout.js';
import type { Key, ScoreTask } from '../plan/task.js';
import type { Expansion } from './expansion.js';
import type { StepInput } from './step-input.js';

/**
 * Adds the score tasks for some pipelines side by side.
 * @param items        what is scored of the predictions
 * @param predictions  keys of their predictions on each side's rows; no train rows where their scores are not asked for
 */
export function scoreBoth(
  { plan, maker }: Expansion,
  input: StepInput,
  items: ScoreTask['items'],
  predictions: { readonly test: Key; readonly train: Key | null },
): { readonly test: Key; readonly train: Key | null } {
  const { scorers } = plan.context;
  const { testRows, trainSet } = input;
  assert(testRows !== null, 'a search has test rows');
  const name = scorers.map(({ scorer }) => scorer).join('+');
  const score = (prediction: Key, { key, count }: RowSet): Key =>
    maker.score(
      name,
      { prediction, targetRows: key, items },
      { seconds: scoreSeconds(count, items.length, scorers.length), bytes: 0 },
    ).key;
  return {
    test: score(predictions.test, testRows),
    train: predictions.train === null ? null : score(predictions.train, trainSet.rows),
  };
}
