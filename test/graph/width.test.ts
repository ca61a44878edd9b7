import { expect, it } from 'vitest';
import type { Plan } from '../../src/graph/plan/plan-data.js';
import { planWidth } from '../../src/graph/width.js';

/** A plan of nothing but inputs: `{ c: 'ab' }` is a task c that reads a and b. */
function planOf(inputs: Readonly<Record<string, string>>): Pick<Plan, 'tasks'> {
  return {
    tasks: new Map(
      Object.entries(inputs).map(([key, read]) => [key, { key, inputs: [...read] }]),
    ) as unknown as Plan['tasks'],
  };
}

it('tasks that follow one another are as wide as one, tasks that do not are as wide as they are many', () => {
  expect(planWidth(planOf({}))).toBe(0);
  expect(planWidth(planOf({ a: '', b: 'a', c: 'b' }))).toBe(1);
  expect(planWidth(planOf({ a: 'x', b: 'x', c: 'y' }))).toBe(3);
  expect(planWidth(planOf({ a: '', b: 'a', c: 'a', d: 'bc' }))).toBe(2);
});

it('a chain goes where it saves another one: the first that could follow is not always the best', () => {
  // p takes a first; only where it moves on to b may q follow a.
  expect(planWidth(planOf({ a: '', b: '', p: 'ab', q: 'a' }))).toBe(2);
});

it('law: no order in which tasks can run has more of them side by side', () => {
  let state = 1;
  const random = (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let round = 0; round < 200; round++) {
    const names = [...'abcdefgh'];
    const inputs = Object.fromEntries(
      names.map((name, i) => [
        name,
        names
          .slice(0, i)
          .filter(() => random(3) === 0)
          .join(''),
      ]),
    );
    expect(planWidth(planOf(inputs))).toBeGreaterThanOrEqual(widest(inputs, names));
  }
});

/** The largest set of tasks none of which needs another, by trying all. */
function widest(inputs: Readonly<Record<string, string>>, names: readonly string[]): number {
  const before = new Map<string, Set<string>>();
  for (const name of names)
    before.set(name, new Set([...inputs[name]].flatMap((key) => [key, ...(before.get(key) ?? [])])));
  let most = 0;
  for (let set = 0; set < 2 ** names.length; set++) {
    const chosen = names.filter((_, i) => (set >> i) % 2 === 1);
    if (chosen.length > most && chosen.every((name) => chosen.every((other) => before.get(name)?.has(other) !== true)))
      most = chosen.length;
  }
  return most;
}
