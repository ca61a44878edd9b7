// An outcome as a worker tells it, looked at before it is believed: what reads it later counts on its shape.

import type { Task } from '../graph/plan/task.js';
import type { ItemOutcome, Outcome } from '../schedule/engine.js';

/**
 * What a worker said of a task, where it is an outcome that this task can have.
 * @returns undefined for anything else; a worker does not say that it died
 */
export function outcomeIn(answer: unknown, task: Task): Outcome | undefined {
  if (!isObject(answer) || !isNumber(answer.seconds)) return undefined;
  if (answer.status === 'error') return isTaskError(answer.error) ? (answer as unknown as Outcome) : undefined;
  if (answer.status !== 'done' || !Array.isArray(answer.items)) return undefined;
  if (answer.bytes !== undefined && !isNumber(answer.bytes)) return undefined;
  const expected = 'items' in task ? task.items.length : 1;
  const scores = task.op === 'score' ? task.scorers.length : undefined;
  const isWhole = answer.items.length === expected && answer.items.every((item) => isItem(item, scores));
  return isWhole ? (answer as unknown as Outcome) : undefined;
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
