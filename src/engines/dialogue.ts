// What the driver and one worker (a thread or a process) say to each other, as states. Nothing here sends, starts or
// ends anything: whoever holds the worker does, and brings here every message of the worker and its end.
//
//   idle   it has no task                                        → busy when it is given one
//   busy   it is at an order: a task, and the number of this attempt at it
//                                                                → idle at the answer to this very order;
//                                                                  over when it is being ended
//   over   it is being ended (killed, terminated, given up)      → gone at its end
//   gone   it is dead, and whatever it had said was heard        (final)
//
// The driver gives one order at a time. The worker says `hello` once, when it is ready; of each order `begun` (from
// then on a death may be the task's fault), then the answer. Numbers of attempts are not used twice. So an answer
// counts in one case only: the worker is busy and the answer names the order at hand. All else is dropped and told:
// answers that come late, twice, for another task, another attempt or out of order, whatever comes when it is over, and
// what no worker says. Every order is answered once: by the worker, or at its end, with what it was ended for (a
// sentence is for the order at hand alone, never for the next), else as a death.
//
// A message that names the order at hand but can not be read as its outcome would leave the driver waiting for ever:
// the worker is then to be ended, as one that cannot be trusted, and the task runs again.
//
// What an answer brings besides (an artifact in shared memory) is kept by the driver only where the answer counts and
// the task is done.
//
// Example: order 7 is given, 'begun 7', the driver gives up: over. 'answer 7' is dropped. At the end order 7 comes to
// `died`. A new worker, which has a dialogue of its own, is given order 8; an 'answer 7' that is still on its way goes
// to the old dialogue and is dropped.

import { assert } from '../base/errors.js';
import type { Task } from '../graph/plan/task.js';
import type { Outcome } from '../schedule/engine.js';
import type { FromWorker, Order } from '../worker/process-wire.js';
import { outcomeIn } from './outcome-in.js';

/** What came of an order, with what its answer brought. */
export interface Answer {
  readonly outcome: Outcome;
  readonly message?: Extract<FromWorker, { answer: Order }>;
}

export interface DialogueOptions {
  /** Told of each message that is dropped, and why. */
  readonly onDropped: (what: string) => void;
  /** Told where the worker cannot be trusted any more: it is to be ended. */
  readonly onMisled: (why: string) => void;
  readonly onHello?: () => void;
}

interface Current {
  readonly order: Order;
  readonly task: Task;
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  begun: boolean;
  sentence: Outcome | undefined;
}

/** Attempts that were numbered in this process. */
let attempts = 0;

/** Driver's side of the talk with one worker. A class because it guards its state. */
export class Dialogue {
  /** Whether the worker has said that it is ready, and is not being ended. */
  isUp = false;
  private current: Current | undefined;
  private state: 'open' | 'over' | 'gone' = 'open';
  private diedOf = 'it is gone';

  constructor(private readonly options: DialogueOptions) {}

  /** When the order at hand was given, in milliseconds; undefined where there is none. */
  get busySince(): number | undefined {
    return this.current?.since;
  }

  get hasBegun(): boolean {
    return this.current?.begun === true;
  }

  /** Whether it is being ended, or dead: it takes no order any more. */
  get isOver(): boolean {
    return this.state !== 'open';
  }

  /**
   * Notes an order, which the caller sends unless the worker is over: then it is answered at the end. The answer never
   * rejects.
   */
  give(task: Task): { readonly order: Order; readonly answer: Promise<Answer> } {
    assert(this.current === undefined, 'a worker does one task at a time');
    const order = { key: task.key, attempt: ++attempts };
    const answer = new Promise<Answer>((resolve) => {
      this.current = { order, task, since: performance.now(), resolve, begun: false, sentence: undefined };
    });
    if (this.state === 'gone') this.resolveOrder({ outcome: { status: 'died', reason: this.diedOf, begun: false } });
    return { order, answer };
  }

  /** Takes in whatever the worker says. */
  hear(words: unknown): void {
    const message = words as Partial<Record<'hello' | 'begun' | 'answer', unknown>> | null;
    if (typeof message !== 'object' || message === null) this.drop('a message that is none of ours');
    else if (this.state !== 'open') this.drop(`${nameOf(message)} behind its end`);
    else if (message.hello === true && !this.isUp) this.stand();
    else if (this.isAtHand(message.begun) && !this.hasBegun) this.begin();
    else if (this.isAtHand(message.answer)) this.take(message as Extract<FromWorker, { answer: Order }>);
    else this.drop(`${nameOf(message)} that nobody waits for`);
  }

  /** It is being ended. @param sentence  what the order at hand comes to, where that is more than a death */
  end(sentence?: Outcome): void {
    if (this.state === 'open') this.state = 'over';
    this.isUp = false;
    if (this.current !== undefined) this.current.sentence ??= sentence;
  }

  /** It is dead. @param outcome  what an order that it had comes to, unless it was ended for a reason of its own */
  close(outcome: Outcome): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    this.isUp = false;
    if (outcome.status === 'died') this.diedOf = outcome.reason;
    if (this.current !== undefined) this.resolveOrder({ outcome: this.current.sentence ?? outcome });
  }

  private stand(): void {
    this.isUp = true;
    this.options.onHello?.();
  }

  private begin(): void {
    if (this.current !== undefined) this.current.begun = true;
  }

  private take(message: Extract<FromWorker, { answer: Order }>): void {
    const outcome = this.current && outcomeIn(message.outcome, this.current.task);
    if (outcome !== undefined) this.resolveOrder({ outcome, message });
    else {
      this.drop(`${nameOf(message)} that says no outcome of it`);
      this.options.onMisled('it gave an answer that cannot be read');
    }
  }

  private isAtHand(order: unknown): boolean {
    const { key, attempt } = (order ?? {}) as Partial<Order>;
    return this.current !== undefined && key === this.current.order.key && attempt === this.current.order.attempt;
  }

  private resolveOrder(answer: Answer): void {
    const { current } = this;
    this.current = undefined;
    current?.resolve(answer);
  }

  private drop(what: string): void {
    this.options.onDropped(what);
  }
}

/** What a message calls itself, in few words: it may be anything. */
function nameOf({ answer, begun, hello }: Partial<Record<'hello' | 'begun' | 'answer', unknown>>): string {
  const { key, attempt } = (answer ?? begun ?? {}) as Partial<Order>;
  const of =
    typeof key === 'string' && typeof attempt === 'number' ? ` to attempt ${attempt} at ${key.slice(0, 40)}` : '';
  if (answer !== undefined) return `an answer${of}`;
  if (begun !== undefined) return `a beginning${of}`;
  return hello === undefined ? 'a message that is none of ours' : 'a greeting';
}
