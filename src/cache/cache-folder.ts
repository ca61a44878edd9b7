// The folders of the durable cache: which are ours, which are marked as caches, what is measured, cleared and cut. A
// cache may lie in a folder that holds other things (`--cache .`): those are neither marked, nor counted, nor removed.
//
//   <cache>/CACHEDIR.TAG                       marks a directory as ours, and as not worth a backup: <cache> where we made it or it was empty,
//   <cache>/v1/CACHEDIR.TAG                    else v1 where that holds, else the folder of the code version
//   <cache>/v1/<code version>/<data set>/…     the code version is 16 hex digits

import { basename, join } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import { type Disk, type FileInfo, GONE } from './disk.js';

/** Directory of this format: a newer format gets another one, and both may live side by side. */
export const FORMAT = 'v1';
/** The sign of a cache directory: https://bford.info/cachedir/ */
const TAG_FILE = 'CACHEDIR.TAG';
const TAG_TEXT =
  'Signature: 8a477f597d28d172789f06886806bc55\n# This directory holds what gridsearch need not compute again.\n';
const WRITABLE_BY_OTHERS = 0o022;
const CODE_FOLDER = /^[0-9a-f]{16}$/;
/** What a process that was killed while it removed something has left. */
const LEFTOVER = /\.\d+\.[0-9a-z]+\.gone$/;
/** Bytes that the cache is cut to once it has grown past its limit: some room, so that not every search has to cut. */
const KEPT_SHARE = 0.8;
/** A temporary file so old belongs to a process that was killed. */
const ABANDONED_MS = 3_600_000;

/**
 * Makes the directory where there is none, and marks it.
 * @param code  the folder of the code version
 * @throws CACHE_PATH where something else is at the path; Error where it is not ours alone
 */
export function prepareDirectory(directory: string, code: string, disk: Disk): void {
  const found = disk.look(directory);
  if (found === undefined) disk.makeDirectory(directory);
  else if (!found.isDirectory()) {
    throw new GridsearchError('CACHE_PATH', `the cache ${directory} is not a directory`, {
      help: 'name a directory with --cache, or use none with --no-cache',
    });
  }
  const { uid, mode } = found ?? (disk.look(directory) as NonNullable<typeof found>);
  const user = process.getuid?.();
  if (user !== undefined && uid !== user) throw new Error('it belongs to somebody else');
  if (user !== undefined && (mode & WRITABLE_BY_OTHERS) !== 0) throw new Error('others may write to it (chmod go-w)');
  mark([directory, join(directory, FORMAT), code], disk);
  sweep(directory, disk);
}

/** How much a cache holds. */
export function measureCache(directory: string, disk: Disk): { readonly files: number; readonly bytes: number } {
  const files = [...ownFolders(directory, disk), ...leftovers(directory, disk)].flatMap((path) => disk.list(path));
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * Removes all that a cache holds, and nothing else; searches that run meanwhile only lose time.
 * @throws CACHE_PATH where the directory does not look like a cache of ours
 */
export function clearCache(directory: string, disk: Disk): void {
  if (disk.look(directory) === undefined) return;
  const folders = ownFolders(directory, disk);
  if (folders.length === 0 && !isMarked(directory, disk) && !isMarked(join(directory, FORMAT), disk)) {
    throw new GridsearchError('CACHE_PATH', `${directory} is not a cache of gridsearch`, {
      help: `name the directory that fit was given with --cache, or remove ${join(directory, FORMAT)} yourself`,
    });
  }
  for (const path of [...folders, ...leftovers(directory, disk)]) disk.remove(path);
  const format = join(directory, FORMAT);
  const left = disk.names(format);
  const nothingElse = left.length === 0 ? isMarked(directory, disk) : left.length === 1 && isMarked(format, disk);
  if (nothingElse && disk.look(format)?.isDirectory()) disk.remove(format);
}

/** Cuts a cache to its limit: what was not used for longest goes first. */
export function trimCache(directory: string, limitBytes: number, disk: Disk): void {
  const now = Date.now();
  const isAbandoned = ({ path, usedMs }: FileInfo): boolean =>
    path.endsWith(GONE) || (path.endsWith('.tmp') && now - usedMs > ABANDONED_MS);
  const all = codeFolders(directory, disk).flatMap((folder) => disk.list(folder));
  const [abandoned, files] = [
    all.filter(isAbandoned),
    all.filter((file) => !isAbandoned(file) && basename(file.path) !== TAG_FILE),
  ];
  for (const { path } of abandoned) disk.remove(path);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= limitBytes) return;
  for (const file of files.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limitBytes * KEPT_SHARE) return;
    disk.remove(file.path);
    bytes -= file.bytes;
  }
}

/**
 * Marks the first of some directories, each in the one before, that is of our own making or holds nothing; none where
 * one is marked.
 */
function mark(directories: readonly string[], disk: Disk): void {
  try {
    for (const directory of directories) {
      if (isMarked(directory, disk)) return;
      if (disk.names(directory).length > 0) continue;
      disk.makeDirectory(directory);
      disk.replace(join(directory, TAG_FILE), [Buffer.from(TAG_TEXT)]);
      return;
    }
  } catch {
    // A directory that cannot be written may still be read. The first thing to be stored will meet the same trouble and
    // tell.
  }
}

function isMarked(directory: string, disk: Disk): boolean {
  try {
    return disk.read(join(directory, TAG_FILE))?.toString() === TAG_TEXT;
  } catch {
    return false;
  }
}

/** Folders of code versions, ours or not. */
function codeFolders(directory: string, disk: Disk): string[] {
  const format = join(directory, FORMAT);
  const paths = disk.names(format).flatMap((name) => (CODE_FOLDER.test(name) ? [join(format, name)] : []));
  return paths.filter((path) => disk.look(path)?.isDirectory() === true);
}

/** Those that we made: one of the directories down to them says so. */
function ownFolders(directory: string, disk: Disk): string[] {
  const above = isMarked(directory, disk) || isMarked(join(directory, FORMAT), disk);
  return codeFolders(directory, disk).filter((path) => above || isMarked(path, disk));
}

function leftovers(directory: string, disk: Disk): string[] {
  return [directory, join(directory, FORMAT)].flatMap((folder) =>
    disk.names(folder).flatMap((name) => {
      const what = name.replace(LEFTOVER, '');
      return what !== name && (what === FORMAT || CODE_FOLDER.test(what)) ? [join(folder, name)] : [];
    }),
  );
}

/** Room is all that is won: a directory that cannot be written may still be read. */
function sweep(directory: string, disk: Disk): void {
  try {
    for (const path of leftovers(directory, disk)) disk.remove(path);
  } catch {
    // The next search tries again.
  }
}
