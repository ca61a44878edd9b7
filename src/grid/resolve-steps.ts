// From a candidate's params to its steps: which estimator stands at each, with canonical params. Equal steps are the same object, so
// that the graph can group candidates by identity; each distinct step is worked out once.

import { canonicalText } from '../base/canonical-text.js';
import type { Estimator } from '../base/contracts.js';
import type { Task } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import { type Params, withDefaults } from '../base/params.js';
import type { ResolvedStep } from './candidate.js';
import type { GridDocument, GridPath } from './document.js';
import { paramKey, paramPath, splitName } from './read-params.js';
import { stepPath } from './read-pipeline.js';
import type { Registries } from './registries.js';
import { PASSTHROUGH, type StepSpec } from './spec.js';

interface Context {
  readonly registries: Registries;
  readonly document: GridDocument;
  /** What the search's task is, to refuse params that ask for the other one. */
  readonly task?: Task;
}

/** A function from params (as a grid writes them) to the steps of the pipeline. It throws where an estimator refuses a combination. */
export function stepResolver(pipeline: readonly StepSpec[], context: Context): (params: JsonObject, grid: number) => ResolvedStep[] {
  const caches = pipeline.map(() => ({ written: new Map<string, ResolvedStep>(), canonical: new Map<string, ResolvedStep>() }));
  const positions = new Map(pipeline.map(({ name }, i) => [name, i]));
  const parts = new Map<string, { readonly index: number; readonly param: string | undefined }>();
  const partOf = (name: string) => {
    const known = parts.get(name);
    if (known !== undefined) return known;
    const { step, param } = splitName(name);
    const part = { index: positions.get(step) as number, param };
    parts.set(name, part);
    return part;
  };
  return (params, grid) => {
    const keys = pipeline.map(() => '');
    for (const name in params) {
      const { index, param } = partOf(name);
      keys[index] += `${param ?? ''}=${canonicalText(params[name])};`;
    }
    return pipeline.map((step, i) => {
      const { written, canonical } = caches[i];
      const known = written.get(keys[i]);
      if (known !== undefined) return known;
      const resolved = resolveStep(step, i, { ...context, params, grid });
      const key = `${resolved.estimator?.name ?? PASSTHROUGH}(${canonicalText(resolved.params)})`;
      const same = canonical.get(key) ?? resolved;
      canonical.set(key, same);
      written.set(keys[i], same);
      return same;
    });
  };
}

/** One step under one candidate's params. Params of a step that is passed through are not in force. */
function resolveStep(
  step: StepSpec,
  index: number,
  { registries, document, task, params, grid }: Context & { readonly params: JsonObject; readonly grid: number },
): ResolvedStep {
  const swap = Object.hasOwn(params, step.name) ? params[step.name] : undefined;
  const [name, fixed] = swap === undefined ? [step.estimator, step.params] : swapped(swap);
  const estimator = registries.estimators.get(name);
  if (estimator === undefined) return { name: step.name, estimator: undefined, params: {} };
  const given: Record<string, JsonValue> = { ...fixed };
  for (const written of Object.keys(params)) {
    const { step: owner, param } = splitName(written);
    if (owner === step.name && param !== undefined) given[param] = params[written];
  }
  const complete = withDefaults(estimator.params, given);
  try {
    return { name: step.name, estimator, params: canonicalOf(estimator, complete, task) };
  } catch (error) {
    if (!(error instanceof GridsearchError) || error.where !== undefined) throw error;
    const where = document.locate(blamed(document, { step, index, params, grid }), 'key');
    throw new GridsearchError(error.code, error.message, { help: error.help, where, exitCode: error.exitCode });
  }
}

function canonicalOf(estimator: Estimator, complete: Params, task: Task | undefined): Params {
  const asked = estimator.taskOf?.(complete);
  if (asked !== undefined && task !== undefined && asked !== task) {
    throw new GridsearchError('GRID_TASK', `${estimator.name} with these params is for ${asked}, but this is ${task}`, {
      help: `its params are ${JSON.stringify(complete)}`,
    });
  }
  return estimator.canonical === undefined ? complete : estimator.canonical(complete);
}

function swapped(swap: JsonValue): readonly [name: string, params: Params] {
  if (!isMap(swap)) return [String(swap), {}];
  const [name] = Object.keys(swap);
  return [name, (swap[name] ?? {}) as Params];
}

interface Combination {
  readonly step: StepSpec;
  readonly index: number;
  readonly params: JsonObject;
  readonly grid: number;
}

/** Where a combination that does not go together is written: the step's first param in its grid, else the step. */
function blamed({ value }: GridDocument, { step, index, params, grid }: Combination): GridPath {
  const name = Object.keys(params).find((written) => splitName(written).step === step.name);
  if (name === undefined) return stepPath(value, index);
  return paramPath(value, paramKey(value), grid, name);
}
