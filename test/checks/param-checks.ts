// The laws of params, for whatever is in the registry: each does something in some setting, and one that does nothing
// is told of.

import { describe, expect, it } from 'vitest';
import { GridsearchError } from '../../src/base/errors.js';
import type { JsonValue } from '../../src/base/json.js';
import type { Estimator } from '../../src/contracts/estimator.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import type { Registries } from '../../src/contracts/registries.js';
import { candidates } from '../../src/grid/expand-candidates.js';
import { gridFromValue } from '../../src/grid/grid-document.js';
import { idleParams } from '../../src/grid/idle-params.js';
import { normaliseSpec } from '../../src/grid/normalise.js';
import { acts, isActive, probesOf } from '../../src/grid/param-effect.js';

interface Setting {
  readonly given: Params;
  readonly complete: Params;
}

/** Registers the laws of one estimator. @param frame  puts it into a pipeline as the step `model` */
export function checkParams(
  estimator: Estimator,
  registries: Registries,
  frame: (step: JsonValue) => JsonValue[],
): void {
  describe(`params of ${estimator.name}`, () => {
    const settings = settingsOf(estimator);
    it('each acts in some setting of the others', () => {
      const acting = new Set(
        settings.flatMap(({ complete }) => names(estimator).filter((name) => isActive(estimator, complete, name))),
      );
      expect([...acting].sort()).toEqual(names(estimator).sort());
    });

    it('are told of where other values of theirs change no key, and only there', () => {
      for (const { given, complete } of settings) {
        const idle = Object.keys(given).filter((name) => !isActive(estimator, complete, name));
        const fixed = told(registries, { pipeline: frame({ model: { [estimator.name]: given } }) });
        // A list of all params is how a result says its spec: defaults are not the user's words there.
        const whole = names(estimator).every((name) => Object.hasOwn(given, name));
        const meant = idle.filter(
          (name) => !whole || JSON.stringify(given[name]) !== JSON.stringify(estimator.params[name].default),
        );
        expect(fixed, JSON.stringify(given)).toEqual(meant.map((name) => `model__${name}`).sort());
      }
    });

    it('are told of where all values that are listed come to one fit', () => {
      for (const name of names(estimator)) {
        for (const { given, complete } of settings) {
          if (Object.keys(given).length > 1 || Object.hasOwn(given, name)) continue;
          const values = probesOf(estimator.params[name]).filter(
            (value) => !isRefused(estimator, { ...complete, [name]: value }),
          );
          if (new Set(values.map((value) => JSON.stringify(value))).size < 2) continue;
          const others = Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
          const grid = {
            pipeline: frame({ model: { [estimator.name]: others } }),
            param_grid: { [`model__${name}`]: values },
          };
          const isTold = told(registries, grid).includes(`model__${name}`);
          expect(isTold, JSON.stringify(grid)).toBe(
            !acts(estimator, { ...complete, [name]: values[0] }, { param: name, values }),
          );
        }
      }
    });
  });
}

function names({ params }: Estimator): string[] {
  return Object.keys(params);
}

/** The defaults, and every setting of one or two other values: all words, one number each. */
function settingsOf(estimator: Estimator): Setting[] {
  const examples = names(estimator).flatMap((name) => {
    const others = probesOf(estimator.params[name]).filter(
      (value) => JSON.stringify(value) !== JSON.stringify(estimator.params[name].default),
    );
    const number = others.find((value) => typeof value === 'number');
    return others.filter((value) => typeof value !== 'number' || value === number).map((value) => ({ [name]: value }));
  });
  const given: Params[] = [
    {},
    ...examples,
    ...examples.flatMap((one, i) => examples.slice(i + 1).map((two) => ({ ...one, ...two }))),
  ];
  const settings = new Map(given.map((params) => [JSON.stringify(params), params]));
  return [...settings.values()]
    .map((params) => ({ given: params, complete: withDefaults(estimator.params, params) }))
    .filter(({ complete }) => !isRefused(estimator, complete));
}

function isRefused({ canonical }: Estimator, params: Params): boolean {
  try {
    canonical?.(params);
    return false;
  } catch (error) {
    if (error instanceof GridsearchError) return true;
    throw error;
  }
}

/** Names of the params that a user would be told of. */
function told(registries: Registries, grid: { readonly [key: string]: JsonValue }): string[] {
  const { draft, document } = normaliseSpec(gridFromValue(grid), {}, registries);
  const all = candidates(draft, { registries, document });
  return idleParams({ spec: draft, document, registries }, all)
    .map(({ message }) => message.slice(0, message.indexOf(' ')))
    .sort();
}
