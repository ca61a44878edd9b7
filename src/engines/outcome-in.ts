// An outcome as a worker tells it, looked at before it is believed: what reads it later counts on its shape.

import type { Task } from '../graph/plan/task.js';
import type { ItemOutcome, Outcome } from '../schedule/engine.js';

/**
 * What a worker said of a task, where it is an outcome that this task can have.
 * @returns undefined for anything else; a worker does not say that it died
 */
export function outcomeIn(said: unknown, task: Task): Outcome | undefined {
  if (!isObject(said) || !isNumber(said.seconds)) return undefined;
  if (said.status === 'error') return isTaskError(said.error) ? (said as unknown as Outcome) : undefined;
  if (said.status !== 'done' || !Array.isArray(said.items)) return undefined;
  if (said.bytes !== undefined && !isNumber(said.bytes)) return undefined;
  const expected = 'items' in task ? task.items.length : 1;
  const scores = task.op === 'score' ? task.scorers.length : undefined;
  const isWhole = said.items.length === expected && said.items.every((item) => isItem(item, scores));
  return isWhole ? (said as unknown as Outcome) : undefined;
}

/** @param scores  how many scores an item has; undefined: none */
function isItem(item: unknown, scores: number | undefined): item is ItemOutcome {
  if (!isObject(item)) return false;
  if (item.ok === false) return isTaskError(item.error);
  if (item.ok !== true || !Array.isArray(item.warnings)) return false;
  if (scores === undefined) return true;
  return (
    Array.isArray(item.scores) &&
    item.scores.length === scores &&
    item.scores.every((score) => score === null || isNumber(score))
  );
}

function isTaskError(error: unknown): boolean {
  return isObject(error) && typeof error.code === 'string' && typeof error.message === 'string';
}

function isNumber(value: unknown): boolean {
  return Number.isFinite(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
