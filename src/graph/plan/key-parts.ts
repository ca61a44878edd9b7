// Parts of keys: what names an input, or the items of a task, and the keys that these name.

import type { JsonValue } from '../../base/json.js';
import type { Plan } from './plan-data.js';
import { type Applied, appliedIn, type Features, type Key, type PredictTask, type ScoreTask } from './task.js';

/** Without weights, keys are those of data that have none. */
export function weightsPart(weights: Key | null): { readonly weights?: Key } {
  return weights === null ? {} : { weights };
}

/** Whether predictions are scored in order, as they are: then their number tells what is scored. */
export function isPlain(items: ScoreTask['items']): boolean {
  return items.every(({ item, postprocessors }, place) => item === place && postprocessors.length === 0);
}

export function scoredParts(items: ScoreTask['items']): JsonValue {
  return items.map(({ item, postprocessors }) => [
    item,
    postprocessors.map((step) => ({ ...step, fit: step.fit && { ...step.fit } })),
  ]);
}

/** Most often the items are those of one fit task, with the same params: then its key tells all of them. */
export function fittedParts(
  items: PredictTask['items'],
  { tasks, texts }: Plan,
): { readonly fits: JsonValue; readonly items: JsonValue } {
  const first = items[0].fit.task;
  const fitted = tasks.get(first);
  const same = fitted?.op === 'fit' && fitted.items.length === items.length ? fitted.items : [];
  const isWhole = items.every(
    ({ fit, params }, place) => fit.task === first && fit.item === place && same[place] === params,
  );
  if (isWhole) return { fits: [first], items: items.length };
  const fits = [...new Set(items.map(({ fit }) => fit.task))];
  return { fits, items: items.map(({ fit, params }) => [fits.indexOf(fit.task), fit.item, texts.digest(params)]) };
}

export function featuresParts(features: Features): JsonValue {
  return { base: features.base, rows: features.rows, steps: stepsParts(features.steps) };
}

export function stepsParts(steps: Features['steps']): JsonValue {
  return steps.map((step): JsonValue => ('fit' in step ? appliedParts(step) : { select: step.select }));
}

export function appliedParts({ fit, params }: Applied): JsonValue {
  return { fit: { ...fit }, params };
}

export function featuresKeys(features: Features): (Key | null)[] {
  return [features.base, features.rows, ...stepsKeys(features)];
}

export function stepsKeys(features: Features): Key[] {
  return appliedIn(features).map(({ fit }) => fit.task);
}

export function keysOf(keys: readonly (Key | null)[]): Key[] {
  return [...new Set(keys.filter((key) => key !== null))];
}
