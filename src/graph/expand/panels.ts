// Panels: a projection of train rows is made in panels of four rows where nobody but fits that read panels reads it, so
// that none makes a copy of its own. How rows lie never shows in a bit.

import type { Transformer } from '../../contracts/fitter.js';
import type { Expansion, FitRequest } from './expansion.js';
import type { PatternNode } from './pattern.js';

/** Whether train rows behind a projection are read in panels alone, of all that it serves. */
export function readInPanels(
  { plan: { context }, onFitted }: Expansion,
  transformer: Transformer,
  requests: readonly Pick<FitRequest, 'node'>[],
): boolean {
  const predictsTrainRows = context.returnTrainScore && onFitted === undefined;
  return (
    !predictsTrainRows &&
    tellsSpread(transformer) &&
    requests.every(({ node: { children, ends } }) => ends.length === 0 && [...children.values()].every(isPacking))
  );
}

/** A fit that must compute the spread of its columns, or their moments, reads rows as rows. */
function tellsSpread({ projection, uncorrelated, variances }: Transformer): boolean {
  return projection !== undefined && uncorrelated === true && variances !== undefined;
}

/** What follows a step (a step after a projection, or postprocessors that learn from inner folds) reads rows as rows. */
function isPacking({ step, children }: PatternNode): boolean {
  const estimator = step?.estimator;
  return (
    children.size === 0 && estimator !== undefined && estimator.role !== 'postprocessor' && estimator.packs === true
  );
}
