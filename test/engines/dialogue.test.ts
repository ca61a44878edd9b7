// The talk of driver and worker, by a worker that says what it should not: late, twice, out of order, of another task,
// behind its end.

import { describe, expect, it } from 'vitest';
import { Dialogue } from '../../src/engines/dialogue.js';
import type { ScoreTask, Task } from '../../src/graph/plan/task.js';
import type { Outcome } from '../../src/schedule/engine.js';
import type { Order } from '../../src/worker/process-wire.js';

const done = (seconds: number): Outcome => ({ status: 'done', seconds, items: [{ ok: true, warnings: [] }] });
const died = (reason: string, begun = true): Outcome => ({ status: 'died', reason, begun });

function task(key: string): Task {
  return { op: 'merge', key, name: key, statistic: 'moments', left: '', right: '', inputs: [], seconds: 1, bytes: 0 };
}

function talk() {
  const dropped: string[] = [];
  const misled: string[] = [];
  const dialogue = new Dialogue({ onDropped: (what) => dropped.push(what), onMisled: (why) => misled.push(why) });
  const give = (key: string) => {
    const { order, answer } = dialogue.give(task(key));
    let outcome: Outcome | undefined;
    void answer.then((said) => {
      outcome = said.outcome;
    });
    const outcomeNow = async (): Promise<Outcome | undefined> => {
      await Promise.resolve();
      return outcome;
    };
    return { order, outcomeNow };
  };
  const answer = (order: Order, seconds: number): void => dialogue.hear({ answer: order, outcome: done(seconds) });
  return { dialogue, dropped, misled, give, answer };
}

describe('an answer', () => {
  it('is taken where it names the task and the attempt that are waited for', async () => {
    const { give, answer, dropped } = talk();
    const { order, outcomeNow } = give('a');
    expect(await outcomeNow()).toBe(undefined);
    answer(order, 1);
    expect([await outcomeNow(), dropped]).toEqual([done(1), []]);
  });

  it('that comes twice is taken once, and is no answer to the next task', async () => {
    const { give, answer, dropped } = talk();
    const first = give('a');
    answer(first.order, 1);
    answer(first.order, 2);
    const second = give('b');
    answer(first.order, 3);
    expect([await first.outcomeNow(), await second.outcomeNow(), dropped.length]).toEqual([done(1), undefined, 2]);
    answer(second.order, 4);
    expect(await second.outcomeNow()).toEqual(done(4));
  });

  it('to an earlier attempt at the same task is dropped', async () => {
    const { give, answer, dropped } = talk();
    const first = give('a');
    answer(first.order, 1);
    const again = give('a');
    answer(first.order, 2);
    expect([await again.outcomeNow(), dropped.length]).toEqual([undefined, 1]);
  });

  it('to another task under the number of this one is dropped', async () => {
    const { give, answer, dropped } = talk();
    const { order, outcomeNow } = give('a');
    answer({ ...order, key: 'b' }, 1);
    answer({ ...order, attempt: order.attempt + 1 }, 1);
    expect([await outcomeNow(), dropped.length]).toEqual([undefined, 2]);
  });

  it('from a worker that is being ended is dropped; its task comes to what it was ended for', async () => {
    const { dialogue, give, answer, dropped } = talk();
    const { order, outcomeNow } = give('a');
    const sentence: Outcome = { status: 'error', seconds: 1, error: { code: 'TASK_TIMEOUT', message: 'too long' } };
    dialogue.end(sentence);
    answer(order, 1);
    expect([await outcomeNow(), dropped.length]).toEqual([undefined, 1]);
    dialogue.close(died('SIGKILL'));
    expect(await outcomeNow()).toEqual(sentence);
  });

  it('behind the end of its worker is dropped', async () => {
    const { dialogue, give, answer, dropped } = talk();
    const { order, outcomeNow } = give('a');
    dialogue.close(died('SIGKILL'));
    answer(order, 1);
    expect([await outcomeNow(), dropped.length]).toEqual([died('SIGKILL'), 1]);
  });

  it('of a worker that has ended by itself counts where it came before the end', async () => {
    const { dialogue, give, answer } = talk();
    const { order, outcomeNow } = give('a');
    answer(order, 1);
    dialogue.close(died('exit code 3'));
    expect(await outcomeNow()).toEqual(done(1));
  });

  it('that is waited for and cannot be read ends the worker, so that nobody waits for ever', async () => {
    for (const outcome of [
      undefined,
      null,
      'done',
      {},
      { ...done(1), items: [] },
      { ...done(1), seconds: Number.NaN },
      died('x'),
    ]) {
      const { dialogue, give, dropped, misled } = talk();
      const { order, outcomeNow } = give('a');
      dialogue.hear({ answer: order, outcome });
      expect([await outcomeNow(), dropped.length, misled.length], JSON.stringify(outcome)).toEqual([undefined, 1, 1]);
    }
  });

  it('of scores has one for each scorer, a finite number or none', async () => {
    const scored = {
      ...task('s'),
      op: 'score',
      items: [{ item: 0, postprocessors: [] }],
      scorers: [{}, {}],
    } as unknown as ScoreTask;
    const isTaken = (scores: unknown): boolean => {
      const misled: string[] = [];
      const dialogue = new Dialogue({ onDropped: () => {}, onMisled: (why) => misled.push(why) });
      const { order } = dialogue.give(scored);
      dialogue.hear({
        answer: order,
        outcome: { status: 'done', seconds: 0, items: [{ ok: true, warnings: [], scores }] },
      });
      return misled.length === 0;
    };
    const said = [[1, null], [1], [1, Number.NaN], [1, '2'], undefined];
    expect(said.map(isTaken)).toEqual([true, false, false, false, false]);
  });
});

describe('what no worker says', () => {
  it('is dropped, and the answer that follows is taken', async () => {
    const { dialogue, give, answer, dropped } = talk();
    const { order, outcomeNow } = give('a');
    const garbage = [
      null,
      undefined,
      7,
      'answer',
      [],
      {},
      { answer: 7 },
      { answer: null },
      { begun: 'a' },
      { hello: 'you' },
    ];
    for (const said of garbage) dialogue.hear(said);
    answer(order, 1);
    expect([await outcomeNow(), dropped.length]).toEqual([done(1), garbage.length]);
  });

  it('a second greeting or beginning is dropped', () => {
    const { dialogue, give, dropped } = talk();
    dialogue.hear({ hello: true });
    dialogue.hear({ hello: true });
    const { order } = give('a');
    dialogue.hear({ begun: order });
    dialogue.hear({ begun: order });
    expect([dialogue.isUp, dialogue.hasBegun, dropped.length]).toEqual([true, true, 2]);
  });
});

describe('a sentence', () => {
  it('is for the task at hand, never for the next', async () => {
    const { dialogue, give, answer } = talk();
    const { order } = give('a');
    answer(order, 1);
    dialogue.end({ status: 'error', seconds: 1, error: { code: 'TASK_TIMEOUT', message: 'too long' } });
    const next = give('b');
    dialogue.close(died('SIGKILL', false));
    expect(await next.outcomeNow()).toEqual(died('SIGKILL', false));
  });

  it('of death is no fault of a task that came when the worker was dead', async () => {
    const { dialogue, give } = talk();
    dialogue.close(died('SIGKILL'));
    expect(await give('a').outcomeNow()).toEqual(died('SIGKILL', false));
  });
});
