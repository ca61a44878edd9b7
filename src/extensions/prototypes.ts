// What everything in a process inherits from. A module that changes it changes the program, and no two engines alike.

import { ContractBroken } from './words.js';

const SHARED: Readonly<Record<string, object>> = {
  Object: Object.prototype,
  Function: Function.prototype,
  Array: Array.prototype,
  String: String.prototype,
  Number: Number.prototype,
  Boolean: Boolean.prototype,
  Promise: Promise.prototype,
  Map: Map.prototype,
  Set: Set.prototype,
  Error: Error.prototype,
  TypedArray: Object.getPrototypeOf(Float64Array.prototype),
  Float64Array: Float64Array.prototype,
  Int32Array: Int32Array.prototype,
};

/** Remembers them; the returned function puts back what has changed, and throws ContractBroken where something has. New names are no harm where loops do not see them. */
export function watchPrototypes(): () => void {
  const before = Object.entries(SHARED).map(([name, shared]) => ({ name, shared, own: Object.getOwnPropertyDescriptors(shared) }));
  return () => {
    const changed = before.flatMap(({ name, shared, own }) =>
      Reflect.ownKeys(shared).flatMap((key) => {
        const known = Object.hasOwn(own, key) ? (own as Record<PropertyKey, PropertyDescriptor>)[key] : undefined;
        const now = Object.getOwnPropertyDescriptor(shared, key) as PropertyDescriptor;
        if (known === undefined ? now.enumerable !== true : known.value === now.value && known.get === now.get) return [];
        if (known === undefined) Reflect.deleteProperty(shared, key);
        else Object.defineProperty(shared, key, known);
        return [`${name}.prototype.${String(key)}`];
      }),
    );
    if (changed.length > 0) throw new ContractBroken(`it changes ${changed.join(', ')}, which the whole program relies on`);
  };
}
