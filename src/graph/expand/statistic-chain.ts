// The statistic of a train set from the statistics of its blocks, merged in a fixed order.
// Runs of neighbouring blocks are merged first: a run from the first block as a prefix chain, a run to the last block
// as a suffix chain, so that k "all but one" train sets cost O(k) merges in all; then the runs are merged from left to
// right.

import { mergeSeconds, statisticBytes, statisticSeconds } from '../plan/cost.js';
import type { RowSet, TrainSet } from '../plan/layout.js';
import type { StatisticWork } from '../plan/make-task.js';
import { count, type Plan } from '../plan/plan-data.js';
import type { Key } from '../plan/task.js';
import type { Expansion } from './expansion.js';

/**
 * Adds the tasks for a statistic of X on a train set; returns the key of the merged statistic. Cost: O(blocks) over all
 * splits.
 */
export function statisticOfTrainSet(
  { plan, maker }: Pick<Expansion, 'plan' | 'maker'>,
  statistic: StatisticWork,
  { base, train }: { readonly base: Key; readonly train: TrainSet },
): Key {
  const { layout, columns, classes } = plan.context;
  const { kind, weights } = statistic;
  const bytes = statisticBytes(kind, columns, classes);
  const block = ({ key, count: rows }: RowSet): Key =>
    maker.block(
      statistic,
      { base, rows: key, targetRows: key },
      { seconds: statisticSeconds(kind, rows, columns), bytes },
    ).key;
  if (train.blocks === null) return block(train.rows);

  const work: ChainWork = {
    block: (id) => block(layout.blocks[id]),
    merge: (left, right) => maker.merge(kind, [left, right], { seconds: mergeSeconds(kind, columns), bytes }).key,
    memo: maker.memo,
    name: `${kind} ${base} ${weights}`,
  };
  const last = layout.blocks.length - 1;
  return runsOf(train.blocks)
    .map(([from, to]) => (to === last && from !== 0 ? mergeFromRight(work, from, to) : mergeFromLeft(work, from, to)))
    .reduce(work.merge);
}

interface ChainWork {
  readonly block: (id: number) => Key;
  readonly merge: (left: Key, right: Key) => Key;
  /** Chains made before, so that a longer one starts where a shorter one ended. */
  readonly memo: Map<string, Key>;
  readonly name: string;
}

/** ((from + (from+1)) + …) + to. */
function mergeFromLeft({ block, merge, memo, name }: ChainWork, from: number, to: number): Key {
  const label = (id: number): string => `${name} left ${from} ${id}`;
  let done = to;
  while (done > from && !memo.has(label(done))) done--;
  let merged = memo.get(label(done)) ?? block(from);
  for (let id = done + 1; id <= to; id++) {
    merged = merge(merged, block(id));
    memo.set(label(id), merged);
  }
  return merged;
}

/** from + (… + ((to−1) + to)). */
function mergeFromRight({ block, merge, memo, name }: ChainWork, from: number, to: number): Key {
  const label = (id: number): string => `${name} right ${id} ${to}`;
  let done = from;
  while (done < to && !memo.has(label(done))) done++;
  let merged = memo.get(label(done)) ?? block(to);
  for (let id = done - 1; id >= from; id--) {
    merged = merge(block(id), merged);
    memo.set(label(id), merged);
  }
  return merged;
}

/** Runs of neighbouring numbers as [first, last]. */
function runsOf(blocks: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const id of blocks) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === id - 1) run[1] = id;
    else runs.push([id, id]);
  }
  return runs;
}

/** Counts block and merge tasks of a plan into its tally (once, when it is complete). */
export function countBlocks(plan: Plan): Record<string, number> {
  const lines = new Map<string, number>();
  for (const task of plan.tasks.values())
    if (task.op === 'block' || task.op === 'merge') count(lines, `${task.op}:${task.name}`, 1);
  return Object.fromEntries([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}
