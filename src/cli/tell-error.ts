// An error that ends a command, in words on stderr.

import { EXIT, GridsearchError } from '../base/errors.js';
import { formatError } from '../report/error-text.js';
import { type ColorChoice, colorLevel, createPalette } from '../report/palette.js';
import type { Surroundings } from './flag.js';

/** Says what went wrong. @returns the exit code */
export function tellError(error: unknown, words: readonly string[], surroundings: Surroundings): number {
  surroundings.stderr.write(explain(error, words, surroundings));
  return error instanceof GridsearchError ? error.exitCode : EXIT.bug;
}

function explain(error: unknown, words: readonly string[], { stderr, environment }: Surroundings): string {
  const palette = createPalette(colorLevel(colorWish(words, environment), environment, stderr.isTTY === true));
  return formatError(error, { palette, columns: stderr.columns });
}

/** The --color flag even where parsing failed: a wrong flag elsewhere must not bring colours back. */
function colorWish(words: readonly string[], environment: Surroundings['environment']): ColorChoice {
  const flag = words.findLast((word, i) => word.startsWith('--color=') || words[i - 1] === '--color');
  const wish = flag?.replace('--color=', '') ?? environment.GRIDSEARCH_COLOR;
  return wish === 'always' || wish === 'never' ? wish : 'auto';
}

/**
 * What the operating system refused (a full disk, too many open files, a name that is too long) is no bug of ours; a
 * call that it cannot make sense of is.
 */
export function asEnvironmentError(error: unknown): unknown {
  if (error instanceof GridsearchError || !(error instanceof Error) || !('syscall' in error) || !('code' in error))
    return error;
  if (['EBADF', 'EFAULT', 'EINVAL'].includes(String(error.code))) return error;
  return new GridsearchError('ENVIRONMENT', error.message, { exitCode: EXIT.environment, cause: error });
}
