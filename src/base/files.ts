// What the program does with whole files: opened without waiting, read if they are there, replaced in one step. And
// what the system says where it refuses, in words.

import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** For open(2): never waits for the other end of a pipe, never makes a terminal one's own. (Windows knows neither.) */
export const AT_ONCE = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** For files that are for their owner alone. */
export const OWNER_ONLY_FILE = 0o600;
export const OWNER_ONLY_DIRECTORY = 0o700;

/** Node takes less than 2 GiB in one call. */
const MOST_AT_ONCE = 2 ** 30;

/** The code of an error of the operating system. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

/** Words for names that no file can have; where files of the user's are named. */
export const NAME_WORDS: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links go round in a circle',
};

/**
 * The words for what the operating system says; else its own.
 * @param words  by code, where there are better ones for what was tried
 */
export function reasonOf(error: unknown, words: Readonly<Record<string, string>> = {}): string {
  const code = codeOf(error) ?? '';
  return words[code] ?? WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Whether a disk, or what a user may have of it, is full. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
}

/**
 * What `work` answers, or undefined where the file that it works on is not there.
 * @param codes  of the system, that say so
 */
export function ifThere<T>(work: () => T, codes: readonly string[] = ['ENOENT']): T | undefined {
  try {
    return work();
  } catch (error) {
    if (codes.includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/**
 * The bytes of a regular file, or undefined where something else stands at the path. Never waits.
 * @param more  further flags of open(2)
 * @throws Node's own errors
 */
export function readRegularFile(path: string, more = 0): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | AT_ONCE | more);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    const bytes = Buffer.allocUnsafe(stat.size);
    return bytes.subarray(0, readWhole(file, bytes, 0));
  } finally {
    closeSync(file);
  }
}

/** Fills `target` with the bytes of a file from a position on. @returns how many there were */
export function readWhole(file: number, target: Uint8Array, position: number): number {
  let at = 0;
  while (at < target.length) {
    const count = readSync(file, target, at, Math.min(MOST_AT_ONCE, target.length - at), position + at);
    if (count === 0) break;
    at += count;
  }
  return at;
}

/** Writes all of some pieces where an open file stands. */
export function writeWhole(file: number, pieces: Iterable<Uint8Array>): void {
  for (const piece of pieces)
    for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at, Math.min(MOST_AT_ONCE, piece.length - at));
}

/** A name that nobody else has, in the folder of a path. It is short: a long name stays one that can be written. */
export function nameBeside(path: string, ending: 'trial' | 'tmp'): string {
  return join(dirname(path), `.gridsearch-${randomUUID().slice(0, 13)}.${process.pid}.${ending}`);
}

/** Puts a whole file, for its owner alone, in the place of `path` in one step: it is there whole or not at all. */
export function replaceFile(path: string, pieces: readonly Uint8Array[]): void {
  const temporary = nameBeside(path, 'tmp');
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(temporary, flags, OWNER_ONLY_FILE);
  try {
    try {
      writeWhole(file, pieces);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}
