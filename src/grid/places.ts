// The places of a pipeline that a param can name: its steps, and in a union its branches and their steps, by address
// (`step`, `union__branch`, `union__branch__step`).

import type { JsonObject } from '../base/json.js';
import type { Registries } from '../contracts/registries.js';
import type { GridPath } from './grid-document.js';
import { type StepPlace, stepPath, stepPlaces } from './read-pipeline.js';
import type { StepSpec } from './spec.js';

export interface PipelinePlace {
  readonly address: string;
  readonly kind: 'step' | 'union' | 'branch';
  /** Class name, `passthrough` or `union`; of a branch, undefined. */
  readonly estimator: string | undefined;
  /** What may stand there. */
  readonly place: StepPlace;
  /** Where it stands in the document. */
  readonly path: GridPath;
}

/** Every place, in the order of the pipeline. */
export function placesOf(document: JsonObject, pipeline: readonly StepSpec[], registries: Registries): PipelinePlace[] {
  const may = stepPlaces(pipeline, registries);
  return pipeline.flatMap((step, i) => placesOfStep(step, step.name, { path: stepPath(document, i), place: may[i] }));
}

function placesOfStep(
  step: StepSpec,
  address: string,
  { path, place }: Pick<PipelinePlace, 'path' | 'place'>,
): PipelinePlace[] {
  const { name, estimator, branches } = step;
  if (branches === undefined) return [{ address, kind: 'step', estimator, place, path }];
  const inside = branches.flatMap((branch, b): PipelinePlace[] => {
    const at = [...path, name, 'union', b];
    const self: PipelinePlace = {
      address: `${address}__${branch.name}`,
      kind: 'branch',
      estimator: undefined,
      place: 'before',
      path: at,
    };
    const steps = branch.steps.map((inner, s) => ({ inner, path: [...at, branch.name, 'steps', s] }));
    return [
      self,
      ...steps.flatMap(({ inner, path }) =>
        placesOfStep(inner, `${self.address}__${inner.name}`, { path, place: 'before' }),
      ),
    ];
  });
  return [{ address, kind: 'union', estimator, place, path }, ...inside];
}

/** Takes the name of a param apart: a whole address (which swaps what stands there), or an address and a param. */
export function splitName(
  name: string,
  addresses: { readonly has: (address: string) => boolean },
): { readonly address: string; readonly param: string | undefined } {
  if (addresses.has(name)) return { address: name, param: undefined };
  const at = name.lastIndexOf('__');
  const first = name.indexOf('__');
  if (first < 0) return { address: name, param: undefined };
  const address = name.slice(0, at);
  // What is said of a mistake names the step as far as there is one.
  return addresses.has(address)
    ? { address, param: name.slice(at + 2) }
    : { address: name.slice(0, first), param: name.slice(first + 2) };
}
