// Ready tasks in the order in which they should run. While there is time, what lets memory go comes first: short
// predictions and scores (so that a search that is interrupted has scored what it has fitted), then everything but
// tasks that make a matrix of rows, these last and in the order of the plan. So the matrices of one split live at a
// time, not those of all. A matrix is made earlier where the path behind it would else end after all other work: then
// longest path first keeps every worker busy to the end. One that has no room in the budget waits until something was
// released, or until nothing runs any more. Among the others: longest path first, then first come; a worker is offered
// what became ready through its own work first, as it holds the input already, unless something much longer waits.

import TinyQueue from 'tinyqueue';
import type { Task } from '../graph/plan/task.js';
import type { TaskEntry } from './state.js';

/** A worker prefers a task whose input it holds while its rank is at least this share of the longest one's. */
const AFFINITY = 0.5;
/** A path is due when it takes this share of the time that all work still needs: predictions are not that exact. */
const DUE = 0.8;
/** A longer prediction waits its turn. */
const SHORT_SECONDS = 0.1;

/** What the choice depends on besides the tasks. */
export interface Circumstances {
  /** Seconds of work that each worker still has, if they share it evenly. */
  readonly secondsEach: () => number;
  readonly hasRoom: (task: Task) => boolean;
  /** Whether no task runs: then one must be started, whatever room there is. */
  readonly idle: boolean;
}

export class ReadyQueue {
  private all = new TinyQueue<TaskEntry>([], byRank);
  /** What ends the work on a fit. */
  private closers = new TinyQueue<TaskEntry>([], byIndex);
  /** Tasks that make a matrix of rows: each is in all three. */
  private makers = { byRank: new TinyQueue<TaskEntry>([], byRank), byIndex: new TinyQueue<TaskEntry>([], byIndex) };
  private readonly makersBySize = new TinyQueue<TaskEntry>([], bySize);
  private byWorker: TinyQueue<TaskEntry>[];

  constructor(private readonly workers: number) {
    this.byWorker = Array.from({ length: workers }, () => new TinyQueue<TaskEntry>([], byRank));
  }

  /** @param worker who finished the last input, if anybody. */
  push(entry: TaskEntry, worker?: number): void {
    const { op, seconds } = entry.task;
    if (op === 'score' || (op === 'predict' && seconds <= SHORT_SECONDS)) this.closers.push(entry);
    else if (op === 'transform') {
      this.makers.byRank.push(entry);
      this.makers.byIndex.push(entry);
      this.makersBySize.push(entry);
    } else {
      this.all.push(entry);
      if (worker !== undefined) this.byWorker[worker].push(entry);
    }
  }

  /**
   * The task that `worker` should do next, or undefined where none is ready or has room; it must be taken. Cost: O(log
   * ready).
   */
  next(worker: number, now: Circumstances): TaskEntry | undefined {
    const longest = firstReady(this.all);
    const due = this.dueMaker(longest ?? firstReady(this.makers.byIndex), now);
    if (due !== undefined) return due;
    const closer = firstReady(this.closers);
    if (closer !== undefined) return closer;
    const near = firstReady(this.byWorker[worker]);
    if (near !== undefined && longest !== undefined && near.rank >= AFFINITY * longest.rank) return near;
    return longest ?? this.nextMaker(now);
  }

  /** Sorts anew, after ranks have changed. */
  rerank(): void {
    this.all = new TinyQueue(this.all.data, byRank);
    this.makers = { ...this.makers, byRank: new TinyQueue(this.makers.byRank.data, byRank) };
    this.byWorker = this.byWorker.map((queue) => new TinyQueue(queue.data, byRank));
  }

  /**
   * The matrix with the longest path behind it, where it can wait no longer than `other` takes. For one worker, order
   * wins nothing.
   */
  private dueMaker(other: TaskEntry | undefined, { secondsEach, hasRoom }: Circumstances): TaskEntry | undefined {
    if (this.workers === 1) return undefined;
    const maker = firstReady(this.makers.byRank);
    if (maker === undefined || other === undefined || maker.rank < other.rank) return undefined;
    const isDue = maker.rank + other.seconds >= DUE * secondsEach();
    return isDue && hasRoom(maker.task) ? maker : undefined;
  }

  private nextMaker({ hasRoom, idle }: Circumstances): TaskEntry | undefined {
    const next = firstReady(this.makers.byIndex);
    if (next === undefined || hasRoom(next.task)) return next;
    const smallest = firstReady(this.makersBySize);
    return smallest !== undefined && (idle || hasRoom(smallest.task)) ? smallest : undefined;
  }
}

/** The head of a queue, after dropping entries that were taken meanwhile, here or through another queue. */
export function firstReady(queue: TinyQueue<TaskEntry>): TaskEntry | undefined {
  while (queue.length > 0) {
    const entry = queue.peek() as TaskEntry;
    if (entry.state === 'ready') return entry;
    queue.pop();
  }
  return undefined;
}

function byRank(a: TaskEntry, b: TaskEntry): number {
  return b.rank - a.rank || a.index - b.index;
}

export function byIndex(a: TaskEntry, b: TaskEntry): number {
  return a.index - b.index;
}

export function bySize(a: TaskEntry, b: TaskEntry): number {
  return a.task.bytes - b.task.bytes || a.index - b.index;
}
