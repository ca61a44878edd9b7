// 130,000 of anything: more than a call can take as arguments.

import { describe, expect, it } from 'vitest';
import { buildPlan } from '../../src/graph/build.js';
import { TaskMaker } from '../../src/graph/plan/make-task.js';
import type { Task } from '../../src/graph/plan/task.js';
import type { Candidate } from '../../src/grid/candidate.js';
import { addTasks, fail, finish, newState, take } from '../../src/schedule/state.js';
import type { Problem } from '../../src/search/read-problem.js';
import { Scorekeeper } from '../../src/search/scorekeeper.js';
import { stopwatch } from '../../src/search/stopwatch.js';
import { candidatesOf, contextOf } from '../graph/candidates.js';

const MANY = 130_000;

/** A chain of merges, each needing the one before. */
function chainOf(length: number): Task[] {
  return Array.from({ length }, (_, i) => ({
    op: 'merge' as const,
    key: `t${i}`,
    name: 'moments',
    statistic: 'moments' as const,
    left: '',
    right: '',
    inputs: i === 0 ? [] : [`t${i - 1}`],
    seconds: 1,
    bytes: 0,
  }));
}

describe('130,000', () => {
  it('candidates find room in the score book', () => {
    const plan = buildPlan(contextOf({ k: 2 }), []);
    const spec = {
      scoring: [{ name: 'accuracy', scorer: 'accuracy', params: {} }],
      aggregate: 'mean',
      returnTrainScore: false,
    };
    const problem = { spec, layout: plan.context.layout, dataset: {} } as unknown as Problem;
    const keeper = new Scorekeeper(problem, plan, { watch: stopwatch(undefined) });
    keeper.expect(Array.from({ length: MANY }, (_, index): Candidate => ({ index, params: {}, steps: [] })));
    expect(keeper.book.candidates).toBe(MANY);
  });

  it('columns go through a union that takes all', () => {
    const pipeline = [{ both: { union: [{ as_it_is: { columns: 'all', steps: [] } }] } }, 'GaussianNB'];
    const plan = buildPlan(contextOf({ k: 2, columns: MANY }), candidatesOf({ pipeline }));
    expect([...plan.tasks.values()].filter(({ op }) => op === 'fit')).toHaveLength(2);
  });

  it('thresholds are scored by one task', () => {
    const plan = buildPlan(contextOf({ k: 2 }), []);
    const postprocessor = { fit: null, estimator: 'DecisionThreshold', version: 1 };
    const items = Array.from({ length: MANY }, (_, i) => ({
      item: 0,
      postprocessors: [{ ...postprocessor, params: { threshold: i / MANY } }],
    }));
    const task = new TaskMaker(plan, '').score(
      'accuracy',
      { prediction: 'p', targetRows: 'r', items },
      { seconds: 1, bytes: 0 },
    );
    expect(task.items).toHaveLength(MANY);
    expect(task.inputs).toHaveLength(3);
  });

  it('dependants fail with the task that they need', () => {
    const state = newState(new Set());
    const [first, ...others] = chainOf(MANY + 1);
    addTasks(state, [first, ...others.map((task) => ({ ...task, inputs: [first.key] }))]);
    const entry = state.entries.get(first.key);
    if (entry === undefined) throw new Error('added');
    take(entry);
    expect(fail(state, entry).failed).toHaveLength(MANY + 1);
  });

  it('merges in a chain are ranked, and revived when a growing plan needs the last of them again', () => {
    const state = newState(new Set());
    const chain = chainOf(MANY);
    addTasks(state, chain);
    expect(state.entries.get('t0')?.rank).toBe(MANY);
    for (const { key } of chain) {
      const entry = state.entries.get(key);
      if (entry === undefined) throw new Error('added');
      take(entry);
      finish(state, entry);
    }
    const ready = addTasks(state, [{ ...chain[0], key: 'more', inputs: [`t${MANY - 1}`] } as Task]);
    expect(ready.map(({ task }) => task.key)).toEqual(['t0']);
    expect(state.entries.get('more')?.missing).toBe(1);
  });
});
