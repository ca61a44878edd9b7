// Artifacts as files in a private directory, one per key, readable by every worker. Written to a temporary name and
// renamed, so that a reader sees a whole artifact or none. Only the 64 hex digits of a key ever reach a path. A
// directory may hold a link to where there is more room: a directory of the same name there is made when it is first
// needed, and takes what the first has no room for.

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { assert, EXIT, GridsearchError } from '../base/errors.js';
import { faultPoint } from '../base/fault-point.js';
import { codeOf, ifThere, isFull, OWNER_ONLY_DIRECTORY, readWhole, replaceFile } from '../base/files.js';
import { type ArtifactSource, decodeArtifact, decodeRows, encodeArtifact } from './codec.js';
import type { ArtifactStore } from './store.js';

/** The link to where there is more room. */
export const ELSEWHERE = 'elsewhere';
/** A directory that is not the last one is not filled up: others use it too. */
const ROOM_TO_SPARE = 2;

/** @param directory private to this run (0700), made by the caller. */
export function fileStore(directory: string): ArtifactStore {
  const overflow = overflowOf(directory);
  const places = overflow === undefined ? [directory] : [directory, overflow];
  const read = <T>(key: string, decode: (source: ArtifactSource) => T): T | undefined => {
    faultPoint('load', key);
    for (const place of places) {
      const file = ifThere(() => openSync(pathOf(place, key), constants.O_RDONLY | constants.O_NOFOLLOW));
      if (file === undefined) continue;
      try {
        return decode(sourceOf(file));
      } finally {
        closeSync(file);
      }
    }
    return undefined;
  };
  return {
    put: (key, value) => {
      faultPoint('write', key);
      const pieces = encodeArtifact(value);
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      for (const [i, place] of places.entries()) {
        const isLast = i === places.length - 1;
        if (!isLast && !hasRoom(place, ROOM_TO_SPARE * bytes)) continue;
        try {
          if (place === overflow) makeOwn(overflow);
          return replaceFile(pathOf(place, key), pieces);
        } catch (error) {
          if (!isFull(error)) throw error;
          if (isLast) throw noSpace(`no space left for intermediate results in ${places.join(' and ')}`, error);
        }
      }
    },
    get: (key, allocator) => read(key, (source) => decodeArtifact(source, allocator)),
    rows: (key, segments, allocator) => read(key, (source) => decodeRows(source, segments, allocator)),
    delete: (key) => {
      for (const place of places) rmSync(pathOf(place, key), { force: true });
    },
  };
}

/** The directory for what does not fit, whether it is there or not; undefined where there is nowhere else. */
export function overflowOf(directory: string): string | undefined {
  try {
    return join(readlinkSync(join(directory, ELSEWHERE)), basename(directory));
  } catch {
    return undefined;
  }
}

/** Makes a directory for its owner alone, or finds that it is one: others may write beside it. */
function makeOwn(path: string): void {
  try {
    mkdirSync(path, { mode: OWNER_ONLY_DIRECTORY });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const { uid, mode } = lstatSync(path);
    if (lstatSync(path).isDirectory() && uid === process.getuid?.() && (mode & 0o077) === 0) return;
    throw error;
  }
}

function hasRoom(directory: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize >= bytes;
}

function pathOf(directory: string, key: string): string {
  const hash = key.slice(-64);
  assert(/^[0-9a-f]{64}$/.test(hash), 'a key ends with 64 hex digits');
  return join(directory, hash);
}

/** What full disks end a search with: no candidate is to blame for it. */
export function noSpace(message: string, cause?: unknown): GridsearchError {
  return new GridsearchError('NO_SPACE', message, {
    exitCode: EXIT.environment,
    help: 'free some space, or set TMPDIR to a directory with more',
    cause,
  });
}

function sourceOf(file: number): ArtifactSource {
  const size = fstatSync(file).size;
  return {
    size,
    read: (target, position) => {
      assert(position + target.length <= size, 'artifact is whole');
      assert(readWhole(file, target, position) === target.length, 'artifact is read whole');
    },
  };
}
