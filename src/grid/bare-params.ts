// `estimator: Ridge` is a pipeline of one step: there a param needs no step before its name, as in scikit-learn.

import { isMap, type JsonObject, type JsonValue } from '../base/json.js';
import type { Registries } from '../contracts/registries.js';
import { type GridDocument, type GridPath, isList, valueAt } from './grid-document.js';
import { spellStep } from './read-pipeline.js';

const KEYS = ['param_grid', 'param_distributions'];

/** The document with the step in the names of its params; each stands where the file has it. */
export function withStepNames(document: GridDocument, { estimators }: Registries): GridDocument {
  const { value } = document;
  const spelled = value.pipeline === undefined ? spellStep(value.estimator ?? null) : undefined;
  if (spelled === undefined) return document;
  const { name, estimator } = spelled;
  const [className] = isMap(estimator) ? Object.keys(estimator) : [estimator];
  const params = estimators.get(String(className))?.params ?? {};
  const prefix = `${name}__`;
  const rename = (map: JsonValue): JsonValue =>
    isMap(map)
      ? Object.fromEntries(
          Object.entries(map).map(([key, values]) => [
            Object.hasOwn(params, key) && key !== name ? prefix + key : key,
            values,
          ]),
        )
      : map;
  const renamed: Record<string, JsonValue> = { ...value };
  for (const key of KEYS) {
    const maps = value[key];
    if (maps !== undefined) renamed[key] = isList(maps) ? maps.map(rename) : rename(maps);
  }
  return {
    ...document,
    value: renamed as JsonObject,
    locate: (path, part) => document.locate(asWritten(path, value, prefix), part),
  };
}

/** The path that the file has for one of the renamed document. */
function asWritten(path: GridPath, value: JsonObject, prefix: string): GridPath {
  const at = typeof path[1] === 'number' ? 2 : 1;
  const name = path[at];
  if (!KEYS.includes(String(path[0])) || typeof name !== 'string' || !name.startsWith(prefix)) return path;
  if (valueAt(value, path.slice(0, at + 1)) !== undefined) return path;
  return [...path.slice(0, at), name.slice(prefix.length), ...path.slice(at + 1)];
}
