// What everything in a process relies on: prototypes and the functions beside them. A module that changes it changes
// the program, and no two engines alike.

import { ContractBroken } from './words.js';

const SHARED: readonly (readonly [string, object])[] = [
  ...[Object, Function, Array, String, Number, Boolean, Promise, Map, Set, Error, Float64Array, Int32Array].flatMap(
    (type) => [[type.name, type] as const, [`${type.name}.prototype`, type.prototype as object] as const],
  ),
  ['TypedArray.prototype', Object.getPrototypeOf(Float64Array.prototype)],
  ['ArrayIterator.prototype', Object.getPrototypeOf([][Symbol.iterator]())],
  ['JSON', JSON],
  ['Math', Math],
  ['Reflect', Reflect],
  ['Atomics', Atomics],
];

/**
 * Globals by what they stand for: some of them have setters, so that their properties stay the same when they do not.
 */
const GLOBALS = [
  ...[
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Promise',
    'Map',
    'Set',
    'Error',
    'Float64Array',
    'Int32Array',
  ],
  ...['JSON', 'Math', 'Reflect', 'Atomics', 'Symbol', 'SharedArrayBuffer', 'WebAssembly', 'process', 'Buffer'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'queueMicrotask'],
] as const;
const globals = globalThis as unknown as Record<string, unknown>;

type Properties = Readonly<Record<PropertyKey, PropertyDescriptor>>;
const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;
const isEqual = Object.is;

/** As they are before any code of the user's own has run: this module is loaded before the first of it. */
const KEPT = SHARED.map(([name, shared]) => ({
  name,
  shared,
  keys: ownKeys(shared),
  descriptors: propertiesOf(shared),
}));
const KEPT_GLOBALS = GLOBALS.map((name) => ({ name, value: globals[name] }));

/**
 * Puts back what code of the user's own has changed. New names are no harm where loops do not see them. Loops and calls
 * here are such that need nothing of what may have changed.
 * @throws ContractBroken where something has changed
 */
export function checkPrototypes(): void {
  const changed: string[] = [];
  for (let i = 0; i < KEPT_GLOBALS.length; i++) {
    const { name, value } = KEPT_GLOBALS[i];
    if (globals[name] === value) continue;
    globals[name] = value;
    changed[changed.length] = name;
  }
  for (let i = 0; i < KEPT.length; i++) putBack(KEPT[i], changed);
  if (changed.length > 0)
    throw new ContractBroken(`it changes ${changed.slice(0, 10).join(', ')}, which the whole program relies on`);
}

function putBack({ name, shared, keys, descriptors }: (typeof KEPT)[number], changed: string[]): void {
  for (let i = 0; i < keys.length; i++) {
    if (isSame(descriptors[keys[i]], getOwnPropertyDescriptor(shared, keys[i]))) continue;
    defineProperty(shared, keys[i], descriptors[keys[i]]);
    changed[changed.length] = `${name}.${String(keys[i])}`;
  }
  const now = ownKeys(shared);
  for (let i = 0; now.length > keys.length && i < now.length; i++) {
    if (descriptors[now[i]] !== undefined || getOwnPropertyDescriptor(shared, now[i])?.enumerable !== true) continue;
    deleteProperty(shared, now[i]);
    changed[changed.length] = `${name}.${String(now[i])}`;
  }
}

function propertiesOf(shared: object): Properties {
  const descriptors: Record<PropertyKey, PropertyDescriptor> = Object.create(null);
  for (const key of ownKeys(shared)) descriptors[key] = getOwnPropertyDescriptor(shared, key) as PropertyDescriptor;
  return descriptors;
}

function isSame(before: PropertyDescriptor, now: PropertyDescriptor | undefined): boolean {
  return now !== undefined && isEqual(before.value, now.value) && before.get === now.get && before.set === now.set;
}
