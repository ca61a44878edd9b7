// Params that a user wrote and that do nothing in any candidate that has them. Nobody is refused for them, but
// everybody is told.

import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Registries } from '../contracts/registries.js';
import type { Candidate } from './candidate.js';
import type { GridDocument } from './grid-document.js';
import { acts, actsWith, isActive, wordOf, workOf } from './param-effect.js';
import { placesOf } from './places.js';
import type { ParamSpace, SearchSpec } from './spec.js';
import { type OwnStep, type Standing, standingAt } from './standing.js';
import {
  fixedParams,
  listedParams,
  ownSteps,
  swappedParams,
  swapsIn,
  type WrittenParam,
  type WrittenSwap,
} from './written-params.js';

/** Something that is written and does nothing: what and why, in one sentence. */
export interface Idle {
  readonly code: 'PARAM_IDLE';
  readonly message: string;
}

export interface IdleSearch {
  readonly spec: Pick<SearchSpec, 'pipeline' | 'search' | 'grids' | 'distributions'>;
  readonly document: GridDocument;
  readonly registries: Registries;
}

type Look = (address: string, params: JsonObject) => Standing;

/**
 * All of them: first those of the pipeline, then those of the grids.
 * Cost: of a param that acts, a look at the first candidate in which it does; of an idle one, at each setting of its
 * step.
 */
export function idleParams({ spec, document, registries }: IdleSearch, candidates: readonly Candidate[]): Idle[] {
  const places = placesOf(document.value, spec.pipeline, registries);
  const addresses = new Set(places.map(({ address }) => address));
  const steps: ReadonlyMap<string, OwnStep> = new Map(ownSteps(spec.pipeline));
  const spaces: readonly ParamSpace[] = spec.search.method === 'random' ? spec.distributions : spec.grids;
  const swaps = swapsIn(addresses, spaces);
  const look: Look = (address, params) =>
    standingAt({ address, step: steps.get(address) ?? NOTHING }, params, registries);
  const written = [
    ...fixedParams(places, document, registries),
    ...listedParams(addresses, spaces),
    ...swappedParams(swaps, registries),
  ].flatMap((one) => {
    const why = whyIdle(one, candidates, look);
    return why === undefined ? [] : [`${one.name} has no effect: ${why}`];
  });
  const equal = swaps.flatMap((swap) =>
    isOne(swap, candidates, look) ? [`${swap.address} has no effect: ${sameness(swap.values)}`] : [],
  );
  return [...new Set([...written, ...equal])].map((message) => ({ code: 'PARAM_IDLE', message }));
}

/** A branch, or a place within what is not there. */
const NOTHING: OwnStep = { estimator: undefined, params: {} };

/** Why a param does nothing; undefined where it acts in some candidate, and where there is none. */
function whyIdle(
  { address, param, values, isIn }: WrittenParam,
  candidates: readonly Candidate[],
  look: Look,
): string | undefined {
  let why: string | undefined;
  let instead: string | undefined;
  const seen = new Set<string>();
  for (const { params } of candidates) {
    // All listed values are looked at together.
    const setting = settingOf(address, params, values.length > 0 ? `${address}__${param}` : undefined);
    if (seen.has(setting)) continue;
    seen.add(setting);
    const standing = look(address, params);
    const present = isIn(params, standing);
    if (present === false) continue;
    if (present !== true) {
      instead ??= `${present.instead} in every candidate`;
      continue;
    }
    if ('absent' in standing) continue;
    const { estimator, complete } = standing;
    if (values.length > 0 ? acts(estimator, complete, { param, values }) : isActive(estimator, complete, param))
      return undefined;
    why ??= reasonOf(standing, param, values);
  }
  return why ?? instead;
}

/**
 * What a candidate says of an address, of what stands in it and of what holds it: candidates that say the same are one
 * to look at.
 * @param open  a name whose value does not matter
 */
function settingOf(address: string, params: JsonObject, open?: string): string {
  let setting = '';
  for (const name in params) {
    if (name === open) setting += `${name};`;
    else if (name === address || name.startsWith(`${address}__`) || address.startsWith(`${name}__`)) {
      const value = params[name];
      setting += `${name}=${typeof value === 'string' ? `"${value}` : isMap(value) || Array.isArray(value) ? JSON.stringify(value) : value};`;
    }
  }
  return setting;
}

function reasonOf(
  { estimator, complete }: Exclude<Standing, { absent: string }>,
  param: string,
  values: readonly JsonValue[],
): string {
  if (isActive(estimator, complete, param)) return sameness(values);
  const needed = actsWith(estimator, complete, param);
  return needed === undefined ? `${estimator.name} does not read it` : `it acts only with ${needed}`;
}

function sameness(values: readonly JsonValue[]): string {
  const shown = values.slice(0, SHOWN).map(wordOf).join(', ');
  return `${shown}${values.length > SHOWN ? ', …' : ''} are one and the same here`;
}

const SHOWN = 4;

/** Whether all that is swapped in at an address comes to the same work in every candidate. */
function isOne({ address, values }: WrittenSwap, candidates: readonly Candidate[], look: Look): boolean {
  if (values.length < 2) return false;
  const seen = new Set<string>();
  for (const { params } of candidates) {
    if (!Object.hasOwn(params, address)) continue;
    const setting = settingOf(address, params, address);
    if (seen.has(setting)) continue;
    seen.add(setting);
    const works = new Set(values.map((value) => textOf(look(address, { ...params, [address]: value }))));
    if (works.size > 1) return false;
  }
  return seen.size > 0;
}

function textOf(standing: Standing): string {
  return 'absent' in standing
    ? standing.absent
    : `${standing.estimator.name} ${workOf(standing.estimator, standing.complete)}`;
}
