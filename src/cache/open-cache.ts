// The durable cache of one search: where it lies, what it is for, and what people are told of it.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, GridsearchError } from '../base/errors.js';
import { ifThere } from '../base/files.js';
import type { CacheChoice } from '../request.js';
import { clearCache, measureCache } from './cache-folder.js';
import { userCacheDirectory } from './cache-place.js';
import { DISK, READ_ONLY_DISK } from './disk.js';
import { type DurableCache, openCache } from './durable-cache.js';

/** Bytes that a cache may come to where nobody says. */
export const DEFAULT_CACHE_BYTES = 2e9;

/**
 * Where the program keeps its cache when nobody names a directory.
 * @throws CACHE_PATH (exit code 5) where this user has no place for one
 */
export function defaultCacheDirectory(): string {
  const place = userCacheDirectory(process.env, process.platform);
  if (place.directory !== undefined) return place.directory;
  throw new GridsearchError('CACHE_PATH', `there is no place for a cache: ${place.why}`, {
    exitCode: EXIT.environment,
    help: 'name a directory with --cache, or set XDG_CACHE_HOME',
  });
}

/**
 * The directory that a choice means; undefined: none.
 * @param warn  told where there is no place for the cache that was chosen
 */
export function cacheDirectory(choice: CacheChoice, warn: (text: string) => void): string | undefined {
  if (typeof choice === 'string') return resolve(choice);
  if (!choice) return undefined;
  const place = userCacheDirectory(process.env, process.platform);
  if (place.directory === undefined) warn(`nothing is kept for the next run: ${place.why} (--cache names a directory)`);
  return place.directory;
}

export interface DurableOptions {
  readonly directory: string | undefined;
  readonly dataset: string;
  readonly limitBytes: number | undefined;
  readonly warn: (text: string) => void;
  /** Nothing is made, changed or removed: where there is no cache yet, there is none. */
  readonly readOnly?: boolean;
}

/** Opens the cache for one data set, or tells why not and goes on without. */
export function openDurable(options: DurableOptions): DurableCache | undefined {
  const { directory, dataset, limitBytes = DEFAULT_CACHE_BYTES, warn, readOnly = false } = options;
  if (directory === undefined || (readOnly && DISK.look(directory) === undefined)) return undefined;
  const code = codeDigest();
  if (code === undefined) {
    warn('nothing is kept in the cache: this build does not say what code it was made from (npm run build)');
    return undefined;
  }
  return openCache({ directory, code, dataset, limitBytes, disk: readOnly ? READ_ONLY_DISK : DISK, warn });
}

/** What `gridsearch cache size` and `clear` do. */
export const cacheFolder = {
  measure: (directory: string) => measureCache(directory, DISK),
  clear: (directory: string): void => clearCache(directory, DISK),
};

/**
 * Digest of everything that computes: written by the build (sources, kernels, packages), and of the engine that runs
 * it.
 */
function codeDigest(): string | undefined {
  for (const place of ['./code-digest.txt', '../../dist/code-digest.txt']) {
    const build = ifThere(() => readFileSync(new URL(place, import.meta.url), 'utf8').trim());
    if (build !== undefined) return createHash('sha256').update(`${build} v8 ${process.versions.v8}`).digest('hex');
  }
  return undefined;
}
