// Each transition once, on graphs drawn in text; run under two namings, so that no result leans on the order of names.

import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/graph/plan/task.js';
import {
  addTasks,
  fail,
  finish,
  newState,
  rerank,
  retry,
  type ScheduleState,
  type TaskEntry,
  take,
} from '../../src/schedule/state.js';

/** `c: a b` means that c needs a and b; a number after @ is predicted seconds. */
function graphOf(text: string, rename: (name: string) => string): Task[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [head, inputs = ''] = line.trim().split(':');
      const [name, seconds = '1'] = head.split('@');
      const keys = inputs.trim().split(/\s+/).filter(Boolean).map(rename);
      return {
        op: 'merge',
        key: rename(name),
        name,
        statistic: 'moments',
        left: '',
        right: '',
        inputs: keys,
        seconds: Number(seconds),
        bytes: 0,
      };
    });
}

const NAMINGS: [string, (name: string) => string][] = [
  ['as drawn', (name) => name],
  ['with names reversed', (name) => String.fromCharCode(219 - name.charCodeAt(0))],
];

describe.each(NAMINGS)('task states, %s', (_, rename) => {
  const start = (
    text: string,
    pinned: string[] = [],
  ): { state: ScheduleState; ready: string[]; entry: (name: string) => TaskEntry } => {
    const state = newState(new Set(pinned.map(rename)));
    const ready = addTasks(state, graphOf(text, rename)).map(({ task }) => task.name);
    return { state, ready, entry: (name) => state.entries.get(rename(name)) as TaskEntry };
  };
  const run = (state: ScheduleState, entry: TaskEntry) => {
    take(entry);
    const { ready, released } = finish(state, entry);
    return { ready: ready.map(({ task }) => task.name), released };
  };
  const DIAMOND = `
    a
    b
    c: a b
    d: c`;

  it('starts with tasks ready that need nothing', () => {
    const { ready, entry } = start(DIAMOND);
    expect(ready).toEqual(['a', 'b']);
    expect([entry('c').state, entry('c').missing]).toEqual(['waiting', 2]);
  });

  it('makes a task ready when its last input is finished', () => {
    const { state, entry } = start(DIAMOND);
    expect(run(state, entry('a')).ready).toEqual([]);
    expect(run(state, entry('b')).ready).toEqual(['c']);
  });

  it('releases an artifact when its last user is finished', () => {
    const { state, entry } = start(DIAMOND);
    run(state, entry('a'));
    run(state, entry('b'));
    expect(run(state, entry('c')).released.sort()).toEqual([rename('a'), rename('b')].sort());
    expect(entry('a').state).toBe('released');
    expect(entry('c').state).toBe('finished');
  });

  it('keeps a pinned artifact', () => {
    const { state, entry } = start(DIAMOND, ['a']);
    run(state, entry('a'));
    run(state, entry('b'));
    expect(run(state, entry('c')).released).toEqual([rename('b')]);
  });

  it('fails everything that needs a failed task, and nothing else', () => {
    const { state, entry } = start(`
      a
      b: a
      c: b
      x: a`);
    run(state, entry('a'));
    take(entry('b'));
    expect(fail(state, entry('b')).failed.map(({ task }) => task.name)).toEqual(['b', 'c']);
    expect(entry('x').state).toBe('ready');
    expect(state.open).toBe(1);
  });

  it('releases inputs that only failed tasks would have used', () => {
    const { state, entry } = start(`
      a
      b
      c: a b`);
    run(state, entry('a'));
    take(entry('b'));
    expect(fail(state, entry('b')).released).toEqual([rename('a')]);
  });

  it('makes the task of a dead worker ready again and counts', () => {
    const { entry } = start('a');
    take(entry('a'));
    expect(retry(entry('a'), true)).toBe(1);
    expect(entry('a').state).toBe('ready');
    take(entry('a'));
    expect(retry(entry('a'), true)).toBe(2);
  });

  it('does not blame a task for a worker that died before it began', () => {
    const { entry } = start('a');
    take(entry('a'));
    expect(retry(entry('a'), false)).toBe(0);
    expect(entry('a').state).toBe('ready');
  });

  it('ranks a task by the longest path behind it', () => {
    const { entry } = start(`
      a@1
      b@2: a
      c@10: a
      d@5: b c`);
    expect(entry('a').rank).toBe(16);
    expect(entry('b').rank).toBe(7);
  });

  it('ranks what is not done anew, by what tasks are now expected to take', () => {
    const { state, entry } = start(`
      a@1
      b@2: a
      c@10: a
      d@5: b c`);
    run(state, entry('a'));
    rerank(state, ({ name, seconds }) => (name === 'b' ? 10 * seconds : seconds));
    expect(['b', 'c', 'd'].map((name) => entry(name).rank)).toEqual([25, 15, 5]);
    expect(entry('a').rank).toBe(16);
  });

  it('runs a released task again when a growing plan needs it', () => {
    const { state, entry } = start(`
      a
      b: a`);
    run(state, entry('a'));
    run(state, entry('b'));
    expect(entry('b').state).toBe('released');
    const ready = addTasks(state, graphOf('c: b', rename));
    expect(ready.map(({ task }) => task.name)).toEqual(['a']);
    expect(entry('c').state).toBe('waiting');
    expect(run(state, entry('a')).ready).toEqual(['b']);
    expect(run(state, entry('b')).ready).toEqual(['c']);
  });

  it('fails a new task at once that needs a failed one', () => {
    const { state, entry } = start('a');
    take(entry('a'));
    fail(state, entry('a'));
    addTasks(state, graphOf('b: a', rename));
    expect(entry('b').state).toBe('failed');
    expect(state.open).toBe(0);
  });
});
