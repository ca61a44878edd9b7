// What one cell of a CSV file is: a number, a missing value or text. JavaScript's own Number() is too generous
// ('' and ' ' are 0, '0x1F' is 31, '1e999' is Infinity, a no-break space is trimmed), so the grammar of a number is
// ours.

import type { NumberReader } from './number-format.js';

/**
 * Cells that mean "no value", as pandas reads them; `--na` adds to them. Compared after spaces and tabs around the cell
 * are dropped.
 */
export const MISSING_TOKENS: readonly string[] = [
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
];

/** Integers beyond ±2^53 are not all doubles: they take the slow way, where their rounding is noticed. */
const MAX_EXACT_INTEGER = 9007199254740992;

/**
 * The number that a cell plainly is, or NaN where a closer look is needed (classifyCell). −0 becomes 0.
 * The first and last characters rule out what Number() would forgive. Cost: one call of Number().
 */
export function plainNumber(cell: string): number {
  const last = cell.charCodeAt(cell.length - 1);
  if (!((last >= 48 && last <= 57) || last === 46)) return Number.NaN;
  const first = cell.charCodeAt(0);
  if (!((first >= 48 && first <= 57) || first === 45 || first === 46 || first === 43)) return Number.NaN;
  if (first === 48) {
    const second = cell.charCodeAt(1);
    // 0x1F is none, and 007 may be a code.
    if (second >= 48 && second !== 101 && second !== 69) return Number.NaN;
  }
  const value = Number(cell);
  return value < MAX_EXACT_INTEGER && value > -MAX_EXACT_INTEGER ? value + 0 : Number.NaN;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a text is a number as cells spell it. */
export function isNumber(text: string): boolean {
  return NUMBER.test(trimBlanks(text));
}

export type CellKind = 'number' | 'missing' | 'text';

/**
 * A cell that `plainNumber` did not take: a number (in `value`), missing, or text.
 * @param read  reads numbers that are written in a format of their own
 */
export function classifyCell(
  cell: string,
  missing: ReadonlySet<string>,
  read?: NumberReader,
): { readonly kind: CellKind; readonly value: number } {
  const trimmed = trimBlanks(cell);
  if (missing.has(trimmed)) return { kind: 'missing', value: Number.NaN };
  if (read !== undefined) {
    const value = read(trimmed);
    return { kind: Number.isNaN(value) ? 'text' : 'number', value };
  }
  if (NUMBER.test(trimmed)) {
    const value = Number(trimmed);
    if (Number.isFinite(value)) return { kind: 'number', value: value + 0 };
  }
  return { kind: 'text', value: Number.NaN };
}

/**
 * Whether a cell that is a number is likelier to be a code: an integer with leading zeros, or one past 2^53, which
 * reading as a number may round.
 */
export function isCode(cell: string, value: number): boolean {
  if (Math.abs(value) >= MAX_EXACT_INTEGER) return /^[+-]?\d+$/.test(trimBlanks(cell));
  return cell.length > 1 && LEADING_ZERO.test(cell);
}

const LEADING_ZERO = /^[ \t]*0\d+[ \t]*$/;

/** Drops spaces and tabs at both ends, and nothing else (no no-break space, no byte-order mark). */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/**
 * Why a cell is not a number, as the end of a sentence, or undefined where there is nothing more to say than that it is
 * text.
 */
export function describeBadNumber(cell: string): string | undefined {
  const text = trimBlanks(cell);
  if (NUMBER.test(text)) return 'it is too large for a double (above 1.8e308)';
  if (isDate(text)) return 'dates are not read; turn them into numbers first';
  return BAD_NUMBERS.find(([pattern]) => pattern.test(text))?.[1];
}

const BAD_NUMBERS: readonly (readonly [RegExp, string])[] = [
  [/^[+-]?inf(?:inity)?$/i, 'infinite values are not supported'],
  [/^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/, 'thousands separators are not supported; write 1234.5'],
  [/^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/, 'decimal commas and thousands separators are not supported; write 1234.5'],
  [/^[+-]?\d*,\d+$/, 'decimal commas are not supported; write 1.5'],
  [/^[+-]?\d{1,3}(?:[ \u00a0\u202f'_]\d{3})+(?:[.,]\d+)?$/, 'thousands separators are not supported; write 1234.5'],
  [/^[+-]?[$€£¥]\s?[\d.,]+$|^[\d.,]+\s?[$€£¥]$/, 'currency signs are not supported; write the number alone'],
  [/^[+-]?[\d.,]+\s?%$/, 'percent signs are not supported; write 0.05 for 5%'],
  [/^0[xob][\da-f]+$/i, 'only decimal numbers are read'],
  [/^[\u2212\u2013][\d.]+$/, 'its minus sign is not the ASCII hyphen "-"'],
  [/^[\u00a0\ufeff\u202f].*\d|\d.*[\u00a0\ufeff\u202f]$/, 'an invisible character stands beside the number'],
];

/**
 * ISO 8601 (and its like with slashes), 31.12.1999 and 12/31/99, 31 Dec 1999 and Dec 31, 1999; each with a time of day
 * behind it or not.
 */
const DATE = new RegExp(
  `^(?:${[
    String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}`,
    String.raw`\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})`,
    String.raw`\d{1,2}[ -](?:MONTH)[ ,-]{1,2}(?:\d{4}|\d{2})`,
    String.raw`(?:MONTH) \d{1,2},? \d{4}`,
  ].join('|')})(?:[T ].*)?$`.replaceAll('MONTH', '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'),
  'i',
);

/** Whether a text is a calendar date, with or without a time of day. */
export function isDate(text: string): boolean {
  return DATE.test(trimBlanks(text));
}

/** The offset of the first control character (tab and line feed aside), or −1. */
export function controlCharacterAt(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 32 && code !== 9 && code !== 10) || code === 127) return i;
  }
  return -1;
}

/** A cell as messages quote it: escaped, and cut where it is long. */
export function quoteCell(text: string): string {
  return text.length > 40 ? `${JSON.stringify(text.slice(0, 37)).slice(0, -1)}…"` : JSON.stringify(text);
}

/** A copy that shares no memory: a slice of the file's text would keep the whole piece alive. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
