// Ready tasks in the order in which candidates are proposed, for a search that may be cut off (--max-time): the tasks
// of the first candidates on all splits come before those of the next, so that whatever is done by then is whole
// candidates. The plain order (ready-queue.ts) does one split after another, which holds fewer matrices at a time and
// scores the last split of everybody at the end. A matrix that has no room in the budget waits: then later candidates
// go on with those that are there.

import TinyQueue from 'tinyqueue';
import type { Plan } from '../graph/plan/plan-data.js';
import type { Key } from '../graph/plan/task.js';
import { byIndex, bySize, type Circumstances, firstReady } from './ready-queue.js';
import type { TaskEntry } from './state.js';

/** The first candidate that each task works for; what works for none (the refit) has no turn. Cost: O(tasks). */
export function turnsOf({ tasks, slots }: Plan): ReadonlyMap<Key, number> {
  const turns = new Map<Key, number>();
  const lower = (key: Key | null, turn: number): void => {
    if (key !== null && turn < (turns.get(key) ?? Number.POSITIVE_INFINITY)) turns.set(key, turn);
  };
  for (const { test, train, items } of slots) {
    let first = Number.POSITIVE_INFINITY;
    for (const { candidates } of items) for (const candidate of candidates) first = Math.min(first, candidate);
    lower(test, first);
    lower(train, first);
  }
  // Inputs stand before their users: walking backwards, all users of a task have their turn.
  for (const { key, inputs } of [...tasks.values()].reverse()) {
    const turn = turns.get(key);
    if (turn !== undefined) for (const input of inputs) lower(input, turn);
  }
  return turns;
}

export class TurnQueue {
  private readonly others: TinyQueue<TaskEntry>;
  /** Tasks that make a matrix of rows: each is in both. */
  private readonly makers: TinyQueue<TaskEntry>;
  private readonly makersBySize = new TinyQueue<TaskEntry>([], bySize);
  private turns: ReadonlyMap<Key, number> = new Map();

  constructor() {
    const turnOf = ({ task }: TaskEntry): number => this.turns.get(task.key) ?? Number.MAX_VALUE;
    const byTurn = (a: TaskEntry, b: TaskEntry): number => turnOf(a) - turnOf(b) || byIndex(a, b);
    this.others = new TinyQueue<TaskEntry>([], byTurn);
    this.makers = new TinyQueue<TaskEntry>([], byTurn);
    this.isBefore = (a, b) => byTurn(a, b) < 0;
  }

  private readonly isBefore: (a: TaskEntry, b: TaskEntry) => boolean;

  /** Takes in the turns of a plan that has grown. Tasks of the plan as it was are done by then. */
  expect(turns: ReadonlyMap<Key, number>): void {
    this.turns = turns;
  }

  push(entry: TaskEntry): void {
    if (entry.task.op !== 'transform') this.others.push(entry);
    else {
      this.makers.push(entry);
      this.makersBySize.push(entry);
    }
  }

  /** The task that comes next, or undefined where none is ready or has room; it must be taken. Cost: O(log ready). */
  next(_worker: number, { hasRoom, idle }: Circumstances): TaskEntry | undefined {
    const maker = firstReady(this.makers);
    const other = firstReady(this.others);
    if (maker === undefined || (other !== undefined && this.isBefore(other, maker))) return other;
    if (hasRoom(maker.task)) return maker;
    if (other !== undefined) return other;
    const smallest = firstReady(this.makersBySize);
    return smallest !== undefined && (idle || hasRoom(smallest.task)) ? smallest : undefined;
  }

  /** Turns do not change with what tasks take. */
  rerank(): void {}
}
