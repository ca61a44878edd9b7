// Why something could not be written, in words.

import { NAME_WORDS, reasonOf } from '../base/files.js';

/** The words for what the operating system says; else its own. */
export function reason(error: unknown): string {
  return reasonOf(error, WORDS);
}

const WORDS: Readonly<Record<string, string>> = {
  ...NAME_WORDS,
  EIO: 'the device reported an error',
  EFBIG: 'the file is too large',
  ENOENT: 'the directory is gone',
  EISDIR: 'a directory of that name is there',
  ENXIO: 'nobody reads that pipe',
  EPIPE: 'its reader went away',
};
