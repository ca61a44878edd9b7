// A compressed table is read like any other: what begins with gzip's magic bytes is unpacked as it comes, whatever the
// file is called.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type ByteSource, streamSource } from '../../base/byte-source.js';
import { GridsearchError } from '../../base/errors.js';

/** Whether bytes are the beginning of a gzip file (RFC 1952). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The source itself, or what it holds unpacked.
 * @throws CSV_COMPRESSED while it is read, where it is damaged
 */
export async function unpacked(source: ByteSource, file: string): Promise<ByteSource> {
  const beginning = await peek(source);
  const chunks = allOf(source, beginning);
  if (!isGzip(beginning)) return { read: continued(source, beginning), close: source.close };
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // What fails is thrown to whoever reads.
  pipeline(Readable.from(chunks), gunzip).catch(() => {});
  const inner = streamSource(gunzip);
  return {
    read: async (target) => {
      try {
        return await inner.read(target);
      } catch (error) {
        throw explained(error, file);
      }
    },
    close: async () => {
      await inner.close();
      await source.close();
    },
  };
}

const CHUNK_BYTES = 1 << 18;

/** The first bytes: at least two, where there are as many. */
async function peek(source: ByteSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(CHUNK_BYTES);
  let count = 0;
  while (count < 2) {
    const added = await source.read(bytes.subarray(count));
    if (added === 0) break;
    count += added;
  }
  return bytes.subarray(0, count);
}

/** Reads on as though the first bytes had not been read. */
function continued(source: ByteSource, beginning: Uint8Array): ByteSource['read'] {
  let left = beginning;
  return async (target) => {
    if (left.length === 0) return source.read(target);
    const taken = left.subarray(0, target.length);
    target.set(taken);
    left = left.subarray(taken.length);
    return taken.length;
  };
}

async function* allOf(source: ByteSource, beginning: Uint8Array): AsyncGenerator<Uint8Array> {
  yield beginning;
  for (;;) {
    // Streams keep what they are given: each chunk has memory of its own.
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = await source.read(chunk);
    if (count === 0) return;
    yield chunk.subarray(0, count);
  }
}

function explained(error: unknown, file: string): unknown {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) return error;
  return new GridsearchError('CSV_COMPRESSED', `${JSON.stringify(file)} cannot be unpacked (gzip): ${error.message}`, {
    where: { file },
    help: 'the file is damaged or cut off: copy it again',
    cause: error,
  });
}
