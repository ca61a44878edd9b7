// The outline of a plan: its tasks gathered into few enough groups to be drawn. Tasks of one kind, on the same inputs,
// for the same split are one group; where that still gives too many, all splits are drawn as one, then all tasks of one
// kind and depth.

import type { JsonValue } from '../../base/json.js';
import { append } from '../../base/lists.js';
import type { Params } from '../../contracts/params.js';
import type { Plan, ScoreSlot } from '../plan/plan-data.js';
import { type Applied, appliedIn, type Key, type Op, type Task } from '../plan/task.js';

/** Tasks that are drawn as one. */
export interface OutlineNode {
  readonly op: Op | 'data';
  /** Estimator, statistic or metric. */
  readonly name: string;
  /** The only split that these tasks work for; null for several, or the refit. */
  readonly split: number | null;
  readonly tasks: number;
  /** Fits, predictions or scores in them, which a batch makes side by side. */
  readonly items: number;
  /** Candidate fits (candidate × split) that rest on them. */
  readonly serves: number;
  readonly seconds: number;
  /** Params that differ in the plan, with the values that are fitted here and those that are read from these fits. */
  readonly params: readonly {
    readonly name: string;
    readonly fitted: readonly JsonValue[];
    readonly used: readonly JsonValue[];
  }[];
}

export interface Outline {
  readonly nodes: readonly OutlineNode[];
  /** Indices of nodes: `from` is needed by `to`. An edge that follows from others is left out. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  /** What one node stands for. */
  readonly by: 'split' | 'all splits' | 'depth';
}

/** More boxes than this cannot be read. */
const MOST_NODES = 60;

/** Gathers the tasks of a plan. Cost: O(tasks + scores × length of a pipeline). */
export function outlineOf(plan: Plan): Outline {
  const tasks = [...plan.tasks.values()];
  const places = new Map(tasks.map(({ key }, i) => [key, i]));
  const drawn: DrawnPlan = { plan, tasks, places };
  const use = useOf(drawn);
  const { by, groups } = chooseGroups(tasks, places, use);
  const serves = servedBy(drawn, groups);
  const nodes = tasksByGroup(groups).map((group, g): OutlineNode => {
    const split = by === 'split' ? (use.splits[group[0]] ?? null) : null;
    const gathered = group.map((i) => tasks[i]);
    return { ...contentsOf(gathered, use), split, serves: serves[g] };
  });
  const fits = plan.slots.reduce((sum, slot) => sum + fitsOf(slot), 0);
  nodes.push({ op: 'data', name: 'X', split: null, tasks: 1, items: 1, serves: fits, seconds: 0, params: [] });
  return { nodes, edges: withoutImplied(edgesOf(tasks, places, groups), nodes.length), by };
}

/** A plan, its tasks in order, and the place of each. */
interface DrawnPlan {
  readonly plan: Plan;
  readonly tasks: readonly Task[];
  readonly places: ReadonlyMap<Key, number>;
}

/** The finest grouping that can still be read. */
function chooseGroups(
  tasks: readonly Task[],
  places: ReadonlyMap<Key, number>,
  use: TaskUse,
): { by: Outline['by']; groups: TaskGroups } {
  const bySplit = groupTasks(tasks, places, ({ i, inputs }) => `${use.splits[i] ?? `shared ${i}`} ${inputs}`);
  if (bySplit.count <= MOST_NODES) return { by: 'split', groups: bySplit };
  const together = groupTasks(tasks, places, ({ inputs }) => inputs);
  if (together.count <= MOST_NODES) return { by: 'all splits', groups: together };
  return { by: 'depth', groups: groupTasks(tasks, places, ({ depth }) => String(depth)) };
}

/** Edges between groups, and from the data (the last node) to those that read it. */
function edgesOf(
  tasks: readonly Task[],
  places: ReadonlyMap<Key, number>,
  { of, count }: TaskGroups,
): (readonly [number, number])[] {
  const edges = new Map<string, readonly [number, number]>();
  tasks.forEach(({ inputs }, i) => {
    for (const key of inputs) {
      const place = places.get(key);
      const from = place !== undefined ? of[place] : key.startsWith('data:X:') ? count : undefined;
      if (from !== undefined && from !== of[i]) edges.set(`${from} ${of[i]}`, [from, of[i]]);
    }
  });
  return [...edges.values()];
}

interface TaskUse {
  /** The only split of each task, undefined where it works for several or none. */
  readonly splits: readonly (number | undefined)[];
  /** By fit task: the params it is used with. */
  readonly params: ReadonlyMap<Key, readonly Params[]>;
  /** By estimator: names of params that differ somewhere in the plan. */
  readonly varying: ReadonlyMap<string, ReadonlySet<string>>;
}

function useOf(drawn: DrawnPlan): TaskUse {
  const splits: (number | 'several' | undefined)[] = drawn.tasks.map(() => undefined);
  walkSlots(drawn, (place, { split }) => {
    splits[place] = splits[place] === undefined || splits[place] === split ? split : 'several';
  });
  return { splits: splits.map((split) => (split === 'several' ? undefined : split)), ...paramsIn(drawn.tasks) };
}

/** Calls `visit` for every task that a slot's score rests on, once for each slot. */
function walkSlots({ plan, tasks, places }: DrawnPlan, visit: (place: number, slot: ScoreSlot) => void): void {
  const seenBy = new Int32Array(tasks.length).fill(-1);
  plan.slots.forEach((slot, s) => {
    const queue: Key[] = slot.train === null ? [slot.test] : [slot.test, slot.train];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const place = places.get(key);
      if (place === undefined || seenBy[place] === s) continue;
      seenBy[place] = s;
      visit(place, slot);
      append(queue, tasks[place].inputs);
    }
  });
}

/** Candidate fits that rest on each group. */
function servedBy(drawn: DrawnPlan, { of, count }: TaskGroups): number[] {
  const serves = new Array<number>(count).fill(0);
  const last = new Array<ScoreSlot | undefined>(count).fill(undefined);
  walkSlots(drawn, (place, slot) => {
    const group = of[place];
    if (last[group] !== slot) serves[group] += fitsOf(slot);
    last[group] = slot;
  });
  return serves;
}

function fitsOf({ items }: ScoreSlot): number {
  return items.reduce((sum, { candidates }) => sum + candidates.length, 0);
}

/** The params that fits are made and used with. */
function paramsIn(tasks: readonly Task[]): Pick<TaskUse, 'params' | 'varying'> {
  const params = new Map<Key, Params[]>();
  const values = new Map<string, Map<string, Set<string>>>();
  const note = (estimator: string, given: Params): void => {
    const names = values.get(estimator) ?? new Map<string, Set<string>>();
    values.set(estimator, names);
    for (const [name, value] of Object.entries(given)) {
      const texts = names.get(name) ?? new Set();
      names.set(name, texts.add(JSON.stringify(value)));
    }
  };
  for (const task of tasks) {
    if (task.op === 'fit') for (const item of task.items) note(task.estimator, item);
    for (const { fit, estimator, params: used } of usedBy(task)) {
      const list = params.get(fit.task) ?? [];
      list.push(used);
      params.set(fit.task, list);
      note(estimator, used);
    }
  }
  const varying = [...values].map(
    ([estimator, names]) =>
      [estimator, new Set([...names].filter(([, texts]) => texts.size > 1).map(([name]) => name))] as const,
  );
  return { params, varying: new Map(varying) };
}

/** Fits that a task uses, with the params it uses them with. */
function usedBy(task: Task): Applied[] {
  if ('parts' in task) return task.parts.flatMap(appliedIn);
  if (task.op === 'fit' || task.op === 'transform') return appliedIn(task.features);
  if (task.op !== 'predict') return [];
  const { features, through, items, estimator } = task;
  return [
    ...appliedIn(features),
    ...(through === null ? [] : [through]),
    ...items.map((item) => ({ ...item, estimator })),
  ];
}

interface TaskGroups {
  /** The group of each task. */
  readonly of: Int32Array;
  readonly count: number;
}

/**
 * Tasks of one kind whose `place` is the same text are one group. TaskGroups are numbered as they appear, inputs before
 * users.
 */
function groupTasks(
  tasks: readonly Task[],
  places: ReadonlyMap<Key, number>,
  place: (task: { readonly i: number; readonly depth: number; readonly inputs: string }) => string,
): TaskGroups {
  const of = new Int32Array(tasks.length);
  const depths = new Int32Array(tasks.length);
  const names = new Map<string, number>();
  tasks.forEach((task, i) => {
    const inputs = task.inputs.flatMap((key) => places.get(key) ?? []);
    // A chain of one kind (merges) is one level.
    const step = (input: number): number => (tasks[input].op === task.op && tasks[input].name === task.name ? 0 : 1);
    depths[i] = inputs.reduce((deepest, input) => Math.max(deepest, depths[input] + step(input)), 0);
    const groups = [...new Set(inputs.map((input) => of[input]))].sort((a, b) => a - b).join(',');
    const name = `${task.op}:${task.name} ${place({ i, depth: depths[i], inputs: groups })}`;
    of[i] = names.get(name) ?? names.size;
    names.set(name, of[i]);
  });
  return { of, count: names.size };
}

function tasksByGroup({ of, count }: TaskGroups): number[][] {
  const lists: number[][] = Array.from({ length: count }, () => []);
  of.forEach((group, i) => void lists[group].push(i));
  return lists;
}

/** What is in the tasks of one group. */
function contentsOf(tasks: readonly Task[], use: TaskUse): Omit<OutlineNode, 'split' | 'serves'> {
  const [{ op, name }] = tasks;
  const fits = tasks.flatMap((task) => (task.op === 'fit' ? [task] : []));
  const fitted = fits.flatMap(({ items }) => items);
  const used = fits.flatMap(({ key }) => use.params.get(key) ?? []);
  const names = [...(use.varying.get(name) ?? [])].sort();
  const params =
    fits.length === 0
      ? []
      : names.map((param) => ({ name: param, fitted: distinct(fitted, param), used: distinct(used, param) }));
  return {
    op,
    name,
    tasks: tasks.length,
    items: tasks.reduce((sum, task) => sum + ('items' in task ? task.items.length : 1), 0),
    seconds: tasks.reduce((sum, { seconds }) => sum + seconds, 0),
    params,
  };
}

function distinct(params: readonly Params[], name: string): JsonValue[] {
  const texts = new Set(params.flatMap((given) => (given[name] === undefined ? [] : [JSON.stringify(given[name])])));
  return [...texts].map((text) => JSON.parse(text) as JsonValue);
}

/** Leaves out edges whose end can be reached by a longer way. Cost: O(edges × nodes): for a drawing's few. */
function withoutImplied(edges: readonly (readonly [number, number])[], nodes: number): (readonly [number, number])[] {
  const after: number[][] = Array.from({ length: nodes }, () => []);
  for (const [from, to] of edges) after[from].push(to);
  const reaches = (from: number, to: number, seen: Set<number>): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return after[from].some((next) => reaches(next, to, seen));
  };
  return edges.filter(([from, to]) => !after[from].some((next) => next !== to && reaches(next, to, new Set())));
}
