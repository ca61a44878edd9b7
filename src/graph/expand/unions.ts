// Expands unions: the branches of all unions at an input that read the same columns are one pattern, so that equal
// steps are one task and submodels are views, within a branch as anywhere. Then each union's ends are put side by
// side.

import type { TaskError } from '../../base/errors.js';
import { count } from '../plan/plan-data.js';
import type { Key } from '../plan/task.js';
import { countTasks, type Expansion, type FitRequest } from './expansion.js';
import { addSteps, endsBelow, joinNodes, newNode, type PatternNode, type StepTexts } from './pattern.js';
import { columnsOf } from './select-columns.js';
import type { StepInput } from './step-input.js';
import { selectInput, unionInput } from './union-input.js';

export interface UnionWork {
  readonly expansion: Expansion;
  readonly input: StepInput;
  /** Nodes of unions. */
  readonly unions: readonly PatternNode[];
  readonly onward: (input: StepInput, node: PatternNode) => void;
  /** Adds the tasks of the steps behind a node. */
  readonly expandSteps: (
    expansion: Expansion,
    input: StepInput,
    node: PatternNode,
    onward: UnionWork['onward'],
  ) => readonly FitRequest[];
}

/** Adds the tasks of these unions, and goes on behind each. */
export function expandUnions(work: UnionWork): void {
  const { expansion, input, unions, onward } = work;
  const { ends, refusals } = expandBranches(work);
  const joined = new Map<Key, { readonly behind: StepInput; readonly nodes: PatternNode[] }>();
  for (const union of unions) {
    count(expansion.tally.naive, 'transform:union', union.asked);
    countTasks(expansion, 'merged', { op: 'transform', name: 'union' }, 1);
    const inputs = (ends.get(union) ?? []).filter((end) => end !== undefined);
    const refusal = (refusals.get(union) ?? []).find((error) => error !== undefined);
    if (refusal !== undefined || inputs.every(({ cols }) => cols === 0)) {
      expansion.refuse(
        union,
        refusal ?? { code: 'INFEASIBLE_PARAMS', message: 'no column is left in any branch of the union' },
      );
      continue;
    }
    const behind = unionInput(expansion.maker, input, inputs);
    const same = joined.get(behind.train.base) ?? { behind, nodes: [] };
    joined.set(behind.train.base, same);
    same.nodes.push(union);
  }
  // Unions whose params come to the same for this input go on as one.
  for (const { behind, nodes } of joined.values()) {
    countTasks(expansion, 'distinct', { op: 'transform', name: 'union' }, 1);
    onward(behind, nodes.reduce(joinNodes));
  }
}

interface Branches {
  /** The input at the end of each branch, undefined where it reads no column. */
  readonly ends: ReadonlyMap<PatternNode, (StepInput | undefined)[]>;
  /** Why a branch is impossible. */
  readonly refusals: ReadonlyMap<PatternNode, (TaskError | undefined)[]>;
}

function expandBranches({ expansion, input, unions, expandSteps }: UnionWork): Branches {
  const ends = new Map<PatternNode, (StepInput | undefined)[]>();
  const refusals = new Map<PatternNode, (TaskError | undefined)[]>();
  const refuse = (node: PatternNode, error: TaskError): void => {
    for (const { union, branch } of endsBelow(node)) setAt(refusals, union, branch, error);
  };
  for (const { columns, root } of branchPatterns(input, unions)) {
    const goOn = (behind: StepInput, node: PatternNode): void => {
      for (const { union, branch } of node.ends) setAt(ends, union, branch, behind);
      expandSteps({ ...expansion, refuse }, behind, node, goOn);
    };
    goOn(selectInput(input, columns), root);
  }
  return { ends, refusals };
}

/** The branches of several unions as patterns, one for each choice of columns. */
function branchPatterns(
  input: StepInput,
  unions: readonly PatternNode[],
): Iterable<{ readonly columns: readonly number[] | undefined; readonly root: PatternNode }> {
  const patterns = new Map<string, { columns: readonly number[] | undefined; root: PatternNode }>();
  const texts: StepTexts = new Map();
  for (const union of unions) {
    for (const [branch, resolved] of (union.union ?? []).entries()) {
      const columns = columnsOf(input, resolved);
      if (columns?.length === 0) continue;
      const text = columns === undefined ? 'all' : columns.join(',');
      const pattern = patterns.get(text) ?? { columns, root: newNode() };
      patterns.set(text, pattern);
      addSteps(pattern.root, resolved.steps, union.asked, texts).ends.push({ union, branch });
    }
  }
  return patterns.values();
}

function setAt<T>(lists: Map<PatternNode, (T | undefined)[]>, union: PatternNode, branch: number, value: T): void {
  const list = lists.get(union) ?? [];
  list[branch] = value;
  lists.set(union, list);
}
