// A sealed artifact: an artifact's bytes with its key inside and a SHA-256 over all of it at the end. The key is a hash
// of what the artifact was made from and cannot prove what is in the file; the seal does. Missing, torn, changed or
// under another key: all one, a miss.
//
//   artifact {key, value} as codec.ts writes it | SHA-256 of all before (32 bytes)

import { createHash } from 'node:crypto';
import { type Allocator, decodeArtifact, encodeArtifact } from '../artifacts/codec.js';
import { assert } from '../base/errors.js';

const SEAL_BYTES = 32;

/** The pieces of a sealed artifact, to write one after another. */
export function sealArtifact(key: string, value: unknown): Uint8Array[] {
  const pieces = encodeArtifact({ key, value });
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return [...pieces, hash.digest()];
}

/**
 * The value in a sealed artifact, or undefined where the bytes are not exactly what `sealArtifact` made for this key.
 * Never throws.
 */
export function openArtifact(key: string, bytes: Uint8Array): unknown {
  const body = bytes.subarray(0, Math.max(0, bytes.length - SEAL_BYTES));
  const seal = bytes.subarray(body.length);
  if (!createHash('sha256').update(body).digest().equals(seal)) return undefined;
  try {
    const { key: inside, value } = decodeArtifact({ read: reader(body) }, boundedAllocator(body.length)) as {
      key: string;
      value: unknown;
    };
    return inside === key ? value : undefined;
  } catch {
    // A seal that fits over bytes that are no artifact: somebody else's file.
    return undefined;
  }
}

function reader(body: Uint8Array): (target: Uint8Array, position: number) => void {
  return (target, position) => {
    assert(position + target.length <= body.length, 'artifact is whole');
    target.set(body.subarray(position, position + target.length));
  };
}

/** No array can be longer than the file that it is in. */
function boundedAllocator(fileBytes: number): Allocator {
  const checked = (length: number, width: number): number => {
    assert(length * width <= fileBytes, 'an array lies in its file');
    return length;
  };
  return {
    f64: (length) => new Float64Array(checked(length, Float64Array.BYTES_PER_ELEMENT)),
    i32: (length) => new Int32Array(checked(length, Int32Array.BYTES_PER_ELEMENT)),
  };
}
