// What a score task came to, item by item, as scores of one split for the score book: each with its seconds and the
// warnings of all that it rests on.

import type { TaskWarning } from '../base/errors.js';
import type { ScoreSlot } from '../graph/plan/plan-data.js';
import type { Key } from '../graph/plan/task.js';
import type { Finished } from '../schedule/finished.js';
import type { SplitScore } from './score-book.js';

/** Marks of the items of one score task. @param results  of the tasks behind it */
export function splitScoresOf(slot: ScoreSlot, result: Finished, results: ReadonlyMap<Key, Finished>): SplitScore[] {
  const secondsOf = (key: Key): number => results.get(key)?.seconds ?? 0;
  // Earlier steps count in full for every candidate that uses them; a batch's time is divided among its fits.
  const shared = slot.chain.reduce((sum, key) => sum + secondsOf(key), 0) + secondsOf(slot.fit) / slot.fitItems;
  const scoreSeconds = result.seconds / slot.items.length;
  const stepWarnings = slot.chain.flatMap((key) => warningsOf(results, key, 0));
  return slot.items.map(({ fitItem, predicted, learnt }, place): SplitScore => {
    const fitSeconds = shared + learnt.reduce((sum, { task, share }) => sum + secondsOf(task) * share, 0);
    const learntFrom = (inner: boolean): readonly TaskWarning[] =>
      learnt.flatMap((from) => (from.inner === inner ? warningsOf(results, from.task, from.item) : []));
    const item = result.ok ? result.items[place] : result;
    if (!item.ok)
      return { fitSeconds, scoreSeconds, outcome: { ok: false, error: item.error }, warnings: [], undefinedScores: [] };
    const { scores = [], warnings } = item as Extract<typeof item, { readonly warnings: unknown }>;
    return {
      fitSeconds,
      scoreSeconds,
      outcome: { ok: true, scores },
      warnings: toldOnce(
        [
          ...stepWarnings,
          ...warningsOf(results, slot.fit, fitItem),
          ...warningsOf(results, slot.prediction, predicted),
          ...learntFrom(false),
        ],
        learntFrom(true),
      ),
      undefinedScores: warnings,
    };
  });
}

/**
 * Each warning once. Fits on inner folds warn of the same in other numbers, one beside the other and beside the fit
 * that they are inside of: of theirs, the first of each code that nobody else warns of.
 */
export function toldOnce(warnings: readonly TaskWarning[], inner: readonly TaskWarning[]): TaskWarning[] {
  const once = new Map(warnings.map((warning) => [`${warning.code} ${warning.message}`, warning]));
  const codes = new Set(warnings.map(({ code }) => code));
  for (const warning of inner) {
    if (codes.has(warning.code)) continue;
    codes.add(warning.code);
    once.set(warning.code, warning);
  }
  return [...once.values()];
}

/** Warnings of one item of a task. */
export function warningsOf(results: ReadonlyMap<Key, Finished>, key: Key, item: number): readonly TaskWarning[] {
  const result = results.get(key);
  const outcome = result?.ok === true ? result.items[item] : undefined;
  return outcome?.ok === true ? outcome.warnings : [];
}
