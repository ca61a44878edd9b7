// The refit's tasks: one candidate's pipeline, step by step, on all rows. They are tasks of the same graph, so that
// what a search has summed already is reused.

import { assert } from '../base/errors.js';
import { type Fitter, makesMatrix, type Predictor } from '../contracts/fitter.js';
import type { Candidate, ResolvedBranch, ResolvedStep } from '../grid/candidate.js';
import { leaveOutKept } from './build.js';
import { addFit, fitParams, gatheredBytes, shapeOf, widthOf } from './expand/add-fit.js';
import { type ActivePostprocessor, ALONE, countTasks, type Expansion, refusalsOf } from './expand/expansion.js';
import { refitInPanels } from './expand/panels.js';
import { newNode } from './expand/pattern.js';
import { Postprocessors } from './expand/postprocessors.js';
import { columnsOf } from './expand/select-columns.js';
import { firstInput, nextInput, type StepInput } from './expand/step-input.js';
import { selectInput, unionInput } from './expand/union-input.js';
import { TaskMaker } from './plan/make-task.js';
import type { Plan, RefitPlan, RefitStep } from './plan/plan-data.js';
import type { FitRef, Key } from './plan/task.js';

/** Adds the fit of one candidate on all rows. Blocks that the search has summed already are reused. */
export function addRefit(plan: Plan, candidate: Candidate): RefitPlan {
  const { context, refitTally: tally } = plan;
  const known = plan.tasks.size;
  const maker = new TaskMaker(plan, context.share ? '' : 'refit');
  const expansion: Expansion = {
    plan,
    maker,
    tally,
    split: -1,
    repeats: 'none',
    batchWidth: ALONE,
    refuse: refusalsOf(plan, -1),
  };
  const work: RefitWork = { expansion, chain: new Set(), inner: new Set(), unions: [] };
  const { chain, inner } = work;
  const { steps } = refitSteps(work, firstInput(context, context.layout.all, null), candidate.steps);
  assert(steps.length > 0, 'a candidate has at least one step');
  leaveOutKept(plan, known, fitsOf(steps));
  return {
    steps,
    chain: [...chain].filter((key) => plan.tasks.has(key) || plan.cachedArtifacts.includes(key)),
    inner,
  };
}

interface RefitWork {
  readonly expansion: Expansion;
  /** Tasks that count for refit_time_. */
  readonly chain: Set<Key>;
  /** Of these, fits on inner folds. */
  readonly inner: Set<Key>;
  /** Matrices of unions so far. */
  readonly unions: Key[];
}

function refitSteps(
  work: RefitWork,
  first: StepInput,
  pipeline: readonly ResolvedStep[],
): { readonly input: StepInput; readonly steps: RefitStep[] } {
  let input = first;
  let last: Active | undefined;
  const steps: RefitStep[] = [];
  for (const [at, step] of pipeline.entries()) {
    if (step.union !== undefined) {
      const union = refitUnion(work, input, step.union);
      steps.push({ name: step.name, branches: union.branches });
      input = union.input;
    }
    if (step.estimator === undefined) continue;
    if (step.estimator.role === 'postprocessor') {
      assert(last !== undefined, 'postprocessors stand behind a predictor');
      const postprocessor = refitPostprocessor(work, input, last, { estimator: step.estimator, params: step.params });
      steps.push({ name: step.name, estimator: step.estimator.name, params: step.params, fit: postprocessor });
      continue;
    }
    const { fit, params, behind } = refitStep(work, input, step.estimator, step.params, pipeline.slice(at + 1));
    last = { estimator: step.estimator, params };
    steps.push({ name: step.name, estimator: step.estimator.name, params, fit });
    input = behind;
  }
  return { input, steps };
}

interface Active {
  readonly estimator: Fitter;
  readonly params: ResolvedStep['params'];
}

/** Lets a postprocessor learn behind the last step; null where it learns nothing. */
function refitPostprocessor(
  { expansion, chain, inner }: RefitWork,
  input: StepInput,
  last: Active,
  postprocessor: ActivePostprocessor,
): FitRef | null {
  const { plan } = expansion;
  const request = { node: newNode(), ...last };
  const { applied, learnt } = new Postprocessors(expansion, input, last.estimator as Predictor, () => [
    [request],
  ]).behind(request, [postprocessor]);
  for (const { task, inner: isInner } of learnt) {
    chain.add(task);
    if (isInner) inner.add(task);
  }
  const [{ fit }] = applied;
  if (fit === null) return null;
  plan.restsOn.set(fit.task, { tasks: [], inner: learnt.flatMap((from) => (from.inner ? [from.task] : [])) });
  plan.pinned.add(fit.task);
  if (plan.context.share) plan.durable.add(fit.task);
  return fit;
}

function refitStep(
  { expansion, chain, unions }: RefitWork,
  input: StepInput,
  estimator: Fitter,
  written: ResolvedStep['params'],
  ahead: readonly ResolvedStep[],
) {
  const { plan, maker } = expansion;
  const shape = shapeOf(plan, input);
  const params = estimator.resolve?.(written, shape) ?? written;
  const { key } = addFit(expansion, input, estimator, [fitParams(plan, estimator, [{ params }])]);
  const fit: FitRef = { task: key, item: 0 };
  chain.add(key);
  plan.pinned.add(key);
  if (unions.length > 0) plan.restsOn.set(key, { tasks: [...unions], inner: [] });
  if (plan.context.share) plan.durable.add(key);
  countTasks(expansion, 'distinct', { op: 'fit', name: estimator.name }, 1);
  if (estimator.role !== 'transformer') return { fit, params, behind: input };
  const width = widthOf(estimator, params, input, shape);
  const train = makesMatrix(estimator)
    ? maker.transform(
        estimator,
        {
          fit,
          features: input.train,
          targetRows: input.trainSet.rows.key,
          cut: null,
          panels: refitInPanels(estimator, ahead),
        },
        { seconds: 0, bytes: 8 * shape.rows * width, gatheredBytes: gatheredBytes(input, estimator, shape.rows) },
      ).key
    : null;
  if (train !== null) chain.add(train);
  const behind = nextInput(input, {
    transformer: estimator,
    params,
    text: plan.texts.of(params),
    fit,
    cols: estimator.width(params, shape),
    projected: train === null ? null : { train, test: null, width },
    unprojected: undefined,
    naiveSeconds: 0,
  });
  return { fit, params, behind };
}

function refitUnion(work: RefitWork, input: StepInput, union: readonly ResolvedBranch[]) {
  const branches: Extract<RefitStep, { readonly branches: unknown }>['branches'][number][] = [];
  const ends: StepInput[] = [];
  for (const branch of union) {
    const columns = columnsOf(input, branch);
    if (columns?.length === 0) continue;
    const end = refitSteps(work, selectInput(input, columns), branch.steps);
    branches.push({ name: branch.name, columns: columns ?? null, names: namesOf(input, columns), steps: end.steps });
    ends.push(end.input);
  }
  const behind = unionInput(work.expansion.maker, input, ends);
  work.chain.add(behind.train.base);
  work.unions.push(behind.train.base);
  return { branches, input: behind };
}

/** Names of a branch's columns, as far as they have any. */
function namesOf({ columns }: StepInput, places: readonly number[] | undefined): readonly string[] {
  const names = columns?.infos.map(({ name }) => name) ?? [];
  return places === undefined ? names : places.flatMap((place) => names[place] ?? []);
}

function fitsOf(steps: readonly RefitStep[]): Key[] {
  return steps.flatMap((step) =>
    'fit' in step
      ? step.fit === null
        ? []
        : [step.fit.task]
      : step.branches.flatMap((branch) => fitsOf(branch.steps)),
  );
}
