// What stands at an address of the pipeline (`step`, `union__branch`, `union__branch__step`) under one candidate's
// params.

import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Estimator } from '../contracts/estimator.js';
import { type Params, withDefaults } from '../contracts/params.js';
import type { Registries } from '../contracts/registries.js';
import { DROP, PASSTHROUGH, STEPS, UNION } from './spec.js';

/** What the pipeline itself has at an address. */
export interface OwnStep {
  /** Class name, `passthrough` or `union`; of a branch, undefined. */
  readonly estimator: string | undefined;
  readonly params: Params;
}

/** An estimator with complete params (not canonical ones), or why there is none. */
export type Standing =
  | {
      readonly estimator: Estimator;
      readonly complete: Params;
      /** The value that was swapped in, or undefined where the pipeline's own estimator stands. */
      readonly swap: JsonValue | undefined;
    }
  | { readonly absent: string };

/** The estimator at `address`; none where it, or what holds it, is swapped for something that has no params. */
export function standingAt(
  { address, step }: { readonly address: string; readonly step: OwnStep },
  params: JsonObject,
  { estimators }: Registries,
): Standing {
  for (let end = address.indexOf('__'); end > 0; end = address.indexOf('__', end + 2)) {
    const above = address.slice(0, end);
    const swap = swapAt(above, params);
    if (swap !== undefined && swap !== UNION && swap !== STEPS) return { absent: `${above} is ${wordOf(swap)}` };
  }
  const swap = swapAt(address, params);
  const [name, fixed] =
    swap === undefined || swap === UNION || swap === STEPS ? [step.estimator, step.params] : swapped(swap);
  const estimator = name === undefined ? undefined : estimators.get(name);
  if (estimator === undefined) return { absent: `${address} is ${name ?? wordOf(swap)}` };
  return { estimator, complete: completeParams(estimator, fixed, { address, params }), swap };
}

/**
 * The params of an estimator that stands at an address: defaults, what is written beside it, and what the candidate
 * says.
 */
export function completeParams(
  estimator: Estimator,
  fixed: Params,
  { address, params }: { readonly address: string; readonly params: JsonObject },
): Params {
  const given: Record<string, JsonValue> = { ...fixed };
  const before = `${address}__`;
  for (const written of Object.keys(params))
    if (written.startsWith(before)) given[written.slice(before.length)] = params[written];
  return withDefaults(estimator.params, given);
}

/** Takes a value apart that is swapped in: a name, or `{ClassName: {param: value}}`. */
export function swapped(swap: JsonValue): readonly [name: string, params: Params] {
  if (!isMap(swap)) return [String(swap), {}];
  const [name] = Object.keys(swap);
  return [name, (swap[name] ?? {}) as Params];
}

function swapAt(address: string, params: JsonObject): JsonValue | undefined {
  return Object.hasOwn(params, address) ? params[address] : undefined;
}

function wordOf(swap: JsonValue | undefined): string {
  if (swap === undefined || swap === UNION || swap === STEPS) return 'no single estimator';
  return swap === DROP ? 'dropped' : swap === PASSTHROUGH ? PASSTHROUGH : swapped(swap)[0];
}
