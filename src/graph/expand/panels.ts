// Panels: a projection of train rows is made in panels of four rows where nobody but fits that read panels reads it, so
// that none makes a copy of its own. How rows lie never shows in a bit.

import type { Estimator } from '../../contracts/estimator.js';
import type { Transformer } from '../../contracts/fitter.js';
import type { ResolvedStep } from '../../grid/candidate.js';
import type { PlanContext } from '../plan/plan-data.js';
import type { FitRequest } from './expansion.js';
import type { PatternNode } from './pattern.js';

/**
 * Whether train rows behind a projection are read in panels alone.
 * @param requests  those that it serves
 */
export function readInPanels(
  { returnTrainScore }: PlanContext,
  transformer: Transformer,
  requests: readonly Pick<FitRequest, 'node'>[],
): boolean {
  return (
    !returnTrainScore &&
    tellsSpread(transformer) &&
    requests.every(({ node: { children, ends } }) => ends.length === 0 && [...children.values()].every(isPacking))
  );
}

/**
 * Likewise in a refit.
 * @param behind  the steps of the pipeline that follow
 */
export function refitInPanels(transformer: Transformer, behind: readonly ResolvedStep[]): boolean {
  const [last, ...more] = behind.filter(({ estimator, union }) => estimator !== undefined || union !== undefined);
  return more.length === 0 && tellsSpread(transformer) && last?.union === undefined && packs(last?.estimator);
}

/** A fit that must compute the spread of its columns, or their moments, reads rows as rows. */
function tellsSpread({ projection, uncorrelated, variances }: Transformer): boolean {
  return projection !== undefined && uncorrelated === true && variances !== undefined;
}

/**
 * What follows a step (a step after a projection, or postprocessors that learn from inner folds) reads rows as rows.
 */
function isPacking({ step, children }: PatternNode): boolean {
  return children.size === 0 && packs(step?.estimator);
}

function packs(estimator: Estimator | undefined): boolean {
  return estimator !== undefined && estimator.role !== 'postprocessor' && estimator.packs === true;
}
