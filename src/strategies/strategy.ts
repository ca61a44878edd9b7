// A strategy decides which candidates are worth evaluating: it proposes some, is told their scores, and proposes more
// or stops.

import type { Candidate } from '../grid/candidate.js';
import type { ExpandOptions } from '../grid/expand-candidates.js';
import type { SearchSpec } from '../grid/spec.js';

/** The mean test score of one candidate by the metric that chooses; null where it failed. */
export interface CandidateScore {
  readonly index: number;
  readonly score: number | null;
}

export interface Strategy {
  /** The next candidates (their indices continue those before), or undefined where there are no more. */
  propose(): Candidate[] | undefined;
  /** Is called once for each proposal, when all its candidates are scored. */
  tell(scores: readonly CandidateScore[]): void;
}

/** Makes a strategy for a spec. Throws GridsearchError GRID_… where the search cannot begin. */
export type StrategyFactory = (spec: SearchSpec, options: ExpandOptions) => Strategy;

/** A strategy that proposes everything it has at once. */
export function oneProposal(proposal: () => Candidate[]): Strategy {
  let done = false;
  return {
    propose() {
      if (done) return undefined;
      done = true;
      return proposal();
    },
    tell() {
      // Nothing is left to choose.
    },
  };
}
