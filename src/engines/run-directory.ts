// The private directory of one run, for the artifacts that its worker processes share. Its name tells whose it is, so that the next run
// can remove what a killed one left behind.

import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statfsSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Memory-backed on Linux; used where it has room to spare. */
const MEMORY_DIRECTORY = '/dev/shm';
/** gridsearch-<place>-<process id>-<random> */
const NAME = /^gridsearch-([0-9a-f]{8})-(\d+)-\w{6}$/;

export interface RunDirectory {
  readonly path: string;
  /** Removes it; may be called more than once. */
  readonly remove: () => void;
}

/**
 * Makes the directory (0700), and removes those of drivers that are dead.
 * @param expectedBytes  what artifacts may come to: decides whether they fit a memory-backed directory
 * @param memoryBacked  false where memory is limited: files in memory would count
 */
export function makeRunDirectory(expectedBytes: number, memoryBacked: boolean): RunDirectory {
  for (const root of [MEMORY_DIRECTORY, tmpdir()]) removeAbandoned(root);
  const root = memoryBacked && hasRoom(MEMORY_DIRECTORY, 2 * expectedBytes) ? MEMORY_DIRECTORY : tmpdir();
  const path = mkdtempSync(join(root, `gridsearch-${placeName()}-${process.pid}-`));
  const removeAll = (): void => rmSync(path, { recursive: true, force: true });
  process.on('exit', removeAll);
  return {
    path,
    remove: () => {
      removeAll();
      process.off('exit', removeAll);
    },
  };
}

function hasRoom(directory: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize > bytes;
  } catch {
    // No such directory on this system.
    return false;
  }
}

/** Where a process id means something: this host and this namespace of process ids (containers may share a directory). */
function placeName(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux: there is one namespace.
  }
  return createHash('sha256').update(`${hostname()}\n${namespace}`).digest('hex').slice(0, 8);
}

/** Removes run directories in `root` that are ours (user, place) and whose driver is dead. What cannot be removed stays. */
function removeAbandoned(root: string): void {
  try {
    const place = placeName();
    for (const name of readdirSync(root)) {
      const [, itsPlace, driver] = NAME.exec(name) ?? [];
      if (itsPlace !== place || isAlive(Number(driver))) continue;
      const stat = lstatSync(join(root, name));
      if (stat.isDirectory() && stat.uid === process.getuid?.()) rmSync(join(root, name), { recursive: true, force: true });
    }
  } catch {
    // Not ours to read, or removed by another run meanwhile.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
