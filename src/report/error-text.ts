// Prints what went wrong in the shape the contract fixes: code and message, place, the line with a caret, help.
// Anything that is not a GridsearchError is a bug of ours and says so, with its stack.

import { GridsearchError, type SourceLocation } from '../base/errors.js';
import { append } from '../base/lists.js';
import { createPalette, type Palette } from './palette.js';
import { printable } from './printable.js';

export interface ErrorStyle {
  readonly palette?: Palette;
  /** Width of the terminal; the excerpt of a long line is cut to it. */
  readonly columns?: number;
}

/** Puts an error in words, ending in a newline. Never throws, whatever was thrown. */
export function formatError(error: unknown, style: ErrorStyle = {}): string {
  const palette = style.palette ?? createPalette(0);
  if (!(error instanceof GridsearchError)) return formatBug(error, palette);
  const lines = [`${palette.red.bold(`error[${printable(error.code)}]`)}: ${printable(error.message, 1000)}`];
  if (error.where !== undefined) append(lines, formatLocation(error.where, palette, style.columns ?? 100));
  if (error.help !== undefined) {
    const [first, ...rest] = error.help.split('\n').map((line) => printable(line, 1000));
    append(lines, [`  ${palette.cyan('help')}: ${first}`, ...rest.map((line) => `        ${line}`)]);
  }
  return `${lines.join('\n')}\n`;
}

function formatLocation(place: SourceLocation, palette: Palette, columns: number): string[] {
  const position = [place.file === undefined ? undefined : printable(place.file, 200), place.line, place.column].filter(
    (part) => part !== undefined,
  );
  const lines = position.length > 0 ? [`  ${palette.blue('-->')} ${position.join(':')}`] : [];
  if (place.text === undefined || place.line === undefined) {
    if (place.note !== undefined) lines.push(`      ${printable(place.note, 200)}`);
    return lines;
  }
  const number = String(place.line).padStart(4);
  const excerpt = cutAround(
    place.text,
    { start: (place.column ?? 1) - 1, length: place.length ?? 1 },
    Math.max(24, columns - 8),
  );
  const bar = palette.blue('|');
  lines.push(`${number} ${bar} ${excerpt.before}${excerpt.marked}${excerpt.after}`);
  if (place.column !== undefined) {
    const note = place.note === undefined ? '' : ` ${printable(place.note, 200)}`;
    const carets = '^'.repeat(Math.max(1, excerpt.marked.length));
    lines.push(`     ${bar} ${' '.repeat(excerpt.before.length)}${palette.red(`${carets}${note}`)}`);
  }
  return lines;
}

/**
 * Cuts a line so that the marked part stays in sight, each part made printable by itself so that the carets stand
 * right.
 */
function cutAround(
  text: string,
  { start, length }: { readonly start: number; readonly length: number },
  width: number,
): { before: string; marked: string; after: string } {
  const plain = text.replaceAll('\t', ' ').replace(/[\r\n]+$/, '');
  const end = Math.min(plain.length, start + length);
  const marked = printable(plain.slice(start, end), Math.max(8, Math.floor(width / 2)));
  const room = Math.max(0, width - marked.length);
  let before = printable(plain.slice(Math.max(0, start - width), start), Number.MAX_SAFE_INTEGER);
  const keep = Math.max(Math.floor(room / 2), room - (plain.length - end));
  if (before.length > keep) before = `…${before.slice(before.length - Math.max(0, keep - 1))}`;
  const after = printable(plain.slice(end), Math.max(1, room - before.length));
  return { before, marked, after };
}

function formatBug(error: unknown, palette: Palette): string {
  const shown =
    error instanceof Error
      ? error
      : new Error(typeof error === 'string' ? error : 'something that is not an Error was thrown');
  const frames = (shown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = shown.cause instanceof Error ? [`  cause: ${printable(shown.cause.message, 1000)}`] : [];
  return [
    `${palette.red.bold('error[BUG]')}: ${printable(shown.message, 1000)}`,
    ...cause,
    ...frames.slice(0, 12).map((line) => `  ${printable(line.trim(), 200)}`),
    '  this is a bug in gridsearch: please report it with the command, the grid and the lines above',
    '',
  ].join('\n');
}
