// The worker's side of the talk with its driver (engines/dialogue.ts): of each order it says that it has begun, then
// what came of the task; of nothing else, and once.

import { faultPoint } from '../base/fault-point.js';
import type { Key } from '../graph/plan/task.js';
import type { Outcome } from '../schedule/engine.js';
import { errorOf, execute } from './execute.js';
import type { FromWorker, ToWorker } from './process-wire.js';
import { withUnhandledRejection } from './unhandled-rejection.js';
import type { WorkerContext } from './worker-context.js';

/** What an answer brings besides the outcome. */
type Brought = Pick<Extract<FromWorker, { answer: unknown }>, 'artifact' | 'rssBytes'>;

interface Answering<M extends ToWorker> {
  /** Whether tasks run code of the user's own: what it leaves behind is waited for. */
  readonly ownCode: boolean;
  readonly context: WorkerContext;
  readonly say: (message: FromWorker) => void;
  /** Takes in what comes with an order, before its task runs. */
  readonly prepare?: (message: M) => void;
  readonly bring: (key: Key, outcome: Outcome) => Brought;
}

/** Says that the worker is ready, and returns what does an order and answers it. */
export function answering<M extends ToWorker>({
  ownCode,
  context,
  say,
  prepare,
  bring,
}: Answering<M>): (message: M) => void {
  say({ hello: true });
  return (message) => {
    const { order, task } = message;
    say({ begun: order });
    const started = performance.now();
    const answer = (last: Outcome): void => {
      say({ answer: order, outcome: last, ...bring(task.key, last) });
      faultPoint('answered', task.key);
    };
    let outcome: Outcome;
    try {
      context.release(message.released);
      prepare?.(message);
      outcome = execute(task, context);
      faultPoint('reply', task.key);
    } catch (thrown) {
      outcome = { status: 'error', seconds: (performance.now() - started) / 1000, error: errorOf(thrown) };
    }
    if (ownCode) void withUnhandledRejection(outcome).then(answer);
    else answer(outcome);
  };
}
