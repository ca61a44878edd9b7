// Which paths are one file, however they are spelled: ./r.json and r.json, links of both kinds, R.JSON on a disk that
// does not tell case apart. A command's outputs must be no input of it, and no other output.

import { randomUUID } from 'node:crypto';
import {
  fstatSync,
  lstatSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import type { NamedPath } from '../request.js';

export interface CommandFiles {
  readonly inputs: readonly NamedPath[];
  readonly outputs: readonly NamedPath[];
  /** Directory of the durable cache. */
  readonly cache?: string | undefined;
  /** Whether standard output carries a document. */
  readonly stdout?: boolean;
}

/** Longest chain of links that is followed. */
const MOST_LINKS = 40;

/**
 * Fails where an output would overwrite an input or another output, or would lie where the cache keeps its files.
 * @throws OUTPUT_PATH (exit code 2)
 */
export function refuseSameFiles({ inputs, outputs, cache, stdout = false }: CommandFiles): void {
  const read = inputs.map((file) => ({ ...file, is: identityOf(file.path, 0) }));
  const written = outputs.map((file) => ({ ...file, is: identityOf(file.path, 1) }));
  const last =
    stdout && !outputs.some(({ path }) => path === '-')
      ? [{ flag: 'standard output', path: '-', is: identityOf('-', 1) }]
      : [];
  for (const [place, output] of [...written, ...last].entries()) {
    if (output.is === undefined) continue;
    const overwritten = read.find(({ is }) => isSame(is, output.is));
    if (overwritten !== undefined) throw clash(`${shown(output)} would overwrite ${nameOf(overwritten)}`);
    const other = written.slice(0, place).find(({ is }) => isSame(is, output.is));
    if (other !== undefined) throw clash(`${shown(output)} and ${shown(other)} are the same file`);
  }
  if (cache !== undefined) refuseInCache(written, cache);
}

/** A file inside the cache would be cleared with it; a cache where a file is to be would make a directory of it. */
function refuseInCache(written: readonly (NamedPath & { readonly is: Identity | undefined })[], cache: string): void {
  const directory = realPathOf(cache);
  for (const output of written) {
    const path = output.path === '-' ? undefined : realPathOf(output.path);
    if (path === undefined) continue;
    if (directory === path || directory.startsWith(`${path}/`))
      throw clash(`${shown(output)} and the cache ${cache} are the same path`);
    if (path === join(directory, 'CACHEDIR.TAG') || path.startsWith(join(directory, 'v1', '/'))) {
      throw clash(`${shown(output)} lies where the cache ${cache} keeps its own files`);
    }
  }
}

function shown({ flag, path }: NamedPath): string {
  return path === '-' ? 'standard output' : `${flag} ${path}`.trim();
}

function nameOf({ flag, path }: NamedPath): string {
  return path === '-' ? 'the file that is standard input' : `the input ${path}${flag === '' ? '' : ` (${flag})`}`;
}

function clash(message: string): GridsearchError {
  return new GridsearchError('OUTPUT_PATH', message, { help: 'choose another file name' });
}

/** What tells one file from another. Devices are none: /dev/null may be named as often as one likes. */
interface Identity {
  /** Of what is there already. */
  readonly inode?: string;
  /** Where it is, or will be: the folder's identity and the name. */
  readonly folder: string;
  readonly name: string;
  readonly path: string;
}

function identityOf(path: string, stream: 0 | 1): Identity | undefined {
  if (path === '-') return ofStream(stream);
  const real = realPathOf(path);
  // What a descriptor leads to need not have a path: /dev/stdout, where that is a pipe.
  const stat = look(real) ?? look(path);
  if (stat?.isCharacterDevice()) return undefined;
  const folder = look(dirname(real));
  return {
    ...(stat === undefined ? {} : { inode: inodeOf(stat) }),
    folder: folder === undefined ? dirname(real) : inodeOf(folder),
    name: basename(real),
    path: real,
  };
}

/** A standard stream that the shell has redirected to or from a file or a pipe. */
function ofStream(stream: 0 | 1): Identity | undefined {
  try {
    const stat = fstatSync(stream);
    return stat.isFile() || stat.isFIFO() ? { inode: inodeOf(stat), folder: '', name: '', path: '' } : undefined;
  } catch {
    // Closed.
    return undefined;
  }
}

function isSame(a: Identity | undefined, b: Identity | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.inode !== undefined || b.inode !== undefined) return a.inode === b.inode;
  // Neither is there yet.
  if (a.folder !== b.folder || a.name.toLowerCase() !== b.name.toLowerCase()) return false;
  return a.name === b.name || !tellsCaseApart(a.path);
}

/** Whether two names that differ in case are two files in the folder of a path; found out by making one. */
function tellsCaseApart(path: string): boolean {
  const trial = join(dirname(path), `.gridsearch-${randomUUID()}`);
  try {
    writeFileSync(trial, '', { flag: 'wx' });
    try {
      return look(join(dirname(trial), basename(trial).toUpperCase())) === undefined;
    } finally {
      unlinkSync(trial);
    }
  } catch {
    // Whoever writes there will say why not.
    return true;
  }
}

/**
 * The path behind all links, also where its last part is not there yet (a link that leads nowhere is followed to where
 * it leads).
 */
export function realPathOf(path: string, links = 0): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch {
    const folder = dirname(full) === full ? full : realPathOf(dirname(full), links);
    const here = join(folder, basename(full));
    if (links >= MOST_LINKS || !isLink(here)) return here;
    return realPathOf(resolve(folder, readlinkSync(here)), links + 1);
  }
}

/** The descriptor of this process that a path names: 1 for /dev/stdout, /dev/fd/1 and links to them. */
export function descriptorOf(path: string, links = 0): number | undefined {
  const full = resolve(path);
  const number = /^\/(?:dev|proc\/(?:self|thread-self|\d+))\/fd\/(\d+)$/.exec(full)?.[1];
  if (number !== undefined)
    return full.startsWith('/proc/') && realPathOf(dirname(full)) !== realPathOf('/proc/self/fd')
      ? undefined
      : Number(number);
  if (links >= MOST_LINKS || !isLink(full)) return undefined;
  return descriptorOf(resolve(dirname(full), readlinkSync(full)), links + 1);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // No name that a file can have.
    return false;
  }
}

function inodeOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
