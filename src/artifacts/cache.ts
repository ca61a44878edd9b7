// The durable cache: what outlives a search. Scores in a log and artifacts (predictions, statistics, fitted steps) in sealed files, kept
// for each code version and data set apart. It can be missing, full, damaged, or vanish meanwhile: all that costs is time. Nothing here throws
// but for a path that cannot be a cache at all.
//
//   <cache>/CACHEDIR.TAG                                   marks the directory as ours, and as not worth a backup
//   <cache>/v1/<code version>/<data set>/scores.log
//   <cache>/v1/<code version>/<data set>/artifacts/<hash of the key>

import { join } from 'node:path';
import { assert, GridsearchError } from '../base/errors.js';
import { type Disk, type FileInfo, GONE } from './disk.js';
import { ScoreLog, type ScoreRecord } from './score-log.js';
import { openArtifact, sealArtifact } from './sealed.js';

/** Directory of this format: a newer format gets another one, and both may live side by side. */
const FORMAT = 'v1';
/** The sign of a cache directory: https://bford.info/cachedir/ */
const TAG_FILE = 'CACHEDIR.TAG';
const TAG_TEXT = 'Signature: 8a477f597d28d172789f06886806bc55\n# This directory holds what gridsearch need not compute again.\n';
const WRITABLE_BY_OTHERS = 0o022;
/** Bytes that the cache is cut to once it has grown past its limit: some room, so that not every search has to cut. */
const KEPT_SHARE = 0.8;
/** One search fills no more than this share of the cache. */
const SHARE_OF_ONE_SEARCH = 0.5;
/** A temporary file so old belongs to a process that was killed. */
const ABANDONED_MS = 3_600_000;

export interface CacheOptions {
  readonly directory: string;
  /** Digest of the code whose results are kept, and of the data: 64 hex digits each. */
  readonly code: string;
  readonly dataset: string;
  readonly limitBytes: number;
  readonly disk: Disk;
  /** Told at most once when the cache cannot be used, and at most once when it cannot be written. */
  readonly warn: (text: string) => void;
}

/**
 * Opens a cache, making its directory where there is none.
 * @returns undefined, with a warning, where the directory is not ours alone or cannot be made
 * @throws CACHE_PATH where the path is not a directory
 */
export function openCache(options: CacheOptions): DurableCache | undefined {
  const { directory, disk, warn } = options;
  try {
    prepareDirectory(directory, disk);
    return new DurableCache(options);
  } catch (error) {
    if (error instanceof GridsearchError) throw error;
    warn(`the cache ${directory} is not used: ${reasonOf(error)}`);
    return undefined;
  }
}

export class DurableCache {
  private readonly folder: string;
  private readonly log: ScoreLog;
  private written = 0;
  private writable = true;
  /** Set when an artifact did not fit the disk: scores are small, and are kept as long as they fit. */
  private full = false;

  constructor(private readonly options: CacheOptions) {
    const { directory, code, dataset, disk } = options;
    this.folder = join(directory, FORMAT, hexOf(code).slice(0, 16), hexOf(dataset).slice(0, 32));
    this.empty = disk.look(this.folder) === undefined;
    this.log = new ScoreLog(disk, join(this.folder, 'scores.log'));
    this.attempt(() => this.log.compact());
  }

  /** Whether nothing was kept for this code and data when the cache was opened. */
  readonly empty: boolean;

  /** False once something could not be written. */
  get isWritable(): boolean {
    return this.writable;
  }

  /** What earlier searches know of a prediction. */
  record(id: string): ScoreRecord | undefined {
    return this.log.get(id);
  }

  /** Keeps what was scored. */
  append(records: readonly ScoreRecord[]): void {
    this.store(() => this.log.append(records));
  }

  /** A stored artifact, or undefined where there is none that is whole. A damaged one is removed. */
  load(key: string): unknown {
    const { disk } = this.options;
    const path = this.pathOf(key);
    try {
      const bytes = disk.read(path);
      if (bytes === undefined) return undefined;
      const value = openArtifact(key, bytes);
      this.noteUse(path, value !== undefined);
      return value;
    } catch (error) {
      this.giveUp(error);
      return undefined;
    }
  }

  /** Removes what is damaged. Where that cannot be done nothing is lost: the first thing to be stored will meet the same trouble and tell. */
  private noteUse(path: string, whole: boolean): void {
    const { disk } = this.options;
    try {
      if (whole) disk.touch(path);
      else disk.remove(path);
    } catch {
      // A read-only cache serves as well.
    }
  }

  /** Whether something is stored under a key; it may still turn out to be damaged. */
  has(key: string): boolean {
    try {
      return this.options.disk.look(this.pathOf(key)) !== undefined;
    } catch {
      return false;
    }
  }

  /** Keeps an artifact. */
  save(key: string, value: unknown): void {
    const { limitBytes, disk } = this.options;
    if (!this.writable || this.full || this.written > limitBytes * SHARE_OF_ONE_SEARCH) return;
    const pieces = sealArtifact(key, value);
    this.written += pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.store(() => {
      try {
        disk.replace(this.pathOf(key), pieces);
      } catch (error) {
        if (!isFull(error)) throw error;
        this.full = true;
        this.options.warn(`only scores are kept in the cache ${this.options.directory} from now on: ${reasonOf(error)}`);
      }
    });
  }

  /** Removes what was not used for longest where the cache has grown past its limit. */
  close(): void {
    const { directory, limitBytes, disk } = this.options;
    if (this.written > 0) this.attempt(() => trim(join(directory, FORMAT), limitBytes, disk));
  }

  private pathOf(key: string): string {
    return join(this.folder, 'artifacts', hexOf(key.slice(-64)));
  }

  /** Writes; where the folder is not there (yet, or because somebody cleared the cache), makes it and writes once more. */
  private store(write: () => void): void {
    this.attempt(() => {
      try {
        write();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        this.options.disk.makeDirectory(join(this.folder, 'artifacts'));
        write();
      }
    });
  }

  private attempt(write: () => void): void {
    if (!this.writable) return;
    try {
      write();
    } catch (error) {
      this.giveUp(error);
    }
  }

  private giveUp(error: unknown): void {
    if (this.writable && !this.full) this.options.warn(`nothing more is kept in the cache ${this.options.directory}: ${reasonOf(error)}`);
    this.writable = false;
  }
}

/** How much a cache holds. */
export function measureCache(directory: string, disk: Disk): { readonly files: number; readonly bytes: number } {
  const files = [join(directory, FORMAT), ...leftovers(directory, disk)].flatMap((path) => disk.list(path));
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * Removes all that a cache holds; searches that run meanwhile only lose time.
 * @throws CACHE_PATH where the directory does not look like a cache of ours
 */
export function clearCache(directory: string, disk: Disk): void {
  if (disk.look(directory) === undefined) return;
  if (disk.read(join(directory, TAG_FILE))?.toString() !== TAG_TEXT) {
    throw new GridsearchError('CACHE_PATH', `${directory} is not a cache of gridsearch`, {
      help: `name the directory that fit was given with --cache, or remove ${join(directory, FORMAT)} yourself`,
    });
  }
  for (const path of [join(directory, FORMAT), ...leftovers(directory, disk)]) disk.remove(path);
}

/** What a process that was killed while it cleared the cache has left. */
function leftovers(directory: string, disk: Disk): string[] {
  const names = disk.names(directory).filter((name) => name.startsWith(`${FORMAT}.`) && name.endsWith(GONE));
  return names.map((name) => join(directory, name));
}

function prepareDirectory(directory: string, disk: Disk): void {
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
  markDirectory(directory, disk);
  sweep(directory, disk);
}

/** Room is all that is won: a directory that cannot be written may still be read. */
function sweep(directory: string, disk: Disk): void {
  try {
    for (const path of leftovers(directory, disk)) disk.remove(path);
  } catch {
    // The next search tries again.
  }
}

/** A directory that cannot be written may still be read. */
function markDirectory(directory: string, disk: Disk): void {
  const path = join(directory, TAG_FILE);
  if (disk.look(path) !== undefined) return;
  try {
    disk.replace(path, [Buffer.from(TAG_TEXT)]);
  } catch {
    // The first thing to be stored will meet the same trouble and tell.
  }
}

function trim(directory: string, limitBytes: number, disk: Disk): void {
  const now = Date.now();
  const isAbandoned = ({ path, usedMs }: FileInfo): boolean =>
    path.endsWith(GONE) || (path.endsWith('.tmp') && now - usedMs > ABANDONED_MS);
  const [abandoned, files] = partition(disk.list(directory), isAbandoned);
  for (const { path } of abandoned) disk.remove(path);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= limitBytes) return;
  for (const file of files.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limitBytes * KEPT_SHARE) return;
    disk.remove(file.path);
    bytes -= file.bytes;
  }
}

function partition(files: readonly FileInfo[], first: (file: FileInfo) => boolean): [FileInfo[], FileInfo[]] {
  return [files.filter(first), files.filter((file) => !first(file))];
}

/** All that ever reaches a path. */
function hexOf(hash: string): string {
  assert(/^[0-9a-f]{64}$/.test(hash), 'a hash is 64 hex digits');
  return hash;
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(String((error as NodeJS.ErrnoException).code));
}

function reasonOf(error: unknown): string {
  const known: Readonly<Record<string, string>> = {
    ENOSPC: 'no space left on the device',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of its path is not a directory',
  };
  const code = (error as NodeJS.ErrnoException).code;
  return known[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
