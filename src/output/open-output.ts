// Opens what is written in place: pipes, devices, traces. Nothing here waits where it cannot be interrupted: for a pipe
// that nobody reads yet the event loop turns.

import { constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { AT_ONCE, codeOf } from '../base/files.js';
import { descriptorOf } from './same-file.js';

/** How often it is looked whether somebody reads a pipe. */
const LOOK_MS = 50;

export interface OpenOptions {
  /** Told once where nobody reads the pipe yet. */
  readonly onWait?: (() => void) | undefined;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

export interface OpenedOutput {
  readonly file: number;
  readonly stat: Stats;
}

/**
 * Opens a path for writing; a regular file is made where there is none, and emptied, but where the shell opened it
 * (/dev/stdout).
 * @throws Node's own errors; ENXIO where nobody reads a pipe and the wait is ended
 */
export async function openOutput(path: string, { onWait, signal }: OpenOptions = {}): Promise<OpenedOutput> {
  const whole = descriptorOf(path) === undefined ? constants.O_TRUNC : constants.O_APPEND;
  const flags = constants.O_WRONLY | constants.O_CREAT | whole | AT_ONCE;
  for (let looked = 0; ; looked++) {
    try {
      const file = openSync(path, flags, 0o666);
      return { file, stat: fstatSync(file) };
    } catch (error) {
      if (codeOf(error) !== 'ENXIO' || signal?.aborted === true || !isPipe(path)) throw error;
      if (looked === 0) onWait?.();
      await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** A stream into a pipe or terminal that is open. The stream closes it. */
export async function streamInto({
  file,
  stat,
}: OpenedOutput): Promise<(NodeJS.WritableStream & { readonly writableLength: number }) | undefined> {
  if (stat.isFIFO()) return new (await import('node:net')).Socket({ fd: file, readable: false, writable: true });
  if (stat.isCharacterDevice() && isatty(file)) return new (await import('node:tty')).WriteStream(file);
  return undefined;
}

function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch {
    return false;
  }
}
