// What values a param of an estimator, scorer or splitter may have: declared as data, so that one place checks and
// explains them all.

import { isMap, type JsonValue } from '../base/json.js';

/** Values of the params of one step, by name. */
export type Params = Readonly<Record<string, JsonValue>>;

/**
 * How JSON says infinity: YAML's `.inf` is read as this word. A param that has a meaning for it lists it among its
 * choices.
 */
export const INFINITE = 'inf';

/** One kind of value that a param takes. */
export type Domain =
  | {
      readonly kind: 'number';
      readonly integer?: boolean;
      /** Smallest value allowed, or (with `above`) a bound that the value must exceed. */
      readonly min?: number;
      readonly above?: number;
      readonly max?: number;
      readonly below?: number;
    }
  | { readonly kind: 'choice'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'null' }
  /** A share: a number between 0 and 1, which no count is, or a one-key map such as `{variance: 0.95}`, which may be 1. */
  | { readonly kind: 'share'; readonly key: string; readonly above: number; readonly max: number }
  /** A map from class label to weight. */
  | { readonly kind: 'class-weights' }
  /** A class label. */
  | { readonly kind: 'label' }
  /** A pair of numbers, the first below the second. */
  | { readonly kind: 'range' };

export interface ParamSpec {
  readonly default: JsonValue;
  readonly accepts: readonly Domain[];
  /** One line for `explain` and the tables in docs. */
  readonly about: string;
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** @param about  one line for people */
export function param(fallback: JsonValue, about: string, ...accepts: readonly Domain[]): ParamSpec {
  return { default: fallback, accepts, about };
}

/** A param that may be null, and is where it is not given. */
export function optional(about: string, ...accepts: readonly Domain[]): ParamSpec {
  return param(null, about, ...accepts, NULL);
}

export const NUMBER: Domain = { kind: 'number' };
export const NOT_NEGATIVE: Domain = { kind: 'number', min: 0 };
export const POSITIVE: Domain = { kind: 'number', above: 0 };
/** From 0 to 1. */
export const SHARE: Domain = { kind: 'number', min: 0, max: 1 };
/** An integer of at least 1. */
export const COUNT: Domain = { kind: 'number', integer: true, min: 1 };
/** What numpy takes as a seed. */
export const SEED: Domain = { kind: 'number', integer: true, min: 0, max: 4294967295 };
export const BOOLEAN: Domain = { kind: 'boolean' };
export const NULL: Domain = { kind: 'null' };
export const LABEL: Domain = { kind: 'label' };
export const RANGE: Domain = { kind: 'range' };

export function oneOf(values: readonly (string | number)[]): Domain {
  return { kind: 'choice', values };
}

/** Says why `value` is not acceptable to `spec`, or undefined where it is. */
export function rejectParam(spec: ParamSpec, value: JsonValue): string | undefined {
  if (spec.accepts.some((domain) => inDomain(domain, value))) return undefined;
  return `expected ${spec.accepts.map(describeDomain).join(', or ')}; got ${JSON.stringify(value)}`;
}

function inDomain(domain: Domain, value: JsonValue): boolean {
  switch (domain.kind) {
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        !(domain.integer === true && !Number.isInteger(value)) &&
        !(domain.min !== undefined && value < domain.min) &&
        !(domain.above !== undefined && value <= domain.above) &&
        !(domain.max !== undefined && value > domain.max) &&
        !(domain.below !== undefined && value >= domain.below)
      );
    case 'choice':
      return (typeof value === 'string' || typeof value === 'number') && domain.values.includes(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'share': {
      if (isMap(value) && Object.keys(value).length !== 1) return false;
      const share = shareOf(value, domain.key);
      return share !== undefined && share > domain.above && share <= domain.max;
    }
    case 'class-weights':
      return isMap(value) && Object.values(value).every((w) => typeof w === 'number' && w >= 0 && Number.isFinite(w));
    case 'label':
      return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
    case 'range':
      return (
        Array.isArray(value) &&
        value.length === 2 &&
        value.every((v) => typeof v === 'number' && Number.isFinite(v)) &&
        (value[0] as number) < (value[1] as number)
      );
  }
}

/** The share that a value of a `share` param is; undefined where it is a count or null. */
export function shareOf(value: JsonValue, key: string): number | undefined {
  const share = isMap(value) ? value[key] : value;
  if (typeof share !== 'number') return undefined;
  return isMap(value) || (share > 0 && share < 1) ? share : undefined;
}

/** A number that may be written as `inf`. */
export function numberOf(value: JsonValue | undefined): number {
  return value === INFINITE ? Number.POSITIVE_INFINITY : Number(value);
}

/** Puts a domain in words: "an integer ≥ 1", "one of "l1", "l2"". */
export function describeDomain(domain: Domain): string {
  switch (domain.kind) {
    case 'number': {
      const bounds = [
        domain.min === undefined ? '' : `≥ ${domain.min}`,
        domain.above === undefined ? '' : `> ${domain.above}`,
        domain.max === undefined ? '' : `≤ ${domain.max}`,
        domain.below === undefined ? '' : `< ${domain.below}`,
      ].filter(Boolean);
      return [domain.integer ? 'an integer' : 'a number', bounds.join(' and ')].filter(Boolean).join(' ');
    }
    case 'choice':
      return `one of ${domain.values.map((v) => JSON.stringify(v)).join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'share':
      return `a share > ${domain.above} and < 1, or {${domain.key}: a number > ${domain.above} and ≤ ${domain.max}}`;
    case 'class-weights':
      return 'a map from class to weight';
    case 'label':
      return 'a class label';
    case 'range':
      return 'a pair [low, high]';
  }
}

/** Fills defaults in for what is not given. The order of keys is the order of `specs`. */
export function withDefaults(specs: ParamSpecs, given: Params): Params {
  const filled: Record<string, JsonValue> = {};
  for (const [name, spec] of Object.entries(specs))
    filled[name] = Object.hasOwn(given, name) ? (given[name] as JsonValue) : spec.default;
  return filled;
}
