// `gridsearch cache`: where finished work is kept for the next search, how much there is, and how to be rid of it.

import { resolve } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import { cacheFolder, defaultCacheDirectory } from '../cache/open-cache.js';
import { formatBytes, plural } from '../report/format.js';
import { checkOut, deliver } from './delivery.js';
import type { Command } from './flag.js';
import { CACHE, COLOR, OUT } from './flags.js';

/** What each action prints. */
const ACTIONS: Readonly<Record<string, (directory: string) => string>> = {
  dir: (directory) => directory,
  size: (directory) => {
    const { files, bytes } = cacheFolder.measure(directory);
    return `${formatBytes(bytes)} in ${plural(files, 'file')}`;
  },
  clear: (directory) => {
    const { files, bytes } = cacheFolder.measure(directory);
    cacheFolder.clear(directory);
    return `removed ${formatBytes(bytes)} in ${plural(files, 'file')}`;
  },
};

export const cache: Command = {
  name: 'cache',
  usage: '<dir|size|clear>',
  about:
    'Finished work is kept, so that the same search resumes after a crash and a larger one runs only the difference. Only time is lost when it is cleared.',
  positionals: [{ name: 'action', about: 'dir: where it is; size: how much it holds; clear: remove all of it' }],
  flags: [CACHE, OUT, COLOR],
  examples: [
    ['gridsearch cache dir', 'prints the directory'],
    ['gridsearch cache size --cache ./cache', 'how much a cache of your own holds'],
    ['gridsearch cache clear', 'removes it; a search that runs meanwhile goes on'],
  ],
  async run(invocation, surroundings) {
    checkOut(invocation, []);
    const [name] = invocation.positionals;
    const names = Object.keys(ACTIONS);
    if (!names.includes(name)) {
      throw new GridsearchError('USAGE_CACHE_ACTION', `cache has no action ${JSON.stringify(name)}`, {
        help: [didYouMean(name, names), `actions: ${names.join(', ')}`].filter((line) => line !== undefined).join('\n'),
      });
    }
    const directory = resolve(invocation.get(CACHE) ?? defaultCacheDirectory());
    return deliver([`${ACTIONS[name](directory)}\n`], invocation, surroundings);
  },
};
