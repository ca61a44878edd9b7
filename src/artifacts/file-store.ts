// Artifacts as files in a private directory, one per key, readable by every worker. Written to a temporary name and renamed, so that a
// reader sees a whole artifact or none. Only the 64 hex digits of a key ever reach a path.

import { closeSync, constants, fstatSync, openSync, readSync, renameSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { assert, EXIT, GridsearchError } from '../base/errors.js';
import { faultPoint } from '../base/fault-point.js';
import { type ArtifactSource, decodeArtifact, decodeRows, encodeArtifact } from './codec.js';
import type { ArtifactStore } from './store.js';

/** Node takes less than 2 GiB in one call. */
const MOST_AT_ONCE = 2 ** 30;
const OWNER_ONLY = 0o600;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** @param directory private to this run (0700), made by the caller. */
export function fileStore(directory: string): ArtifactStore {
  let written = 0;
  return {
    put: (key, value) => {
      const path = pathOf(directory, key);
      const temporary = `${path}.${process.pid}.${written++}.tmp`;
      faultPoint('write', key);
      writeAll(temporary, encodeArtifact(value));
      moveInPlace(temporary, path);
    },
    get: (key, allocator) => readFrom(directory, key, (source) => decodeArtifact(source, allocator)),
    rows: (key, segments, allocator) => readFrom(directory, key, (source) => decodeRows(source, segments, allocator)),
    delete: (key) => rmSync(pathOf(directory, key), { force: true }),
  };
}

function readFrom<T>(directory: string, key: string, decode: (source: ArtifactSource) => T): T | undefined {
  faultPoint('load', key);
  const file = openIfThere(pathOf(directory, key));
  if (file === undefined) return undefined;
  try {
    return decode(sourceOf(file));
  } finally {
    closeSync(file);
  }
}

function pathOf(directory: string, key: string): string {
  const hash = key.slice(-64);
  assert(/^[0-9a-f]{64}$/.test(hash), 'a key ends with 64 hex digits');
  return join(directory, hash);
}

function writeAll(path: string, pieces: readonly Uint8Array[]): void {
  const file = openSync(path, CREATE, OWNER_ONLY);
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at, Math.min(MOST_AT_ONCE, piece.length - at));
    }
  } catch (cause) {
    unlinkSync(path);
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    throw noSpace(cause);
  } finally {
    closeSync(file);
  }
}

/** What a full disk ends a search with: no candidate is to blame for it. */
export function noSpace(cause?: unknown): GridsearchError {
  return new GridsearchError('NO_SPACE', 'no space left for intermediate results', {
    exitCode: EXIT.environment,
    help: 'free some space, or set TMPDIR to a directory with more',
    cause,
  });
}

function moveInPlace(temporary: string, path: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function sourceOf(file: number): ArtifactSource {
  const size = fstatSync(file).size;
  return {
    size,
    read: (target, position) => {
      assert(position + target.length <= size, 'artifact is whole');
      for (let at = 0; at < target.length; ) {
        at += readSync(file, target, at, Math.min(MOST_AT_ONCE, target.length - at), position + at);
      }
    },
  };
}
