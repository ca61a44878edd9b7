// Where text goes: standard output, a file that appears whole or not at all, or a device or pipe that is written in
// place. A path is checked before a search starts; what fails only when written is an error of the environment (exit
// code 5).

import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { EXIT, GridsearchError } from '../base/errors.js';
import { codeOf, nameBeside, writeWhole } from '../base/files.js';
import { notUtf8 } from '../base/path-words.js';
import type { NamedPath } from '../request.js';
import { type OpenOptions, openOutput, streamInto } from './open-output.js';
import { reason } from './reason.js';
import { descriptorOf, realPathOf, refuseSameFiles } from './same-file.js';

/** Whether the reader took everything, or went away before the end (`| head`). */
export type Delivery = 'written' | 'closed';

/**
 * Checks that a file can be written, before any work is done.
 * @param inputs  paths that are read, and must not be written over
 * @throws OUTPUT_PATH (exit 5; 2 where the request itself is wrong) saying why not
 */
export function checkOutputPath(path: string, flag: string, inputs: readonly string[] = []): void {
  if (path === '')
    throw new GridsearchError('OUTPUT_PATH', `${flag} names an empty path`, { help: `${flag} result.json` });
  if (notUtf8(path) !== undefined) {
    const help = 'redirect standard output: … > file';
    throw new GridsearchError('OUTPUT_PATH', `the name after ${flag} is not UTF-8: Node cannot write such files`, {
      help,
    });
  }
  try {
    checkTarget(path, flag);
    refuseSameFiles({ inputs: inputs.map((input) => ({ flag: '', path: input })), outputs: [{ flag, path }] });
  } catch (error) {
    if (error instanceof GridsearchError) throw error;
    throw unwritable(
      { flag, path },
      reason(error),
      `choose a place that you may write to, e.g. ${flag} ./${basename(path).slice(0, 40)}`,
    );
  }
}

function checkTarget(path: string, flag: string): void {
  const target = stat(path);
  if (target?.isDirectory() || path.endsWith('/')) {
    throw new GridsearchError('OUTPUT_PATH', `${flag} ${path} is a directory`, {
      help: `name a file in it: ${flag} ${path.replace(/\/+$/, '')}/result.json`,
    });
  }
  if (target?.isSocket()) throw unwritable({ flag, path }, 'it is a socket', 'name a file or a pipe');
  if (target !== undefined) accessSync(path, constants.W_OK);
  if (!isReplaceable(target) || descriptorOf(path) !== undefined) return;
  const real = realPathOf(path);
  const directory = dirname(real);
  if (!stat(directory)?.isDirectory())
    throw unwritable({ flag, path }, `there is no directory ${directory}`, `mkdir -p ${directory}`);
  try {
    probe(real);
  } catch (error) {
    // A file that may be written in a folder where nothing may be made.
    if (target === undefined || !IN_PLACE.has(codeOf(error) ?? '')) throw error;
  }
}

/**
 * Writes and removes a file beside the one to come: the only test that knows full disks, quotas and read-only mounts
 * alike.
 */
function probe(path: string): void {
  const trial = nameBeside(path, 'trial');
  const file = openSync(trial, 'wx');
  try {
    writeSync(file, '\n');
  } finally {
    closeSync(file);
    unlinkSync(trial);
  }
}

let writing = 0;

/** Whether a file is being written: the process should not end in the middle. */
export function isWriting(): boolean {
  return writing > 0;
}

/**
 * Writes a file. A new or regular file is replaced in one step (written beside it, then renamed), or written in place
 * where only that is allowed; a device or pipe is written to.
 * @throws OUTPUT_WRITE (exit 5) where the disk is full or the path cannot be written; an old file that is replaced is
 * then untouched
 */
export async function writeFile(
  { flag, path }: NamedPath,
  pieces: Iterable<string>,
  options: OpenOptions = {},
): Promise<Delivery> {
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== undefined && stat(path)?.isFile()) return writeOn(descriptor, pieces);
    if (!isReplaceable(stat(path))) return await writeInto(path, pieces, options);
    writing++;
    await replaceFile(realPathOf(path), [...pieces].join('')).finally(() => {
      writing--;
    });
    return 'written';
  } catch (error) {
    throw new GridsearchError('OUTPUT_WRITE', `cannot write ${flag} ${path}: ${reason(error)}`, {
      help: 'free some space or choose another place',
      exitCode: EXIT.environment,
      cause: error,
    });
  }
}

async function writeInto(path: string, pieces: Iterable<string>, options: OpenOptions): Promise<Delivery> {
  const opened = await openOutput(path, options);
  const stream = await streamInto(opened);
  if (stream !== undefined) return writePieces(stream, pieces, true);
  try {
    return writeOn(opened.file, pieces);
  } finally {
    closeSync(opened.file);
  }
}

/** Writes where an open file stands: what the shell has put before it stays, and what comes next follows. */
function writeOn(file: number, pieces: Iterable<string>): Delivery {
  for (const piece of pieces) writeWhole(file, [new TextEncoder().encode(piece)]);
  return 'written';
}

/**
 * Puts a whole new file in the place of `path`, with the old one's rights. (write-file-atomic takes a short write, as
 * on a disk that is nearly full, for a whole one: a cut result with exit code 0.)
 */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = nameBeside(path, 'tmp');
  const old = stat(path);
  // A second Ctrl-C ends the process in the middle of this.
  const clear = (): void => rmSync(temporary, { force: true });
  process.once('exit', clear);
  try {
    const file = await open(temporary, 'wx');
    try {
      if (old !== undefined) await file.chmod(old.mode).catch(unlessUnsupported);
      await file.writeFile(text);
      await file.sync().catch(unlessUnsupported);
      await file.close();
      await rename(temporary, path);
    } catch (error) {
      await file.close().catch(() => {});
      await unlink(temporary).catch(() => {});
      throw error;
    }
  } catch (error) {
    if (old === undefined || !IN_PLACE.has(codeOf(error) ?? '')) throw error;
    await overwrite(await open(path, 'r+'), text);
  } finally {
    process.off('exit', clear);
  }
}

/**
 * What keeps a file from being replaced while it may be written: a folder that is not ours, somebody else's file in a
 * folder such as /tmp, a file that is a mount of its own (containers).
 */
const IN_PLACE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ETXTBSY']);

async function overwrite(file: FileHandle, text: string): Promise<void> {
  try {
    await file.truncate(0);
    await file.writeFile(text);
    await file.sync().catch(unlessUnsupported);
  } finally {
    await file.close();
  }
}

/** Rights and a flush to the disk are more than some file systems know. */
function unlessUnsupported(error: unknown): void {
  if (!['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
}

/**
 * Writes to standard output and waits until it is taken.
 * @throws OUTPUT_WRITE (exit 5) for any trouble but a reader that went away
 */
export async function writeStdout(pieces: Iterable<string>, stdout: NodeJS.WritableStream): Promise<Delivery> {
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
  if (['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(codeOf(failure) ?? '')) return 'closed';
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

function unwritable({ flag, path }: NamedPath, why: string, help: string): GridsearchError {
  return new GridsearchError('OUTPUT_PATH', `cannot write ${flag} ${path}: ${why}`, {
    help,
    exitCode: EXIT.environment,
  });
}
