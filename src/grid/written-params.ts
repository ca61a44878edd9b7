// Where a grid file writes params: beside an estimator in the pipeline, beside one that is swapped in, and in the lists
// of a grid.

import { canonicalText } from '../base/canonical-text.js';
import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Registries } from '../contracts/registries.js';
import { type GridDocument, valueAt } from './grid-document.js';
import { type PipelinePlace, splitName } from './places.js';
import { spellStep } from './read-pipeline.js';
import type { ParamSpace, StepSpec } from './spec.js';
import { type OwnStep, type Standing, swapped } from './standing.js';

/** One param at one place. */
export interface WrittenParam {
  /** As messages call it: `model__C`. */
  readonly name: string;
  readonly address: string;
  readonly param: string;
  /** Values that are listed, each once; none where one value is written, or a distribution. */
  readonly values: readonly JsonValue[];
  /** Whether a candidate has what is written here; or why it has not, where another value has taken its place. */
  readonly isIn: (params: JsonObject, standing: Standing) => boolean | { readonly instead: string };
}

/** One list of what stands at an address. */
export interface WrittenSwap {
  readonly address: string;
  readonly values: readonly JsonValue[];
}

/**
 * Params beside the estimators of the pipeline. One that is the default among all of an estimator's is not told of: a
 * result's `spec` is written so.
 */
export function fixedParams(
  places: readonly PipelinePlace[],
  document: GridDocument,
  registries: Registries,
): WrittenParam[] {
  return places.flatMap(({ address, kind, path }) => {
    const written = kind === 'step' ? spellStep(valueAt(document.value, path) ?? null)?.estimator : undefined;
    return paramsBeside(written, registries).map((param) => ({
      name: `${address}__${param}`,
      address,
      param,
      values: [],
      isIn: (params, standing) => {
        if (Object.hasOwn(params, `${address}__${param}`)) return { instead: `${address}__${param} is listed` };
        if ('absent' in standing) return { instead: standing.absent };
        return standing.swap === undefined || { instead: `${address} is swapped` };
      },
    }));
  });
}

/** Params beside estimators that are swapped in. */
export function swappedParams(swaps: readonly WrittenSwap[], registries: Registries): WrittenParam[] {
  return swaps.flatMap(({ address, values }) =>
    values.flatMap((value) => {
      const text = canonicalText(value);
      return paramsBeside(value, registries).map((param): WrittenParam => {
        const name = `${address}__${param} of ${JSON.stringify(value)}`;
        const isIn: WrittenParam['isIn'] = (params, standing) => {
          if ('absent' in standing || standing.swap === undefined || canonicalText(standing.swap) !== text)
            return false;
          return !Object.hasOwn(params, `${address}__${param}`) || { instead: `${address}__${param} is listed` };
        };
        return { name, address, param, values: [], isIn };
      });
    }),
  );
}

/** Params that the grids list, by name. */
export function listedParams(addresses: ReadonlySet<string>, spaces: readonly ParamSpace[]): WrittenParam[] {
  return namesIn(spaces).flatMap((name) => {
    const { address, param } = splitName(name, addresses);
    if (param === undefined) return [];
    const isIn = (params: JsonObject, standing: Standing) =>
      Object.hasOwn(params, name) && ('absent' in standing ? { instead: standing.absent } : true);
    const values = valuesOf(name, spaces);
    return [{ name, address, param, values: values.length > 1 ? values : [], isIn }];
  });
}

/** Lists of what stands at an address. */
export function swapsIn(addresses: ReadonlySet<string>, spaces: readonly ParamSpace[]): WrittenSwap[] {
  return namesIn(spaces).flatMap((name) =>
    addresses.has(name) ? [{ address: name, values: valuesOf(name, spaces) }] : [],
  );
}

/** What the pipeline itself has, by address. */
export function ownSteps(steps: readonly StepSpec[], above = ''): (readonly [address: string, step: OwnStep])[] {
  return steps.flatMap(({ name, estimator, params, branches = [] }) => {
    const address = above + name;
    const inside = branches.flatMap((branch) => ownSteps(branch.steps, `${address}__${branch.name}__`));
    return [[address, { estimator, params }] as const, ...inside];
  });
}

function namesIn(spaces: readonly ParamSpace[]): string[] {
  return [...new Set(spaces.flatMap((space) => Object.keys(space)))];
}

/** What all grids together list for a name, each value once; nothing where it is drawn from a distribution. */
function valuesOf(name: string, spaces: readonly ParamSpace[]): JsonValue[] {
  const lists = spaces.flatMap((space) => (Object.hasOwn(space, name) ? [space[name]] : []));
  if (!lists.every((list): list is readonly JsonValue[] => Array.isArray(list))) return [];
  const unique = new Map<string, JsonValue>();
  for (const list of lists) for (const value of list) unique.set(canonicalText(value), value);
  return [...unique.values()];
}

/** The params that are written beside an estimator's name; those that only scikit-learn has are told of elsewhere. */
function paramsBeside(written: JsonValue | undefined, { estimators }: Registries): string[] {
  if (written === undefined || !isMap(written)) return [];
  const [name, params] = swapped(written);
  const specs = estimators.get(name)?.params;
  if (specs === undefined) return [];
  const names = Object.keys(params).filter((param) => Object.hasOwn(specs, param));
  const isWhole = Object.keys(specs).every((param) => Object.hasOwn(params, param));
  return isWhole
    ? names.filter((param) => canonicalText(params[param]) !== canonicalText(specs[param].default))
    : names;
}
