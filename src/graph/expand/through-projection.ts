// Fusing: a linear model's score of a projected row, (x − shift) W · coef, is one of the row itself, (x − shift) · (W
// coef). So rows that are only predicted need not be projected: the coefficients go through the projection instead.
// Train rows are projected all the same, for the fit. Whether it is done follows from one candidate alone, so that what
// else is searched, with sharing or without, never shows in its bits.

import type { Fitter, InputShape, Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { scoresPerRow } from '../../contracts/prediction.js';
import type { Applied, Features } from '../plan/task.js';
import type { PatternNode } from './pattern.js';

/**
 * A projection is fused where it has at least so many columns for each score of a row: else projecting is less work.
 */
const COLUMNS_PER_SCORE = 8;
/**
 * Nor is it where its input has so many times its columns: each candidate pays for them anew, while many may share a
 * projection.
 */
const WIDEST_INPUT = 10;

/** What a linear model behind a projection predicts from. */
export interface Unprojected {
  /** Test rows before the projection, and how many columns they have. */
  readonly test: Features;
  readonly cols: number;
  /** Predicted bytes of these rows where they must be gathered. */
  readonly gatheredBytes: number;
  /** The projection in use, and how many columns it has so. */
  readonly through: Applied;
  readonly kept: number;
}

/**
 * Columns of a projection that linear models behind it are fused into; undefined: they are not.
 * @param shape    of the projection's input
 * @param classes  of the data set; 0 for a regression
 */
export function fusedColumns(
  { estimator, params }: { readonly estimator: Transformer; readonly params: Params },
  shape: InputShape,
  classes: number,
): number | undefined {
  if (estimator.projection === undefined || shape.cols === undefined) return undefined;
  const kept = estimator.width(params, shape);
  if (kept === undefined || kept < COLUMNS_PER_SCORE * scoresPerRow(classes) || shape.cols > WIDEST_INPUT * kept)
    return undefined;
  return kept;
}

/** Whether an estimator's predictions can have a projection fused with them. */
export function isLinear(estimator: Fitter): boolean {
  return estimator.role !== 'transformer' && estimator.linear !== undefined;
}

/** Whether all that stands behind a node are linear models. */
export function leadsToLinear({ children, ends }: PatternNode): boolean {
  return (
    ends.length === 0 &&
    [...children.values()].every(
      ({ step }) => step !== null && step.estimator.role !== 'postprocessor' && isLinear(step.estimator),
    )
  );
}
