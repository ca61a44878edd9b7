// How a predictor's predictions are used: as they are, or by postprocessors, which are the nodes behind the
// predictor's.

import { assert } from '../../base/errors.js';
import type { Postprocessor } from '../../contracts/postprocessor.js';
import { type Cut, classCountsOf } from '../plan/inner-folds.js';
import { count } from '../plan/plan-data.js';
import { shapeOf } from './add-fit.js';
import type { ActivePostprocessor, Expansion, FitRequest, PredictionUse } from './expansion.js';
import type { PatternNode } from './pattern.js';
import type { StepInput } from './step-input.js';

/** Plans have many uses without postprocessors. */
const NO_POSTPROCESSORS: readonly ActivePostprocessor[] = [];

/** The uses of one predictor, those left out whose postprocessors are impossible on this split. */
export function predictionUses(expansion: Expansion, input: StepInput, request: FitRequest): PredictionUse[] {
  const own = { postprocessors: NO_POSTPROCESSORS, candidates: request.node.candidates };
  if (request.node.children.size === 0) return [own];
  return [...(own.candidates.length > 0 ? [own] : []), ...usesBelow(expansion, input, request, request.node, [])];
}

function usesBelow(
  expansion: Expansion,
  input: StepInput,
  request: FitRequest,
  node: PatternNode,
  before: readonly ActivePostprocessor[],
): PredictionUse[] {
  return [...node.children.values()].flatMap((child): PredictionUse[] => {
    const { step } = child;
    assert(step?.estimator.role === 'postprocessor', 'only postprocessors stand behind a predictor');
    const postprocessor: ActivePostprocessor = { estimator: step.estimator, params: step.params };
    if (postprocessor.estimator.folds !== undefined) {
      count(expansion.tally.naive, `post:${postprocessor.estimator.name}`, child.asked);
      for (const op of ['fit', 'predict']) {
        count(
          expansion.tally.naive,
          `${op}:${request.estimator.name}`,
          child.asked * postprocessor.estimator.folds(postprocessor.params),
        );
      }
    }
    const reason = infeasible(expansion, input, request, postprocessor);
    if (reason !== undefined) {
      expansion.refuse(child, { code: 'INFEASIBLE_PARAMS', message: reason });
      return [];
    }
    const postprocessors = [...before, postprocessor];
    const own = child.candidates.length > 0 ? [{ postprocessors, candidates: child.candidates }] : [];
    return [...own, ...usesBelow(expansion, input, request, child, postprocessors)];
  });
}

/** Why a postprocessor is impossible behind this predictor on these train rows. */
function infeasible(
  { plan }: Expansion,
  input: StepInput,
  { estimator, params }: FitRequest,
  { estimator: postprocessor, params: own }: ActivePostprocessor,
) {
  const { rows } = input.trainSet;
  const reason = postprocessor.infeasible?.(own, classCountsOf(rows, cutOf(plan.context), plan.context.classes));
  if (reason !== undefined || postprocessor.folds === undefined) return reason;
  const left = rows.count - Math.ceil(rows.count / postprocessor.folds(own));
  return estimator.infeasible?.(params, { ...shapeOf(plan, input), rows: left });
}

/** What folds within train rows are cut from. */
export function cutOf({ layout, datasetDigest, codes }: Expansion['plan']['context']): Cut {
  assert(codes !== undefined, 'postprocessors are for classes');
  return { layout, datasetDigest, codes };
}

/** Whether any of some postprocessors learns from predictions. */
export function learns(postprocessors: readonly { readonly estimator: Postprocessor }[]): boolean {
  return postprocessors.some(({ estimator }) => estimator.folds !== undefined);
}
