// The pattern of a search: candidates as a tree of steps, equal prefixes joined. It is the same for every split; expand.ts
// turns it into one split's tasks. This is where equal work is merged (the 2016 idea): equal step on an equal path = one node.

import { canonicalText } from '../base/canonical-text.js';
import { assert } from '../base/errors.js';
import type { Candidate, ResolvedStep } from '../grid/candidate.js';

export interface PatternNode {
  /** Null at the root. Steps that pass their input through have no node. */
  readonly step: ActiveStep | null;
  readonly children: Map<string, PatternNode>;
  /** Candidates whose pipeline ends here. */
  readonly candidates: number[];
  /** Candidates that end here or below: how often this node was asked for. */
  asked: number;
}

export interface ActiveStep {
  readonly estimator: NonNullable<ResolvedStep['estimator']>;
  readonly params: ResolvedStep['params'];
}

/** Joins the candidates' pipelines into a tree. Cost: O(candidates × steps), one canonical text per distinct step. */
export function patternOf(candidates: readonly Candidate[]): PatternNode {
  const texts = new Map<ResolvedStep, string>();
  const root = newNode(null);
  for (const candidate of candidates) {
    let node = root;
    node.asked++;
    for (const step of candidate.steps) {
      if (step.estimator === undefined) continue;
      let text = texts.get(step);
      if (text === undefined) {
        text = stepText(step.estimator.name, step.params);
        texts.set(step, text);
      }
      let child = node.children.get(text);
      if (child === undefined) {
        child = newNode({ estimator: step.estimator, params: step.params });
        node.children.set(text, child);
      }
      child.asked++;
      node = child;
    }
    assert(node.step !== null && node.step.estimator.role !== 'transformer', 'a pipeline ends with a predictor');
    node.candidates.push(candidate.index);
  }
  return root;
}

/** Canonical text of an estimator with these params: equal texts mean equal work on equal inputs. The step's own name is not in it. */
export function stepText(estimator: string, params: ResolvedStep['params']): string {
  return canonicalText([estimator, params]);
}

/** Two nodes that come to the same step as one. */
export function joinNodes(a: PatternNode, b: PatternNode): PatternNode {
  const children = new Map(a.children);
  for (const [text, child] of b.children) {
    const known = children.get(text);
    children.set(text, known === undefined ? child : joinNodes(known, child));
  }
  return { ...a, children, candidates: [...a.candidates, ...b.candidates], asked: a.asked + b.asked };
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

function newNode(step: ActiveStep | null): PatternNode {
  return { step, children: new Map(), candidates: [], asked: 0 };
}
