// Artifacts as bytes: a JSON header in which every typed array is a reference, then the arrays themselves, 64-byte
// aligned, so that a reader can take a matrix from a file straight into its (WASM) memory.
//
//   "GSA1" | u32 header bytes | header JSON, padded with spaces | array 0 | array 1 | …
//
// (little-endian throughout)

import { assert } from '../base/errors.js';
import { countRows, type Matrix, matrixOf, type Segment } from '../base/matrix.js';

const MAGIC = 0x31415347;
const ALIGN = 64;
const PREFIX = 8;

type NumberArray = Float64Array | Int32Array;

interface ArrayEntry {
  readonly type: 'f64' | 'i32';
  readonly length: number;
  readonly offset: number;
}

interface Header {
  readonly value: unknown;
  readonly arrays: readonly ArrayEntry[];
}

/** The bytes of a value as pieces to write one after another. Matrices are stored compactly (stride = cols). */
export function encodeArtifact(value: unknown): Uint8Array[] {
  const arrays: NumberArray[] = [];
  const plain = replaceArrays(value, arrays);
  const entries: ArrayEntry[] = [];
  let offset = 0;
  for (const array of arrays) {
    entries.push({ type: array instanceof Float64Array ? 'f64' : 'i32', length: array.length, offset });
    offset += padded(array.byteLength);
  }
  const pieces: Uint8Array[] = [encodeHeader({ value: plain, arrays: entries })];
  for (const array of arrays) {
    pieces.push(bytesOf(array));
    const rest = padded(array.byteLength) - array.byteLength;
    if (rest > 0) pieces.push(new Uint8Array(rest));
  }
  return pieces;
}

export interface ArtifactSource {
  /** Bytes of the whole artifact, where known: nothing larger is ever allocated. */
  readonly size?: number;
  /** Fills `target` from a byte position of the artifact; throws where it is too short. */
  readonly read: (target: Uint8Array, position: number) => void;
}

export interface Allocator {
  readonly f64: (length: number) => Float64Array;
  readonly i32: (length: number) => Int32Array;
}

/** Reads an artifact; its arrays are made by `allocator`. Throws on anything that is not a whole artifact. */
export function decodeArtifact(source: ArtifactSource, allocator: Allocator): unknown {
  const { header, start, size } = decodeHeader(source);
  const arrays = header.arrays.map(({ type, length, offset }) => {
    assert(
      Number.isInteger(length) && length >= 0 && length * (type === 'f64' ? 8 : 4) <= size,
      'artifact holds its arrays',
    );
    assert(Number.isInteger(offset) && offset >= 0, 'arrays stand behind the header');
    const array = type === 'f64' ? allocator.f64(length) : allocator.i32(length);
    source.read(bytesOf(array), start + offset);
    return array;
  });
  return restoreArrays(header.value, arrays);
}

/** Of an artifact that is a matrix, reads these rows, one after another (undefined: all). */
export function decodeRows(
  source: ArtifactSource,
  selection: readonly Segment[] | undefined,
  allocator: Allocator,
): Matrix {
  const { header, start } = decodeHeader(source);
  const { rows, cols } = header.value as Matrix;
  const [entry] = header.arrays;
  assert(entry?.type === 'f64' && entry.length === rows * cols, 'artifact is a matrix');
  const segments = selection ?? [[0, rows] as const];
  const count = countRows(segments);
  const data = allocator.f64(count * cols);
  let at = 0;
  for (const [first, end] of segments) {
    const next = at + (end - first) * cols;
    source.read(bytesOf(data.subarray(at, next)), start + entry.offset + 8 * first * cols);
    at = next;
  }
  return matrixOf(count, cols, data);
}

function bytesOf(array: NumberArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function decodeHeader(source: ArtifactSource): {
  readonly header: Header;
  readonly start: number;
  readonly size: number;
} {
  const { size = Number.MAX_SAFE_INTEGER } = source;
  const prefix = new Uint8Array(PREFIX);
  source.read(prefix, 0);
  const view = new DataView(prefix.buffer);
  assert(view.getUint32(0, true) === MAGIC, 'artifact starts with its magic number');
  const headerLength = view.getUint32(4, true);
  assert(headerLength <= size - PREFIX, 'artifact holds its header');
  const headerBytes = new Uint8Array(headerLength);
  source.read(headerBytes, PREFIX);
  return {
    header: JSON.parse(new TextDecoder().decode(headerBytes)) as Header,
    start: PREFIX + headerBytes.length,
    size,
  };
}

function encodeHeader(header: Header): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = padded(PREFIX + text.length) - PREFIX;
  const bytes = new Uint8Array(PREFIX + length).fill(0x20);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, length, true);
  bytes.set(text, PREFIX);
  return bytes;
}

function replaceArrays(value: unknown, arrays: NumberArray[]): unknown {
  if (value instanceof Float64Array || value instanceof Int32Array) {
    arrays.push(value);
    return { $array: arrays.length - 1 };
  }
  if (Array.isArray(value)) return value.map((member) => replaceArrays(member, arrays));
  if (typeof value !== 'object' || value === null) return value;
  const compact = compactMatrix(value);
  return Object.fromEntries(Object.entries(compact).map(([name, member]) => [name, replaceArrays(member, arrays)]));
}

function restoreArrays(value: unknown, arrays: readonly NumberArray[]): unknown {
  if (Array.isArray(value)) return value.map((member) => restoreArrays(member, arrays));
  if (typeof value !== 'object' || value === null) return value;
  if ('$array' in value) return arrays[value.$array as number];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, restoreArrays(member, arrays)]));
}

/**
 * A matrix whose rows are not adjacent, or that is a part of a larger array, is copied; anything else is returned as it
 * is.
 */
function compactMatrix(value: object): object {
  if (
    !('rows' in value && 'cols' in value && 'stride' in value && 'data' in value && value.data instanceof Float64Array)
  )
    return value;
  const { rows, cols, stride, data } = value as { rows: number; cols: number; stride: number; data: Float64Array };
  if (stride === cols) return data.length === rows * cols ? value : { ...value, data: data.subarray(0, rows * cols) };
  const compact = new Float64Array(rows * cols);
  for (let row = 0; row < rows; row++) compact.set(data.subarray(row * stride, row * stride + cols), row * cols);
  return { rows, cols, stride: cols, data: compact };
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGN) * ALIGN;
}
