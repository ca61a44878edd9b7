// The refit: the pattern of one candidate, expanded once more on all rows. Its tasks are tasks of the same graph, so
// that what a search has summed already is reused.

import type { TaskError } from '../base/errors.js';
import type { Candidate, ResolvedStep } from '../grid/candidate.js';
import { leaveOutKept } from './build.js';
import { expandNode } from './expand/expand.js';
import { ALONE, type FittedPipeline } from './expand/expansion.js';
import { distinctTexts, patternOf } from './expand/pattern.js';
import { firstInput, type PassedStep, type Selection } from './expand/step-input.js';
import { TaskMaker } from './plan/make-task.js';
import { count, newTally, type Plan, type RefitPlan, type RefitStep, type RestsOn } from './plan/plan-data.js';
import type { AppliedPostprocessor, Key } from './plan/task.js';

/** Adds the fit of one candidate on all rows. Blocks that the search has summed already are reused. */
export function addRefit(plan: Plan, candidate: Candidate): RefitPlan {
  const { context } = plan;
  const from = plan.tasks.size;
  const apart = distinctTexts(candidate.steps);
  const fitted: FittedPipeline[] = [];
  const refusals: TaskError[] = [];
  expandNode(
    {
      plan,
      maker: new TaskMaker(plan, context.share ? '' : 'refit'),
      tally: newTally(),
      split: -1,
      repeats: 'none',
      batchWidth: ALONE,
      apart,
      refuse: (_, error) => void refusals.push(error),
      onFitted: (pipeline) => void fitted.push(pipeline),
    },
    firstInput(context, context.layout.all, null),
    patternOf([candidate], apart),
  );
  const [pipeline] = fitted;
  if (pipeline === undefined) return { steps: [], chain: [], inner: new Set(), refusal: refusals[0] };
  const { input, request, fit, applied, learnt } = pipeline;
  const inner = learnt.flatMap(({ task, inner: isInner }) => (isInner ? [task] : []));
  const before: PassedStep[] = [...input.passed, { fit, estimator: request.estimator.name, params: request.params }];
  const fits = keepFits(plan, before, []);
  for (const { fit: learning, estimator } of applied) {
    if (learning === null) continue;
    count(plan.refitCounts, `post:${estimator}`, 1);
    for (const op of ['fit', 'predict']) count(plan.refitCounts, `${op}:${request.estimator.name}`, inner.length);
    fits.push(keepFit(plan, learning.task, { tasks: [], inner }));
  }
  leaveOutKept(plan, { from, results: fits });
  const chain = new Set([...input.chain, fit.task, ...learnt.map(({ task }) => task)]);
  return {
    steps: namedSteps(candidate.steps, [...before, ...applied]),
    chain: [...chain].filter((key) => plan.tasks.has(key) || plan.cachedArtifacts.includes(key)),
    inner: new Set(inner),
  };
}

/** Keeps and counts the fits of some steps; returns their keys. @param unions  matrices of those gone through so far */
function keepFits(plan: Plan, steps: readonly PassedStep[], unions: Key[]): Key[] {
  return steps.flatMap((step) => {
    if ('branches' in step) {
      const fits = step.branches.flatMap((branch) => keepFits(plan, branch.steps, unions));
      unions.push(step.matrix);
      return fits;
    }
    count(plan.refitCounts, `fit:${step.estimator}`, 1);
    return keepFit(plan, step.fit.task, unions.length > 0 ? { tasks: [...unions], inner: [] } : undefined);
  });
}

function keepFit(plan: Plan, fit: Key, restsOn: RestsOn | undefined): Key {
  plan.pinned.add(fit);
  if (plan.context.share) plan.durable.add(fit);
  if (restsOn !== undefined) plan.restsOn.set(fit, restsOn);
  return fit;
}

/** Steps by the names that the candidate gives them. */
function namedSteps(
  steps: readonly ResolvedStep[],
  passed: readonly (PassedStep | AppliedPostprocessor)[],
): RefitStep[] {
  const active = steps.filter(({ estimator, union }) => estimator !== undefined || union !== undefined);
  return passed.map((step, i): RefitStep => {
    const { name, union = [] } = active[i];
    if (!('branches' in step)) return { name, estimator: step.estimator, params: step.params, fit: step.fit };
    const branches = step.branches.map((branch) => ({
      name: union[branch.branch].name,
      columns: branch.places ?? null,
      names: namesOf(branch),
      steps: namedSteps(union[branch.branch].steps, branch.steps),
    }));
    return { name, branches };
  });
}

/** Names of a branch's columns, as far as they have any. */
function namesOf({ places, of }: Selection): readonly string[] {
  const names = of?.infos.map(({ name }) => name) ?? [];
  return places === undefined ? names : places.flatMap((place) => names[place] ?? []);
}
