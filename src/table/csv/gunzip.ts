// A compressed table is read like any other: what begins with the magic bytes of gzip, or of zstd where Node knows that,
// is unpacked as it comes, whatever the file is called.

import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
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
  const peeked = await peek(source, MAGIC_BYTES);
  const beginning = peeked.bytes;
  const unpack = unpackerOf(beginning);
  if (unpack === undefined) return continued(source, peeked);
  const chunks = allOf(source, beginning);
  const gunzip = unpack();
  // What fails is thrown to whoever reads.
  pipeline(Readable.from(chunks), gunzip).catch(() => {});
  const inner = streamSource(gunzip);
  return {
    read: async (target) => {
      try {
        return await inner.read(target);
      } catch (error) {
        throw explained(error, file, isGzip(beginning) ? 'gzip' : 'zstd');
      }
    },
    close: async () => {
      await inner.close();
      await source.close();
    },
  };
}

const CHUNK_BYTES = 1 << 18;
const MAGIC_BYTES = 4;

function unpackerOf(bytes: Uint8Array): (() => Duplex) | undefined {
  if (isGzip(bytes)) return () => zlib.createGunzip({ chunkSize: CHUNK_BYTES });
  const isZstd = ZSTD.every((byte, i) => bytes[i] === byte);
  // Node has it from 22.15 on.
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: { chunkSize: number }) => Duplex };
  return isZstd && createZstdDecompress !== undefined
    ? () => createZstdDecompress({ chunkSize: CHUNK_BYTES })
    : undefined;
}

/** RFC 8878. */
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** The first bytes of a source, and where each piece of them ended that was read at once. */
export interface Peeked {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
}

/** The first bytes: at least `fewest`, where there are as many. */
export async function peek(source: ByteSource, fewest: number): Promise<Peeked> {
  const bytes = new Uint8Array(CHUNK_BYTES);
  const ends: number[] = [];
  let count = 0;
  while (count < fewest) {
    const added = await source.read(bytes.subarray(count));
    if (added === 0) break;
    count += added;
    ends.push(count);
  }
  return { bytes: bytes.subarray(0, count), ends };
}

/** The source as though its first bytes had not been read; they come in the pieces in which they came. */
export function continued(source: ByteSource, { bytes, ends }: Peeked): ByteSource {
  let [at, piece] = [0, 0];
  return {
    read: async (target) => {
      if (piece === ends.length) return source.read(target);
      const taken = bytes.subarray(at, Math.min(ends[piece], at + target.length));
      target.set(taken);
      at += taken.length;
      if (at === ends[piece]) piece++;
      return taken.length;
    },
    close: source.close,
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

function explained(error: unknown, file: string, packer: string): unknown {
  if (!(error instanceof Error && 'code' in error && /^(?:Z_|ZSTD_)/.test(String(error.code)))) return error;
  return new GridsearchError(
    'CSV_COMPRESSED',
    `${JSON.stringify(file)} cannot be unpacked (${packer}): ${error.message}`,
    {
      where: { file },
      help: 'the file is damaged or cut off: copy it again',
      cause: error,
    },
  );
}
