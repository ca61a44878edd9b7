// Values that own code hands over, taken over as plain data: what a message, a file and JSON all carry alike. Whatever
// they would not (a function, a date, a circle) is refused here, in the same words on every engine.

import type { Matrix } from '../../base/matrix.js';
import { ContractBroken } from './words.js';

/** As deep as a value may be nested, and as many values as it may hold: a model document is read with bounds too. */
const DEEPEST = 64;
const MOST_MEMBERS = 1_000_000;
/** A key that stands for an array in the files of artifacts. */
const RESERVED = '$array';

type Arrays = 'arrays' | 'no arrays';

/**
 * A copy of a value in plain objects, lists, strings, finite numbers, booleans and null, with typed arrays where
 * `arrays` says so. Members that are undefined are left out, as JSON does.
 * @param name  of the value, for the message
 * @throws ContractBroken naming the first member that is none of these
 */
export function plainCopy(value: unknown, name: string, arrays: Arrays): unknown {
  return new Copier(name, arrays).copy(value);
}

class Copier {
  private members = 0;
  /** Where in the value we are. */
  private readonly trail: (string | number)[] = [];

  constructor(
    private readonly name: string,
    private readonly arrays: Arrays,
  ) {}

  copy(value: unknown): unknown {
    if (++this.members > MOST_MEMBERS) throw new ContractBroken(`${this.name} holds more than ${MOST_MEMBERS} values`);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    // JSON knows no -0.
    if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : this.refuse(String(value));
    if (typeof value !== 'object') return this.refuse(typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
    if (this.trail.length > DEEPEST)
      throw new ContractBroken(`${this.name} is nested deeper than ${DEEPEST}, or in a circle`);
    if (ArrayBuffer.isView(value)) return this.array(value);
    if (Array.isArray(value)) return Array.from(value, (member: unknown, i) => this.member(i, member));
    const foreign = foreignKind(value);
    return foreign === undefined ? this.map(value as Readonly<Record<string, unknown>>) : this.refuse(foreign);
  }

  private member(name: string | number, value: unknown): unknown {
    this.trail.push(name);
    const copied = this.copy(value);
    this.trail.pop();
    return copied;
  }

  private map(value: Readonly<Record<string, unknown>>): unknown {
    const copied: [string, unknown][] = [];
    for (const key of Object.keys(value)) {
      if (key === RESERVED) throw new ContractBroken(`${this.path()} has a member ${RESERVED}, a name that is taken`);
      const member = value[key];
      if (member !== undefined) copied.push([key, this.member(key, member)]);
    }
    const copy: object = Object.fromEntries(copied);
    return isMatrixLike(copy) ? compact(copy, this.path()) : copy;
  }

  private array(value: ArrayBufferView): Float64Array | Int32Array {
    if (this.arrays === 'no arrays') return this.refuse('a typed array, where JSON has lists: [...values]');
    if (value instanceof Float64Array) return Float64Array.from(value);
    if (value instanceof Int32Array) return Int32Array.from(value);
    return this.refuse(`a ${kindOf(value)}, where there are Float64Array and Int32Array`);
  }

  private refuse(is: string): never {
    throw new ContractBroken(`${this.path()} is ${is}, which cannot be kept`);
  }

  private path(): string {
    return this.trail.reduce<string>(
      (path, name) => (typeof name === 'number' ? `${path}[${name}]` : `${path}.${name}`),
      this.name,
    );
  }
}

/** Of an object that is more than its members: what it is. */
function foreignKind(value: object): string | undefined {
  const kind = kindOf(value);
  return kind === 'Object' ? undefined : `a ${kind}`;
}

/** `Object` for whatever is nothing but its members, of whatever class. */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function isMatrixLike(value: object): value is Matrix {
  return (
    'rows' in value && 'cols' in value && 'stride' in value && 'data' in value && value.data instanceof Float64Array
  );
}

/** A matrix is kept without what lies between its rows. */
function compact(matrix: Matrix, path: string): Matrix {
  const why = matrixFault(matrix);
  if (why !== undefined) throw new ContractBroken(`${path} is no matrix: ${why}`);
  const { rows, cols, stride, data } = matrix;
  if (stride === cols && data.length === rows * cols) return matrix;
  const dense = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) dense.set(data.subarray(row * stride, row * stride + cols), row * cols);
  return { ...matrix, stride: cols, data: dense };
}

/** Why something is no matrix, or undefined. */
export function matrixFault(value: unknown): string | undefined {
  const { rows, cols, stride, data } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Matrix>;
  if (![rows, cols, stride].every((size) => Number.isInteger(size) && (size as number) >= 0)) {
    return 'rows, cols and stride must be whole numbers';
  }
  if (!(data instanceof Float64Array)) return 'data must be a Float64Array';
  const needed = rows === 0 ? 0 : ((rows as number) - 1) * (stride as number) + (cols as number);
  if ((stride as number) < (cols as number)) return 'stride must not be less than cols';
  return data.length < needed ? `data holds ${data.length} numbers, ${needed} are needed` : undefined;
}
