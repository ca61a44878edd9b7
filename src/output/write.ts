// Where text goes: standard output, a file that appears whole or not at all, or a device or pipe that is written in place.
// A path is checked before a search starts; what fails only when written is an error of the environment (exit code 5).

import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  createWriteStream,
  openSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { EXIT, GridsearchError } from '../base/errors.js';

/** Whether the reader took everything, or went away before the end (`| head`). */
export type Delivery = 'written' | 'closed';

/**
 * Checks that a file can be written, before any work is done.
 * @param inputs  paths that are read, and must not be written over
 * @throws OUTPUT_PATH (exit 5; 2 where the request itself is wrong) saying why not
 */
export function checkOutputPath(path: string, flag: string, inputs: readonly string[] = []): void {
  if (path === '') throw new GridsearchError('OUTPUT_PATH', `${flag} names an empty path`, { help: `${flag} result.json` });
  try {
    checkTarget(path, flag, inputs);
  } catch (error) {
    if (error instanceof GridsearchError) throw error;
    throw unwritable(flag, path, reason(error), `choose a place that you may write to, e.g. ${flag} ./${basename(path).slice(0, 40)}`);
  }
}

function checkTarget(path: string, flag: string, inputs: readonly string[]): void {
  const target = stat(path);
  if (target?.isDirectory()) {
    throw new GridsearchError('OUTPUT_PATH', `${flag} ${path} is a directory`, {
      help: `name a file in it: ${flag} ${path.replace(/\/+$/, '')}/result.json`,
    });
  }
  if (inputs.some((input) => input !== '-' && sameFile(input, path))) {
    throw new GridsearchError('OUTPUT_PATH', `${flag} ${path} would overwrite the input`, { help: 'choose another file name' });
  }
  if (target !== undefined) accessSync(path, constants.W_OK);
  if (!isReplaceable(target)) return;
  const directory = dirname(resolve(path));
  if (!stat(directory)?.isDirectory()) throw unwritable(flag, path, `there is no directory ${directory}`, `mkdir -p ${directory}`);
  probe(existing(path));
}

/** Writes and removes a file beside the one to come: the only test that knows full disks, quotas and read-only mounts alike. */
function probe(path: string): void {
  const trial = `${path}.${process.pid}.trial`;
  const file = openSync(trial, 'wx');
  try {
    writeSync(file, '\n');
  } finally {
    closeSync(file);
    unlinkSync(trial);
  }
}

/**
 * Writes a file. A new or regular file is replaced in one step (written beside it, then renamed); a device or pipe is written to.
 * @throws OUTPUT_WRITE (exit 5) where the disk is full or the path cannot be written; an old file is then untouched
 */
export async function writeFile(path: string, pieces: Iterable<string>, flag: string): Promise<Delivery> {
  try {
    if (!isReplaceable(stat(path))) return await writePieces(createWriteStream(path, { flags: 'w' }), pieces, true);
    await replaceFile(existing(path), [...pieces].join(''));
    return 'written';
  } catch (error) {
    throw new GridsearchError('OUTPUT_WRITE', `cannot write ${flag} ${path}: ${reason(error)}`, {
      help: 'free some space or choose another place',
      exitCode: EXIT.environment,
      cause: error,
    });
  }
}

/**
 * Puts a whole new file in the place of `path`, with the old one's rights. (write-file-atomic takes a short write, as on a disk that is
 * nearly full, for a whole one: a cut result with exit code 0.)
 */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const mode = stat(path)?.mode;
  const file = await open(temporary, 'wx');
  // A second Ctrl-C ends the process in the middle of this.
  const clear = (): void => rmSync(temporary, { force: true });
  process.once('exit', clear);
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary);
    throw error;
  } finally {
    process.off('exit', clear);
    await file.close();
  }
}

/**
 * Writes to standard output and waits until it is taken.
 * @throws OUTPUT_WRITE (exit 5) for any trouble but a reader that went away
 */
export async function writeStdout(pieces: Iterable<string>, stdout: NodeJS.WritableStream = process.stdout): Promise<Delivery> {
  try {
    return await writePieces(stdout, pieces, false);
  } catch (error) {
    throw new GridsearchError('OUTPUT_WRITE', `cannot write to standard output: ${reason(error)}`, {
      exitCode: EXIT.environment,
      cause: error,
    });
  }
}

async function writePieces(stream: NodeJS.WritableStream, pieces: Iterable<string>, close: boolean): Promise<Delivery> {
  let failure: unknown;
  const failed = new Promise<undefined>((resolveFailed) => {
    stream.on('error', (error) => {
      failure ??= error;
      resolveFailed(undefined);
    });
  });
  for (const piece of pieces) {
    if (failure !== undefined) break;
    const refused = await Promise.race([take(stream, piece), failed]);
    failure ??= refused ?? undefined;
  }
  if (close && failure === undefined) {
    stream.end();
    await Promise.race([once(stream, 'close').catch(() => undefined), failed]);
  }
  if (failure === undefined) return 'written';
  if (code(failure) === 'EPIPE' || code(failure) === 'ERR_STREAM_DESTROYED') return 'closed';
  throw failure;
}

/** Resolves when the piece was taken, with the error where it was not. */
function take(stream: NodeJS.WritableStream, piece: string): Promise<Error | null | undefined> {
  return new Promise((resolveTake) => {
    stream.write(piece, resolveTake);
  });
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** True where a rename may put a new file in its place: never for devices, pipes and sockets. */
function isReplaceable(target: Stats | undefined): boolean {
  return target === undefined || target.isFile();
}

/** The file behind a symbolic link, so that the link stays a link. */
function existing(path: string): string {
  return stat(path) === undefined ? path : realpathSync(path);
}

function sameFile(a: string, b: string): boolean {
  const [left, right] = [stat(a), stat(b)];
  return left !== undefined && right !== undefined && left.isFile() && left.dev === right.dev && left.ino === right.ino;
}

function unwritable(flag: string, path: string, why: string, help: string): GridsearchError {
  return new GridsearchError('OUTPUT_PATH', `cannot write ${flag} ${path}: ${why}`, { help, exitCode: EXIT.environment });
}

function code(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function reason(error: unknown): string {
  const known: Record<string, string> = {
    ENOSPC: 'no space left on the device',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    EROFS: 'the file system is read-only',
    EIO: 'the device reported an error',
    EFBIG: 'the file is too large',
    ENOENT: 'the directory is gone',
    ENXIO: 'nobody reads that pipe',
    ENAMETOOLONG: 'the name is too long',
  };
  return known[code(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
