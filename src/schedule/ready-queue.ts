// Ready tasks in the order in which they should run: longest remaining path first, then first come. A worker is offered what became
// ready through its own work first, as it holds the input already, unless something much longer waits. Tasks that make a matrix of rows
// come after all that may let one go, in the order of the plan: so the matrices of one split live at a time, not those of all.

import TinyQueue from 'tinyqueue';
import type { Entry } from './state.js';

/** A worker prefers a task whose input it holds while its rank is at least this share of the longest one's. */
const AFFINITY = 0.5;

export class ReadyQueue {
  private readonly all = new TinyQueue<Entry>([], before);
  /** Tasks that make a matrix of rows. */
  private readonly makers = new TinyQueue<Entry>([], (a, b) => a.index - b.index);
  private readonly byWorker: TinyQueue<Entry>[];

  constructor(workers: number) {
    this.byWorker = Array.from({ length: workers }, () => new TinyQueue<Entry>([], before));
  }

  /** @param worker who finished the last input, if anybody. */
  push(entry: Entry, worker?: number): void {
    if (entry.task.op === 'transform') {
      this.makers.push(entry);
      return;
    }
    this.all.push(entry);
    if (worker !== undefined) this.byWorker[worker].push(entry);
  }

  /** Takes the task that `worker` should do next, or undefined where none is ready. Cost: O(log ready). */
  pop(worker: number): Entry | undefined {
    const longest = firstReady(this.all);
    const own = firstReady(this.byWorker[worker]);
    if (own !== undefined && longest !== undefined && own.rank >= AFFINITY * longest.rank) return this.byWorker[worker].pop();
    return longest === undefined ? this.makers.pop() : this.all.pop();
  }
}

/** The head of a queue, after dropping entries that were taken through another queue meanwhile. */
function firstReady(queue: TinyQueue<Entry>): Entry | undefined {
  while (queue.length > 0) {
    const entry = queue.peek() as Entry;
    if (entry.state === 'ready') return entry;
    queue.pop();
  }
  return undefined;
}

function before(a: Entry, b: Entry): number {
  return b.rank - a.rank || a.index - b.index;
}
