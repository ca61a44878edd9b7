// Names of plug-ins that live in files of the user's own: `./my.mjs#Thing` is the export Thing of a module beside the
// grid file.

import { isMap, type JsonValue } from '../../base/json.js';

/** Where in a document a name stands: keys and list indices. */
export type NamePath = readonly (string | number)[];

/** Keys of a grid under which such a name may stand. */
const NAMING_KEYS = ['pipeline', 'estimator', 'param_grid', 'param_distributions', 'scoring'] as const;

const EXTENSION_NAME = /^(?<file>(?:\.{0,2}|[A-Za-z]:)[\\/].*\.[cm]?js)#(?<export>[A-Za-z_$][\w$]*)$/s;

/** File and export of such a name, or undefined where it is another one. */
export function parseExtensionName(name: string): { readonly file: string; readonly exported: string } | undefined {
  const { file, export: exported } = EXTENSION_NAME.exec(name)?.groups ?? {};
  return file === undefined || exported === undefined ? undefined : { file, exported };
}

/** Every such name in a grid, once, with the place where it stands first. */
export function extensionNames(grid: { readonly [key: string]: JsonValue }): Map<string, NamePath> {
  const found = new Map<string, NamePath>();
  const visit = (value: JsonValue | undefined, path: NamePath): void => {
    if (typeof value === 'string') note(value, path);
    else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, [...path, i]);
    } else if (isMap(value)) {
      for (const [key, entry] of Object.entries(value)) {
        note(key, [...path, key]);
        visit(entry, [...path, key]);
      }
    }
  };
  const note = (text: string, path: NamePath): void => {
    if (parseExtensionName(text) !== undefined && !found.has(text)) found.set(text, path);
  };
  for (const key of NAMING_KEYS) if (Object.hasOwn(grid, key)) visit(grid[key], [key]);
  return found;
}
