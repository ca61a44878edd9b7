// The states of tasks and the transitions between them. Nothing here waits, sends or prints; the loop does that.
//
//   waiting   some input is not there yet                     → ready when the last one is finished
//   ready     all inputs are there                            → running when a worker takes it
//   running   a worker is at it                               → finished, failed, or ready again when its worker died
//   finished  its artifact is held                            → released when its last dependant is done with it
//   failed    it, or something it needs, could not be done    (final)
//   released  it was finished and its artifact is gone        → waiting again, with its inputs, when a growing plan needs it once more
//
// What never changes for a task: its inputs and its predicted seconds. What does: `state`, `missing` (inputs not
// there), `dependants` and `rank` (both grow when the plan grows), `seconds` (expected, and `rank` with it, by what
// others took), `users` (dependants that are not done), `deaths` (workers lost on it).
//
// Example: a, b → c → d. At first a and b are ready, c has missing = 2, d has missing = 1. finish(a): c.missing = 1.
// finish(b): c is ready. take: c runs. finish(c): d is ready, and a and b, whose only user is done, are released.

import { assert } from '../base/errors.js';
import { append } from '../base/lists.js';
import type { Key, Task } from '../graph/plan/task.js';

export type TaskState = 'waiting' | 'ready' | 'running' | 'finished' | 'failed' | 'released';

export interface TaskEntry {
  readonly task: Task;
  /** Order of arrival: the last tie-breaker. */
  readonly index: number;
  state: TaskState;
  missing: number;
  users: number;
  /** Seconds that it is expected to take: as predicted, until its kind has been measured. */
  seconds: number;
  /** Expected seconds from the start of this task to the end of the longest path behind it. */
  rank: number;
  deaths: number;
  readonly dependants: TaskEntry[];
}

export interface ScheduleState {
  readonly entries: Map<Key, TaskEntry>;
  /** Artifacts that stay after their last user. */
  readonly pinned: ReadonlySet<Key>;
  /** Tasks in state waiting, ready or running. */
  open: number;
}

export function newState(pinned: ReadonlySet<Key>): ScheduleState {
  return { entries: new Map(), pinned, open: 0 };
}

/**
 * Adds tasks (inputs before users); keys without a task are sources, which are always there. Returns the entries now
 * ready.
 */
export function addTasks(state: ScheduleState, tasks: Iterable<Task>): TaskEntry[] {
  const added: TaskEntry[] = [];
  for (const task of tasks) {
    if (state.entries.has(task.key)) continue;
    const entry: TaskEntry = {
      task,
      index: state.entries.size,
      state: 'waiting',
      missing: 0,
      users: 0,
      seconds: task.seconds,
      rank: task.seconds,
      deaths: 0,
      dependants: [],
    };
    state.entries.set(task.key, entry);
    for (const input of task.inputs) state.entries.get(input)?.dependants.push(entry);
    added.push(entry);
  }
  const ready: TaskEntry[] = [];
  for (const entry of added) open(state, entry, ready);
  for (const entry of added.reverse()) raiseRanks(state, entry);
  return ready;
}

/**
 * Opens a task, and the released ones that it needs again: inputs before users, so that a chain may be of any length.
 */
function open(state: ScheduleState, entry: TaskEntry, ready: TaskEntry[]): void {
  for (const revived of releasedBehind(state, entry)) openOne(state, revived, ready);
  openOne(state, entry, ready);
}

/** Released tasks that a task needs, in order of arrival. */
function releasedBehind(state: ScheduleState, entry: TaskEntry): TaskEntry[] {
  const found = new Set<TaskEntry>();
  const queue = [entry];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const key of next.task.inputs) {
      const input = state.entries.get(key);
      if (input?.state !== 'released' || found.has(input)) continue;
      found.add(input);
      queue.push(input);
    }
  }
  return [...found].sort((a, b) => a.index - b.index);
}

/** Opens a task: counts what is missing, and notes it ready or failed where that is already clear. */
function openOne(state: ScheduleState, entry: TaskEntry, ready: TaskEntry[]): void {
  entry.state = 'waiting';
  entry.missing = 0;
  state.open++;
  for (const key of entry.task.inputs) {
    const input = state.entries.get(key);
    if (input === undefined) continue;
    input.users++;
    if (input.state === 'failed') entry.missing = Number.POSITIVE_INFINITY;
    else if (input.state !== 'finished') entry.missing++;
  }
  if (entry.missing === Number.POSITIVE_INFINITY) {
    entry.state = 'failed';
    state.open--;
  } else if (entry.missing === 0) {
    entry.state = 'ready';
    ready.push(entry);
  }
}

/** Lifts the ranks of inputs above that of their user. */
function raiseRanks(state: ScheduleState, entry: TaskEntry): void {
  const queue = [entry];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const key of next.task.inputs) {
      const input = state.entries.get(key);
      if (input === undefined || input.rank >= input.seconds + next.rank) continue;
      input.rank = input.seconds + next.rank;
      queue.push(input);
    }
  }
}

/** Sets the ranks of tasks that are not done anew, by what they are now expected to take. Cost: O(tasks). */
export function rerank({ entries }: ScheduleState, secondsOf: (task: Task) => number): void {
  // Inputs were added before their users: walking backwards, all users of a task have their rank.
  for (const entry of [...entries.values()].reverse()) {
    if (!isOpen(entry)) continue;
    let behind = 0;
    for (const dependant of entry.dependants) if (isOpen(dependant)) behind = Math.max(behind, dependant.rank);
    entry.seconds = secondsOf(entry.task);
    entry.rank = entry.seconds + behind;
  }
}

/** Tasks that are not done and have not failed. */
export function* openTasks({ entries }: ScheduleState): Iterable<Task> {
  for (const entry of entries.values()) if (isOpen(entry)) yield entry.task;
}

function isOpen({ state }: TaskEntry): boolean {
  return state === 'waiting' || state === 'ready' || state === 'running';
}

/** ready → running. */
export function take(entry: TaskEntry): void {
  assert(entry.state === 'ready', `${entry.task.key} is ${entry.state}, not ready`);
  entry.state = 'running';
}

/** running → finished. Returns tasks that became ready and artifacts that nobody needs any more (now released). */
export function finish(state: ScheduleState, entry: TaskEntry): { ready: TaskEntry[]; released: Key[] } {
  assert(entry.state === 'running', `${entry.task.key} is ${entry.state}, not running`);
  entry.state = 'finished';
  state.open--;
  const ready: TaskEntry[] = [];
  for (const dependant of entry.dependants) {
    if (dependant.state === 'waiting' && --dependant.missing === 0) {
      dependant.state = 'ready';
      ready.push(dependant);
    }
  }
  return { ready, released: releaseUnused(state, entry) };
}

/** running → failed, and with it everything that needs it. Returns all of them, and what they no longer need. */
export function fail(state: ScheduleState, entry: TaskEntry): { failed: TaskEntry[]; released: Key[] } {
  const failed: TaskEntry[] = [];
  const released: Key[] = [];
  const queue = [entry];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next.state === 'failed' || next.state === 'finished' || next.state === 'released') continue;
    next.state = 'failed';
    state.open--;
    failed.push(next);
    append(released, releaseInputs(state, next));
    append(queue, next.dependants);
  }
  return { failed, released };
}

/**
 * running → ready: its worker died. Where the task had begun, that may be its fault. Returns how often that has
 * happened to it.
 */
export function retry(entry: TaskEntry, begun: boolean): number {
  assert(entry.state === 'running', `${entry.task.key} is ${entry.state}, not running`);
  entry.state = 'ready';
  if (begun) entry.deaths++;
  return entry.deaths;
}

function releaseUnused(state: ScheduleState, entry: TaskEntry): Key[] {
  const released = releaseInputs(state, entry);
  if (entry.users === 0 && release(state, entry)) released.push(entry.task.key);
  return released;
}

function releaseInputs(state: ScheduleState, entry: TaskEntry): Key[] {
  const released: Key[] = [];
  for (const key of entry.task.inputs) {
    const input = state.entries.get(key);
    if (input !== undefined && --input.users === 0 && release(state, input)) released.push(key);
  }
  return released;
}

function release(state: ScheduleState, entry: TaskEntry): boolean {
  if (entry.state !== 'finished' || state.pinned.has(entry.task.key)) return false;
  entry.state = 'released';
  return true;
}
