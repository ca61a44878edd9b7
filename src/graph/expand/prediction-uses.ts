// How a predictor's predictions are used: as they are, or by post-steps, which are the nodes behind the predictor's.

import { assert } from '../../base/errors.js';
import type { PostStep } from '../../contracts/postprocessor.js';
import { type Cut, classCountsOf } from '../plan/inner-folds.js';
import { count } from '../plan/plan-data.js';
import { shapeOf } from './add-fit.js';
import type { ActivePost, Expansion, FitRequest, PredictionUse } from './expansion.js';
import type { PatternNode } from './pattern.js';
import type { StepInput } from './step-input.js';

/** Plans have many uses without post-steps. */
const NO_POSTS: readonly ActivePost[] = [];

/** The uses of one predictor, those left out whose post-steps are impossible on this split. */
export function predictionUses(expansion: Expansion, input: StepInput, request: FitRequest): PredictionUse[] {
  const own = { posts: NO_POSTS, candidates: request.node.candidates };
  if (request.node.children.size === 0) return [own];
  return [...(own.candidates.length > 0 ? [own] : []), ...usesBelow(expansion, input, request, request.node, [])];
}

function usesBelow(
  expansion: Expansion,
  input: StepInput,
  request: FitRequest,
  node: PatternNode,
  before: readonly ActivePost[],
): PredictionUse[] {
  return [...node.children.values()].flatMap((child): PredictionUse[] => {
    const { step } = child;
    assert(step?.estimator.role === 'post', 'only post-steps stand behind a predictor');
    const post: ActivePost = { estimator: step.estimator, params: step.params };
    if (post.estimator.folds !== undefined) {
      count(expansion.tally.naive, `post:${post.estimator.name}`, child.asked);
      for (const op of ['fit', 'predict']) {
        count(
          expansion.tally.naive,
          `${op}:${request.estimator.name}`,
          child.asked * post.estimator.folds(post.params),
        );
      }
    }
    const reason = infeasible(expansion, input, request, post);
    if (reason !== undefined) {
      expansion.refuse(child, { code: 'INFEASIBLE_PARAMS', message: reason });
      return [];
    }
    const posts = [...before, post];
    const own = child.candidates.length > 0 ? [{ posts, candidates: child.candidates }] : [];
    return [...own, ...usesBelow(expansion, input, request, child, posts)];
  });
}

/** Why a post-step is impossible behind this predictor on these train rows. */
function infeasible(
  { plan }: Expansion,
  input: StepInput,
  { estimator, params }: FitRequest,
  { estimator: post, params: own }: ActivePost,
) {
  const { rows } = input.trainSet;
  const reason = post.infeasible?.(own, classCountsOf(rows, cutOf(plan.context), plan.context.classes));
  if (reason !== undefined || post.folds === undefined) return reason;
  const left = rows.count - Math.ceil(rows.count / post.folds(own));
  return estimator.infeasible?.(params, { ...shapeOf(plan, input), rows: left });
}

/** What folds within train rows are cut from. */
export function cutOf({ layout, datasetDigest, codes }: Expansion['plan']['context']): Cut {
  assert(codes !== undefined, 'post-steps are for classes');
  return { layout, datasetDigest, codes };
}

/** Whether any of some post-steps learns from predictions. */
export function learns(posts: readonly { readonly estimator: PostStep }[]): boolean {
  return posts.some(({ estimator }) => estimator.folds !== undefined);
}
