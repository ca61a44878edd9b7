// The score tasks of some predictions: on the test rows, and on the train rows where train scores are asked for.

import { assert } from '../base/errors.js';
import { scoreSeconds } from './cost.js';
import type { Expansion } from './expansion.js';
import type { RowSet } from './layout.js';
import type { Stage } from './stage.js';
import type { Key } from './task.js';

/**
 * Adds the score tasks for `items` pipelines side by side.
 * @param predictionOn  key of their predictions on one side's rows
 */
export function scoreBoth(
  { plan, maker }: Expansion,
  stage: Stage,
  items: number,
  predictionOn: (side: 'test' | 'train') => Key,
): { readonly test: Key; readonly train: Key | null } {
  const { scorers, returnTrainScore } = plan.context;
  const { testRows, trainSet } = stage;
  assert(testRows !== null, 'a search has test rows');
  const name = scorers.map(({ scorer }) => scorer).join('+');
  const score = (prediction: Key, { key, count }: RowSet): Key =>
    maker.score(name, prediction, key, { seconds: scoreSeconds(count, items, scorers.length), bytes: 0 }).key;
  return {
    test: score(predictionOn('test'), testRows),
    train: returnTrainScore ? score(predictionOn('train'), trainSet.rows) : null,
  };
}
