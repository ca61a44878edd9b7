// The few things that the durable cache does with files, as one interface: tests put a disk in its place whose every
// call may fail. Files are for their owner alone (0600, directories 0700); symbolic links are not followed; a file is
// replaced whole or not at all.

import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  AT_ONCE,
  codeOf,
  ifThere,
  OWNER_ONLY_DIRECTORY,
  OWNER_ONLY_FILE,
  readRegularFile,
  replaceFile,
  writeWhole,
} from '../base/files.js';

export interface FileInfo {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written or used, in milliseconds since 1970. */
  readonly usedMs: number;
}

export interface Disk {
  /** Makes a directory and its parents where they are missing. */
  readonly makeDirectory: (path: string) => void;
  /** What stands at a path, or undefined. */
  readonly look: (path: string) => Stats | undefined;
  /** The bytes of a file, or undefined where there is none. */
  readonly read: (path: string) => Buffer | undefined;
  /** Adds bytes at the end of a file in one write, so that several processes may append. */
  readonly append: (path: string, bytes: Uint8Array) => void;
  /** Puts a whole file in place in one step. */
  readonly replace: (path: string, pieces: readonly Uint8Array[]) => void;
  /** Notes that a file was used. */
  readonly touch: (path: string) => void;
  readonly remove: (path: string) => void;
  /** Names of what stands in a directory. */
  readonly names: (directory: string) => string[];
  /** Every file below a directory; one that vanishes meanwhile is left out. */
  readonly list: (directory: string) => FileInfo[];
}

/** The file system. Every function throws Node's own errors. */
export const DISK: Disk = {
  makeDirectory,
  look: (path) => statSync(path, { throwIfNoEntry: false }),
  read,
  append,
  replace: replaceFile,
  touch: (path) => {
    const now = new Date();
    utimesSync(path, now, now);
  },
  remove,
  names: (directory) => entriesOf(directory).map(({ name }) => name),
  list,
};

const nothing = (): void => {};

/** The same files, to be looked at: nothing is made, changed or removed. */
export const READ_ONLY_DISK: Disk = {
  ...DISK,
  makeDirectory: nothing,
  append: nothing,
  replace: nothing,
  touch: nothing,
  remove: nothing,
};

/** What is still there of something whose removal was cut short. */
export const GONE = '.gone';

/** Takes a path away in one step before its files go, so that nobody can add to a directory that is being emptied. */
function remove(path: string): void {
  const away = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}${GONE}`;
  ifThere(() => renameSync(path, away));
  rmSync(away, { recursive: true, force: true });
}

/**
 * Something else than a file (a pipe, a device, a directory that somebody put there) is as none: opening it never
 * waits.
 */
function read(path: string): Buffer | undefined {
  return ifThere(() => readRegularFile(path, constants.O_NOFOLLOW), ['ENOENT', 'ENOTDIR', 'ENXIO']);
}

function append(path: string, bytes: Uint8Array): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW | AT_ONCE;
  const file = openSync(path, flags, OWNER_ONLY_FILE);
  try {
    if (!fstatSync(file).isFile()) throw new Error(`${basename(path)} is not a file`);
    writeWhole(file, [bytes]);
  } finally {
    closeSync(file);
  }
}

function list(directory: string): FileInfo[] {
  const found: FileInfo[] = [];
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) for (const file of list(path)) found.push(file);
    else {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) found.push({ path, bytes: stats.size, usedMs: stats.mtimeMs });
    }
  }
  return found;
}

function entriesOf(directory: string): { readonly name: string; readonly isDirectory: () => boolean }[] {
  return ifThere(() => readdirSync(directory, { withFileTypes: true }), ['ENOENT', 'ENOTDIR']) ?? [];
}

/**
 * Makes a directory and those above it. (Node's own way goes round for ever, deaf to signals, where one that is there
 * refuses to hold another with ENOENT, as /proc does.)
 */
function makeDirectory(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeDirectory(above);
  try {
    mkdirSync(path, { mode: OWNER_ONLY_DIRECTORY });
  } catch (error) {
    // Somebody else was quicker.
    if (codeOf(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
