// YAML for the values of flags, apart so that it is loaded only where such a flag is given. The limits are those of a
// grid file.

import { GridsearchError } from '../base/errors.js';
import type { JsonValue } from '../base/json.js';
import { readValue } from '../grid/read-grid.js';

/**
 * The value, or undefined where the text is not YAML.
 * @param label  how the user gave it: `--cv`
 * @throws GRID_TOO_DEEP, GRID_TOO_LARGE, …: YAML that no grid may hold either
 */
export function parseYamlValue(text: string, label: string): JsonValue | undefined {
  try {
    return readValue(text, { file: label });
  } catch (error) {
    if (error instanceof GridsearchError && ['GRID_SYNTAX', 'GRID_EMPTY'].includes(error.code)) return undefined;
    throw error;
  }
}
