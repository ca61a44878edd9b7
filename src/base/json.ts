// Values that JSON can carry.

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether a value is a JSON object, and not a list. */
export function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What of a value JSON cannot say, with its place in it; undefined where all can be said. Places are made only where
 * one is told.
 */
export function jsonFault(value: unknown): { readonly path: string; readonly is: string } | undefined {
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : { path: '', is: `${value}, which JSON cannot say` };
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const fault = jsonFault(value[i]);
      if (fault !== undefined) return { ...fault, path: `[${i}]${fault.path}` };
    }
    return undefined;
  }
  if (typeof value === 'object' && value !== null) {
    if (ArrayBuffer.isView(value) || value instanceof Map)
      return { path: '', is: `a ${value.constructor.name}, not plain JSON` };
    for (const [key, member] of Object.entries(value)) {
      const fault = member === undefined ? undefined : jsonFault(member);
      if (fault !== undefined) return { ...fault, path: `.${key}${fault.path}` };
    }
    return undefined;
  }
  const plain = value === null || typeof value === 'string' || typeof value === 'boolean';
  return plain ? undefined : { path: '', is: `${typeof value}, which JSON cannot say` };
}
