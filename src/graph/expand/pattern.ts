// The pattern of a search: candidates as a tree of steps, equal prefixes joined. It is the same for every split;
// expand.ts turns it into one split's tasks. This is where equal work is merged (the 2016 idea): equal step on an equal
// path = one node.

import { canonicalText } from '../../base/canonical-text.js';
import { assert } from '../../base/errors.js';
import type { JsonValue } from '../../base/json.js';
import type { Candidate, ResolvedBranch, ResolvedStep } from '../../grid/candidate.js';

export interface PatternNode {
  /** Null at the root and at a union. Steps that pass their input through have no node. */
  readonly step: ActiveStep | null;
  /** The branches of a union, else null. */
  readonly union: readonly ResolvedBranch[] | null;
  readonly children: Map<string, PatternNode>;
  /** Candidates whose pipeline ends here. */
  readonly candidates: number[];
  /** Branches of unions that end here, where this is a pattern of branches. */
  readonly ends: BranchEnd[];
  /** Candidates that end here or below: how often this node was asked for. */
  asked: number;
}

export interface ActiveStep {
  readonly estimator: NonNullable<ResolvedStep['estimator']>;
  readonly params: ResolvedStep['params'];
}

/** A branch of a union, by its place among the union's branches. */
export interface BranchEnd {
  readonly union: PatternNode;
  readonly branch: number;
}

/**
 * Joins the candidates' pipelines into a tree. Cost: O(candidates × steps), one canonical text per distinct step.
 * @param texts  of steps that are one where they have the same text; default: what they do
 */
export function patternOf(candidates: readonly Candidate[], texts: StepTexts = new Map()): PatternNode {
  const root = newNode();
  for (const candidate of candidates) {
    const node = addSteps(root, candidate.steps, { count: 1, texts });
    assert(node.step !== null && node.step.estimator.role !== 'transformer', 'a pipeline ends with a predictor');
    node.candidates.push(candidate.index);
  }
  return root;
}

/** Texts of steps met before. */
export type StepTexts = Map<ResolvedStep, string>;

/** Texts that keep the steps of one pipeline apart, whatever they do. */
export function distinctTexts(steps: readonly ResolvedStep[], texts: StepTexts = new Map()): StepTexts {
  for (const step of steps) {
    texts.set(step, String(texts.size));
    for (const branch of step.union ?? []) distinctTexts(branch.steps, texts);
  }
  return texts;
}

/** Adds a chain of steps to a tree. Returns the node of the last one. */
export function addSteps(
  root: PatternNode,
  steps: readonly ResolvedStep[],
  { count, texts }: { readonly count: number; readonly texts: StepTexts },
): PatternNode {
  let node = root;
  node.asked += count;
  for (const step of steps) {
    if (step.estimator === undefined && step.union === undefined) continue;
    let text = texts.get(step);
    if (text === undefined) {
      text = workText(step);
      texts.set(step, text);
    }
    let child = node.children.get(text);
    if (child === undefined) {
      child = newNode(step);
      node.children.set(text, child);
    }
    child.asked += count;
    node = child;
  }
  return node;
}

/**
 * Canonical text of what a step does: names of steps and branches are not in it. Null for one that passes its input
 * through.
 */
function workOf({ estimator, params, union }: ResolvedStep): JsonValue {
  if (estimator !== undefined) return [estimator.name, params];
  return union === undefined
    ? null
    : { union: union.map(({ columns, steps }) => [columns, steps.map(workOf).filter((work) => work !== null)]) };
}

function workText(step: ResolvedStep): string {
  return canonicalText(workOf(step));
}

/**
 * Canonical text of an estimator with these params: equal texts mean equal work on equal inputs. The step's own name is
 * not in it.
 */
export function stepText(estimator: string, params: ResolvedStep['params']): string {
  return canonicalText([estimator, params]);
}

/** Two nodes that come to the same step as one. */
export function joinNodes(a: PatternNode, b: PatternNode): PatternNode {
  const children = new Map(a.children);
  for (const [text, child] of b.children) {
    const same = children.get(text);
    children.set(text, same === undefined ? child : joinNodes(same, child));
  }
  return {
    ...a,
    children,
    candidates: [...a.candidates, ...b.candidates],
    ends: [...a.ends, ...b.ends],
    asked: a.asked + b.asked,
  };
}

/** All candidates at or below a node. */
export function candidatesBelow(node: PatternNode): number[] {
  const found = [...node.candidates];
  for (const child of node.children.values()) for (const index of candidatesBelow(child)) found.push(index);
  return found;
}

/** Calls `visit` for every node below the root, parents first. */
export function walkPattern(root: PatternNode, visit: (node: PatternNode) => void): void {
  for (const child of root.children.values()) {
    visit(child);
    walkPattern(child, visit);
  }
}

/** A node without children; the root has no step. */
export function newNode(of?: ResolvedStep): PatternNode {
  const step = of?.estimator === undefined ? null : { estimator: of.estimator, params: of.params };
  return { step, union: of?.union ?? null, children: new Map(), candidates: [], ends: [], asked: 0 };
}

/** All branches of unions that end at or below a node. */
export function endsBelow(node: PatternNode): BranchEnd[] {
  return [...node.ends, ...[...node.children.values()].flatMap(endsBelow)];
}
