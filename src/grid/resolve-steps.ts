// From a candidate's params to its steps: which estimator stands at each, with canonical params. Equal steps are the
// same object, so that the graph can group candidates by identity; each distinct step is worked out once.

import { canonicalText } from '../base/canonical-text.js';
import type { Task } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import type { Estimator } from '../contracts/estimator.js';
import type { Params } from '../contracts/params.js';
import type { Registries } from '../contracts/registries.js';
import type { ResolvedBranch, ResolvedStep } from './candidate.js';
import type { GridDocument, GridPath } from './grid-document.js';
import { paramKey, paramPath } from './read-params.js';
import { stepPath } from './read-pipeline.js';
import { type BranchSpec, DROP, PASSTHROUGH, STEPS, type StepSpec, UNION } from './spec.js';
import { completeParams, swapped } from './standing.js';

interface ResolveContext {
  readonly registries: Registries;
  readonly document: GridDocument;
  /** What the search's task is, to refuse params that ask for the other one. */
  readonly task?: Task;
}

/**
 * A function from params (as a grid writes them) to the steps of the pipeline. It throws where an estimator refuses a
 * combination.
 */
export function stepResolver(
  pipeline: readonly StepSpec[],
  context: ResolveContext,
): (params: JsonObject, grid: number) => ResolvedStep[] {
  const caches = pipeline.map(() => ({
    written: new Map<string, ResolvedStep>(),
    canonical: new Map<string, ResolvedStep>(),
  }));
  const positions = new Map(pipeline.map(({ name }, i) => [name, i]));
  const parts = new Map<string, { readonly index: number; readonly rest: string }>();
  const partOf = (name: string) => {
    const before = parts.get(name);
    if (before !== undefined) return before;
    const at = name.indexOf('__');
    const part = {
      index: positions.get(at < 0 ? name : name.slice(0, at)) as number,
      rest: at < 0 ? '' : name.slice(at + 2),
    };
    parts.set(name, part);
    return part;
  };
  return (params, grid) => {
    const keys = pipeline.map(() => '');
    for (const name in params) {
      const { index, rest } = partOf(name);
      keys[index] += `${rest}=${canonicalText(params[name])};`;
    }
    return pipeline.map((step, i) => {
      const { written, canonical } = caches[i];
      const before = written.get(keys[i]);
      if (before !== undefined) return before;
      const resolved = resolveStep(step, step.name, { ...context, index: i, params, grid });
      const key = resolved.union
        ? keys[i]
        : `${resolved.estimator?.name ?? PASSTHROUGH}(${canonicalText(resolved.params)})`;
      const same = canonical.get(key) ?? resolved;
      canonical.set(key, same);
      written.set(keys[i], same);
      return same;
    });
  };
}

/** What one candidate says, for the top-level step at `index`. */
interface CandidateParams extends ResolveContext {
  readonly index: number;
  readonly params: JsonObject;
  readonly grid: number;
}

/** One step under one candidate's params. Params of a step that is passed through are not in force. */
function resolveStep(step: StepSpec, address: string, candidate: CandidateParams): ResolvedStep {
  const swap = Object.hasOwn(candidate.params, address) ? candidate.params[address] : undefined;
  if (step.branches !== undefined && (swap === undefined || swap === UNION)) {
    const union = step.branches.flatMap((branch) => resolveBranch(branch, `${address}__${branch.name}`, candidate));
    return { name: step.name, estimator: undefined, params: {}, union };
  }
  const [estimator, fixed] = swap === undefined ? [step.estimator, step.params] : swapped(swap);
  return resolveEstimator(step.name, { estimator, fixed, address }, candidate);
}

/** A branch under one candidate's params; none where it is dropped. */
function resolveBranch(
  { name, columns, steps }: BranchSpec,
  address: string,
  candidate: CandidateParams,
): ResolvedBranch[] {
  const swap = Object.hasOwn(candidate.params, address) ? candidate.params[address] : STEPS;
  if (swap === DROP) return [];
  if (swap === PASSTHROUGH) return [{ name, columns, steps: [] }];
  if (swap === STEPS)
    return [{ name, columns, steps: steps.map((step) => resolveStep(step, `${address}__${step.name}`, candidate)) }];
  const [estimator, fixed] = swapped(swap);
  return [
    { name, columns, steps: [resolveEstimator(estimator.toLowerCase(), { estimator, fixed, address }, candidate)] },
  ];
}

interface WrittenEstimator {
  /** Class name or `passthrough`. */
  readonly estimator: string;
  readonly fixed: Params;
  readonly address: string;
}

function resolveEstimator(
  name: string,
  { estimator: className, fixed, address }: WrittenEstimator,
  candidate: CandidateParams,
): ResolvedStep {
  const { registries, document, task, params } = candidate;
  const estimator = registries.estimators.get(className);
  if (estimator === undefined) return { name, estimator: undefined, params: {} };
  const complete = completeParams(estimator, fixed, { address, params });
  try {
    return { name, estimator, params: canonicalOf(estimator, complete, task) };
  } catch (error) {
    if (!(error instanceof GridsearchError) || error.where !== undefined) throw error;
    const where = document.locate(blamed(document, address, candidate), 'key');
    throw new GridsearchError(error.code, error.message, { help: error.help, where, exitCode: error.exitCode });
  }
}

function canonicalOf(estimator: Estimator, complete: Params, task: Task | undefined): Params {
  const other = estimator.taskOf?.(complete);
  if (other !== undefined && task !== undefined && other !== task) {
    throw new GridsearchError('GRID_TASK', `${estimator.name} with these params is for ${other}, but this is ${task}`, {
      help: `its params are ${JSON.stringify(complete)}`,
    });
  }
  return estimator.canonical === undefined ? complete : estimator.canonical(complete);
}

/** Where a combination that does not go together is written: the step's first param in its grid, else the step. */
function blamed({ value }: GridDocument, address: string, { index, params, grid }: CandidateParams): GridPath {
  const name = Object.keys(params).find((written) => written === address || written.startsWith(`${address}__`));
  if (name === undefined) return stepPath(value, index);
  return paramPath(value, { key: paramKey(value), index: grid }, name);
}
