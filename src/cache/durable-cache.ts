// The durable cache: what outlives a search. Scores in a log and artifacts (predictions, statistics, fitted steps) in
// sealed files, kept for each code version and data set apart. It can be missing, full, damaged, or vanish meanwhile:
// all that costs is time. Nothing here throws but for a path that cannot be a cache at all.
//
//   <cache>/v1/<code version>/<data set>/scores.log
//   <cache>/v1/<code version>/<data set>/artifacts/<hash of the key>

import { join } from 'node:path';
import { assert, GridsearchError } from '../base/errors.js';
import { codeOf, isFull, reasonOf } from '../base/files.js';
import { FORMAT, prepareDirectory, trimCache } from './cache-folder.js';
import type { Disk } from './disk.js';
import { ScoreLog, type ScoreRecord } from './score-log.js';
import { openArtifact, sealArtifact } from './sealed.js';

/** One search fills no more than this share of the cache. */
const SHARE_OF_ONE_SEARCH = 0.5;
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
  const { directory, code, disk, warn } = options;
  try {
    prepareDirectory(directory, codeFolder(directory, code), disk);
    return new DurableCache(options);
  } catch (error) {
    if (error instanceof GridsearchError) throw error;
    warn(`the cache ${directory} is not used: ${whyNot(error)}`);
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
    this.folder = join(codeFolder(directory, code), hexOf(dataset).slice(0, 32));
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

  /**
   * Removes what is damaged. Where that cannot be done nothing is lost: the first thing to be stored will meet the same
   * trouble and tell.
   */
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
        this.options.warn(`only scores are kept in the cache ${this.options.directory} from now on: ${whyNot(error)}`);
      }
    });
  }

  /** Removes what was not used for longest where the cache has grown past its limit. */
  close(): void {
    const { directory, limitBytes, disk } = this.options;
    if (this.written > 0) this.attempt(() => trimCache(directory, limitBytes, disk));
  }

  private pathOf(key: string): string {
    return join(this.folder, 'artifacts', hexOf(key.slice(-64)));
  }

  /**
   * Writes; where the folder is not there (yet, or because somebody cleared the cache), makes it and writes once more.
   */
  private store(write: () => void): void {
    this.attempt(() => {
      try {
        write();
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
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
    if (this.writable && !this.full)
      this.options.warn(`nothing more is kept in the cache ${this.options.directory}: ${whyNot(error)}`);
    this.writable = false;
  }
}

function codeFolder(directory: string, code: string): string {
  return join(directory, FORMAT, hexOf(code).slice(0, 16));
}

/** All that ever reaches a path. */
function hexOf(hash: string): string {
  assert(/^[0-9a-f]{64}$/.test(hash), 'a hash is 64 hex digits');
  return hash;
}

function whyNot(error: unknown): string {
  return reasonOf(error, { ENOTDIR: 'a part of its path is not a directory' });
}
