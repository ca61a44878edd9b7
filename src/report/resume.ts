// What is said when a search ended before its time: what of it is kept, and what to type to go on.

import { formatCount, formatSeconds, plural } from './format.js';
import { printable } from './printable.js';

export interface EndedEarly {
  readonly reason: 'interrupted' | 'out-of-time';
  readonly fitsAsked: number;
  /** What the whole search is predicted to take. */
  readonly wholeSeconds: number;
  /** Fits whose scores the next search will find; undefined where nothing is kept. */
  readonly fitsKept: number | undefined;
  /** Why nothing is kept, where the user asked for that. */
  readonly because: string | undefined;
  /** The words of the command line. */
  readonly words: readonly string[];
}

/** A longer command is not printed: whoever typed it has it. */
const LONGEST_COMMAND = 600;
const CREDENTIALS = /:\/\/[^/\s]*@/;

/** A line or two, ending in a newline. */
export function resumeText({ reason, fitsAsked, wholeSeconds, fitsKept, because, words }: EndedEarly): string {
  const why =
    reason === 'interrupted'
      ? 'interrupted'
      : `out of time (the whole search is predicted to take ${formatSeconds(wholeSeconds)})`;
  if (fitsKept === undefined)
    return `${why}: nothing is kept for the next run${because === undefined ? '' : ` (${because})`}\n`;
  const kept = `${why}: ${formatCount(fitsKept)} of ${plural(fitsAsked, 'fit')} are scored and kept`;
  const command = ['gridsearch', ...words].map(shellWord).join(' ');
  if (command.length > LONGEST_COMMAND || CREDENTIALS.test(command))
    return `${kept}; the same command goes on from there\n`;
  const again = words.includes('-') ? ' (and the same on standard input)' : '';
  return `${kept}; to go on from there${again}:\n  ${printable(command, LONGEST_COMMAND)}\n`;
}

/** A word as it can be typed in a shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
