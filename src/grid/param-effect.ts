// Whether a param does anything beside others, and what it takes for it to act. Nothing is declared for that: an
// estimator's `canonical` tells, which drops what is not in force. Other values of the param are tried; where all come
// to the same canonical params, it is idle.

import { canonicalText } from '../base/canonical-text.js';
import type { JsonValue } from '../base/json.js';
import type { Estimator } from '../contracts/estimator.js';
import { type Domain, type ParamSpec, type Params, rejectParam } from '../contracts/params.js';

/**
 * Whether one of `values` in the place of the param's own comes to other work. Values that are refused tell only where
 * all others are: elasticnet wants an l1_ratio also where C is infinite and nothing reads it.
 */
export function acts(
  estimator: Estimator,
  complete: Params,
  { param, values }: { readonly param: string; readonly values: readonly JsonValue[] },
): boolean {
  const present = workOf(estimator, complete);
  if (present === undefined) return false;
  const text = canonicalText(complete[param]);
  let [possible, refused] = [0, 0];
  for (const value of values) {
    if (canonicalText(value) === text) continue;
    const work = workOf(estimator, { ...complete, [param]: value });
    if (work === undefined) refused++;
    else if (work === present) possible++;
    else return true;
  }
  return possible === 0 && refused > 0;
}

/** Whether a param does anything beside these others. */
export function isActive(estimator: Estimator, complete: Params, param: string): boolean {
  return acts(estimator, complete, { param, values: probesOf(estimator.params[param]) });
}

/** Values that a param takes, some for each kind of value: enough to see whether it is read. */
export function probesOf(spec: ParamSpec): JsonValue[] {
  return spec.accepts.flatMap(probesIn).filter((value) => rejectParam(spec, value) === undefined);
}

/**
 * What would make an idle param act, in words: "penalty: auto or elasticnet".
 * @returns undefined where no one or two other params would
 */
export function actsWith(estimator: Estimator, complete: Params, param: string): string | undefined {
  const others = Object.keys(estimator.params).filter((name) => name !== param);
  const single = others.flatMap((name) => {
    const values = settings(estimator, complete, name).filter((value) =>
      isActive(estimator, { ...complete, [name]: value }, param),
    );
    return values.length === 0 ? [] : [inWords(name, values, complete)];
  });
  if (single.length > 0) return single.join(', or ');
  const words = others.filter((name) => settings(estimator, complete, name).some((value) => typeof value !== 'number'));
  for (const [i, one] of words.entries()) {
    for (const two of words.slice(i + 1)) {
      for (const first of settings(estimator, complete, one).filter((value) => typeof value !== 'number')) {
        const changed = { ...complete, [one]: first };
        const second = settings(estimator, complete, two).filter((value) =>
          isActive(estimator, { ...changed, [two]: value }, param),
        );
        if (second.length > 0) return `${inWords(one, [first], complete)} and ${inWords(two, second, complete)}`;
      }
    }
  }
  return undefined;
}

/** Other values of a param. */
function settings(estimator: Estimator, complete: Params, name: string): JsonValue[] {
  const present = canonicalText(complete[name]);
  return probesOf(estimator.params[name]).filter((value) => canonicalText(value) !== present);
}

/** Numbers stand for all others, words for themselves. */
function inWords(name: string, values: readonly JsonValue[], complete: Params): string {
  if (values.some((value) => typeof value === 'number')) return `a ${name} other than ${wordOf(complete[name])}`;
  const words = values.map(wordOf);
  return `${name}: ${words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words[0]}`;
}

/** A value as a grid file writes it. */
export function wordOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Text of the work that params come to; undefined where they are refused. */
export function workOf({ canonical }: Estimator, params: Params): string | undefined {
  if (canonical === undefined) return canonicalText(params);
  try {
    return canonicalText(canonical(params));
  } catch {
    // An estimator says no to these params, which nobody asked for.
    return undefined;
  }
}

function probesIn(domain: Domain): JsonValue[] {
  switch (domain.kind) {
    case 'number': {
      const low = domain.min ?? domain.above ?? (domain.max ?? domain.below ?? 1) - 1;
      const high = domain.max ?? domain.below ?? low + 2;
      return domain.integer === true ? [low, low + 1, low + 2] : [low, (low + high) / 2, high, low + (high - low) / 4];
    }
    case 'choice':
      return [...domain.values];
    case 'boolean':
      return [true, false];
    case 'null':
      return [null];
    case 'share':
      return [{ [domain.key]: domain.max }, { [domain.key]: (domain.above + domain.max) / 2 }];
    case 'class-weights':
      return [{}, { a: 2 }];
    case 'label':
      return ['a', 'b'];
    case 'range':
      return [
        [1, 2],
        [25, 75],
      ];
  }
}
