// YAML for the values of flags, apart so that it is loaded only where such a flag is given.

import { parse, YAMLParseError } from 'yaml';
import type { JsonValue } from '../base/json.js';

/** The value, or undefined where the text is not YAML. */
export function parseYamlValue(text: string): JsonValue | undefined {
  try {
    return parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}
