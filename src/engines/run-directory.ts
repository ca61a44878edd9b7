// The private directory of one run, for the artifacts that its worker processes share. Its name tells whose it is, so
// that the next run can remove what a killed one left behind. Where there is memory to spare it lies in memory, and
// holds a link to where on the disk there is room for what does not fit (see artifacts/file-store.ts); and the other
// way round.

import { createHash } from 'node:crypto';
import { accessSync, constants, mkdtempSync, readlinkSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ELSEWHERE, overflowOf } from '../artifacts/file-store.js';
import { EXIT, GridsearchError } from '../base/errors.js';
import { removeAbandoned } from './abandoned.js';

/** Memory-backed on Linux; used where it has room to spare. */
const MEMORY_DIRECTORY = '/dev/shm';
/** Where temporary files may go on systems like Unix when TMPDIR cannot be used. */
const USUAL_DIRECTORIES = ['/tmp', '/var/tmp'];

export interface RunDirectory {
  readonly path: string;
  /** Removes it; may be called more than once. */
  readonly remove: () => void;
}

export interface RunDirectoryOptions {
  /** What artifacts may come to: decides whether they fit a memory-backed directory. */
  readonly expectedBytes: number;
  /** False where memory is limited: files in memory would count. */
  readonly memoryBacked: boolean;
  /** Told where temporary files do not go where they were to go. */
  readonly onNote: (text: string) => void;
}

/** A place that was tried, and what the system said. */
interface Refusal {
  readonly root: string;
  readonly reason: string;
}

/**
 * Makes the directory (0700), and removes those of drivers that are dead.
 * @throws ENVIRONMENT (exit code 5) where it can be made nowhere
 */
export function makeRunDirectory({ expectedBytes, memoryBacked, onNote }: RunDirectoryOptions): RunDirectory {
  const place = placeName();
  const preferred = resolve(tmpdir());
  const disks = [...new Set([preferred, ...(process.platform === 'win32' ? [] : USUAL_DIRECTORIES)])];
  for (const root of [MEMORY_DIRECTORY, ...disks]) removeAbandoned(root, place);
  const inMemory = memoryBacked && hasSpace(MEMORY_DIRECTORY, 2 * expectedBytes);
  const refusals: Refusal[] = [];
  const prefix = `gridsearch-${place}-${process.pid}-`;
  const make = (roots: readonly string[]): string | undefined => {
    for (const root of roots) {
      try {
        return mkdtempSync(join(root, prefix));
      } catch (error) {
        refusals.push({ root, reason: error instanceof Error ? error.message : String(error) });
      }
    }
    return undefined;
  };
  const path = make(inMemory ? [MEMORY_DIRECTORY, ...disks] : [...disks, MEMORY_DIRECTORY]);
  if (path === undefined) throw nowhere(refusals);
  const refused = refusals.find(({ root }) => root === preferred);
  if (refused !== undefined) onNote(`intermediate results go to ${path}: ${refused.reason}`);
  const others = path.startsWith(MEMORY_DIRECTORY) ? disks : memoryBacked ? [MEMORY_DIRECTORY] : [];
  const elsewhere = others.find(isOurs);
  if (elsewhere !== undefined) symlinkSync(elsewhere, join(path, ELSEWHERE));
  const overflow = overflowOf(path);
  const removeAll = (): void => {
    for (const directory of [path, overflow])
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  };
  process.on('exit', removeAll);
  return {
    path,
    remove: () => {
      removeAll();
      process.off('exit', removeAll);
    },
  };
}

function nowhere(refusals: readonly Refusal[]): GridsearchError {
  const reasons = refusals.map(({ reason }) => reason).join('; ');
  return new GridsearchError('ENVIRONMENT', `no directory for intermediate results can be made: ${reasons}`, {
    exitCode: EXIT.environment,
    help: 'set TMPDIR to a directory that can be written',
  });
}

/** Whether this user may make something there. */
function isOurs(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasSpace(directory: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize > bytes;
  } catch {
    // No such directory on this system.
    return false;
  }
}

/**
 * Where a process id means something: this host and this namespace of process ids (containers may share a directory).
 */
function placeName(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux: there is one namespace.
  }
  return createHash('sha256').update(`${hostname()}\n${namespace}`).digest('hex').slice(0, 8);
}
