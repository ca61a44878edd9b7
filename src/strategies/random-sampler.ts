// Random search: n_iter candidates, drawn from the search's random_state as scikit-learn's ParameterSampler draws them,
// number for number. Where all params are lists it draws without replacement; else a candidate that was drawn before is
// drawn again.

import { canonicalText } from '../base/canonical-text.js';
import { GridsearchError } from '../base/errors.js';
import type { JsonObject, JsonValue } from '../base/json.js';
import { RandomState } from '../base/random.js';
import type { Estimator } from '../contracts/estimator.js';
import { rejectParam } from '../contracts/params.js';
import type { Candidate, ResolvedStep } from '../grid/candidate.js';
import {
  combinationAt,
  countCandidates,
  type ExpandOptions,
  MAX_CANDIDATES,
  sortedNames,
} from '../grid/expand-candidates.js';
import { logTen, powerOfTen } from '../grid/powers.js';
import { paramPath } from '../grid/read-params.js';
import { stepResolver } from '../grid/resolve-steps.js';
import type { Distribution, ParamGrid, ParamSpace, SearchSpec } from '../grid/spec.js';
import { oneProposal, type StrategyFactory } from './strategy.js';

export const randomStrategy: StrategyFactory = (spec, options) => {
  const drawn = draw(spec, options);
  return oneProposal(() => drawn);
};

function draw(spec: SearchSpec, options: ExpandOptions): Candidate[] {
  const count = spec.search.method === 'random' ? spec.search.n_iter : 0;
  refuseTooMany(count, options);
  const resolve = stepResolver(spec.pipeline, options);
  const spaces = spec.distributions.map(withoutRepeats);
  const seen = new Set<string>();
  const found: Candidate[] = [];
  for (const { params, grid } of draws(spaces, count, new RandomState(spec.randomState))) {
    const key = canonicalText(params);
    if (seen.has(key)) continue;
    seen.add(key);
    const steps = resolve(params, grid);
    checkDrawn(steps, { params, space: spec.distributions[grid], grid, options });
    found.push({ index: found.length, params, steps });
    if (found.length === count) break;
  }
  return found;
}

interface Draw {
  readonly params: JsonObject;
  /** Index of the space that it was drawn from. */
  readonly grid: number;
}

/** Draws until the caller has enough: of lists each combination once, of distributions with a bound on repeats. */
function* draws(spaces: readonly ParamSpace[], count: number, random: RandomState): Generator<Draw> {
  if (spaces.every(isLists)) {
    const all = countCandidates(spaces as readonly ParamGrid[]);
    if (all <= BigInt(Number.MAX_SAFE_INTEGER)) {
      const size = Math.min(count, Number(all));
      for (const index of random.sampleWithoutReplacement(Number(all), size)) {
        yield combinationAt(spaces as readonly ParamGrid[], index);
      }
      return;
    }
  }
  for (let i = 0; i < REPEATS * count + REPEATS; i++) {
    const grid = random.randint(0, spaces.length);
    const params: Record<string, JsonValue> = {};
    for (const name of sortedNames(spaces[grid])) params[name] = drawValue(spaces[grid][name], random);
    yield { params, grid };
  }
}

function drawValue(values: readonly JsonValue[] | Distribution, random: RandomState): JsonValue {
  if (isList(values)) return values[random.randint(0, values.length)];
  if ('uniform' in values) {
    const [low, high] = values.uniform;
    return random.randomSample() * (high - low) + low;
  }
  if ('loguniform' in values) {
    const [low, high] = values.loguniform.map(logTen);
    return powerOfTen(low + random.randomSample() * (high - low));
  }
  if ('randint' in values) return random.randint(...values.randint);
  const [mean, deviation] = values.normal;
  return random.standardNormal() * deviation + mean;
}

/** Fails where a distribution gave a value that its estimator does not take: before anything runs. */
function checkDrawn(
  steps: readonly ResolvedStep[],
  { params, space, grid, options }: { params: JsonObject; space: ParamSpace; grid: number; options: ExpandOptions },
): void {
  for (const name of Object.keys(params)) {
    const values = space[name];
    const at = name.lastIndexOf('__');
    const param = at < 0 ? undefined : name.slice(at + 2);
    const estimator = param === undefined ? undefined : estimatorAt(steps, name.slice(0, at));
    if (isList(values) || param === undefined || estimator === undefined) continue;
    const reason = rejectParam(estimator.params[param], params[name]);
    if (reason === undefined) continue;
    throw new GridsearchError('GRID_PARAM_VALUE', `${param} of ${estimator.name}, as drawn: ${reason}`, {
      where: options.document.locate(
        paramPath(options.document.value, { key: 'param_distributions', index: grid }, name),
      ),
      help: 'draw integers with {randint: [low, high]}; keep the bounds within what the parameter takes',
    });
  }
}

/** The estimator that stands at an address (`step`, `union__branch__step`) in a candidate. */
function estimatorAt(steps: readonly ResolvedStep[], address: string): Estimator | undefined {
  const [name, branchName, ...rest] = address.split('__');
  const step = steps.find((resolved) => resolved.name === name);
  if (branchName === undefined) return step?.estimator;
  const branch = step?.union?.find((resolved) => resolved.name === branchName);
  return rest.length === 0 ? branch?.steps[0]?.estimator : estimatorAt(branch?.steps ?? [], rest.join('__'));
}

function refuseTooMany(count: number, { maxCandidates = MAX_CANDIDATES, document }: ExpandOptions): void {
  if (count <= maxCandidates) return;
  throw new GridsearchError(
    'GRID_TOO_LARGE',
    `n_iter asks for ${count.toLocaleString('en')} candidates; the limit is ${maxCandidates.toLocaleString('en')}`,
    { where: document.locate(['search', 'n_iter']), help: 'lower n_iter, or raise --max-candidates' },
  );
}

/** The same space with each listed value once, so that no candidate is drawn twice by another index. */
function withoutRepeats(space: ParamSpace): ParamSpace {
  const unique = (values: readonly JsonValue[]) => [
    ...new Map(values.map((value) => [canonicalText(value), value])).values(),
  ];
  return Object.fromEntries(
    Object.entries(space).map(([name, values]) => [name, isList(values) ? unique(values) : values]),
  );
}

function isLists(space: ParamSpace): space is ParamGrid {
  return Object.values(space).every(isList);
}

function isList(values: readonly JsonValue[] | Distribution): values is readonly JsonValue[] {
  return Array.isArray(values);
}

/** How many draws one new candidate may cost, on average, before the space counts as used up. */
const REPEATS = 100;
