// The header line of a CSV file: column names, checked. Everything later finds columns by these names.

import { GridsearchError, type SourceLocation } from '../../base/errors.js';
import { controlCharacterAt, plainNumber, quoteCell, trimBlanks } from './cells.js';
import { type CsvRecord, fieldEnd } from './record-reader.js';

export interface Header {
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The column names; spaces and tabs around a name are dropped.
 * @param guessed  true where nobody said what the delimiter is, so that a single field may mean a wrong one
 * @throws CSV_DELIMITER, CSV_UNNAMED_COLUMN, CSV_DUPLICATE_COLUMN, CSV_CONTROL_CHARACTER
 */
export function readHeader(
  record: CsvRecord,
  options: { readonly file: string; readonly delimiter: string; readonly guessed: boolean },
): Header {
  const names = record.cells.map(trimBlanks);
  const place = (column: number) => placeOfCell(record, column, options);
  if (names.length === 1) refuseOtherDelimiter(names[0], options, place(0));
  const seen = new Map<string, number>();
  names.forEach((name, column) => {
    if (name === '') throw unnamed(column, names.length, place(column));
    if (controlCharacterAt(name) >= 0) {
      throw new GridsearchError('CSV_CONTROL_CHARACTER', `the name ${quoteCell(name)} holds a control character`, {
        where: place(column),
      });
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw new GridsearchError(
        'CSV_DUPLICATE_COLUMN',
        `columns ${first + 1} and ${column + 1} are both named ${quoteCell(name)}`,
        { where: place(column), help: 'rename one of them: columns are found by name' },
      );
    }
    seen.set(name, column);
  });
  return { names, notes: noteNames(names) };
}

function unnamed(column: number, columns: number, where: SourceLocation): GridsearchError {
  let help = 'give it a name in the first line';
  if (column === 0) help = 'if pandas wrote its index: to_csv(…, index=False)';
  else if (column === columns - 1)
    help = 'if the lines end with a delimiter, remove it; else name the column in the first line';
  return new GridsearchError('CSV_UNNAMED_COLUMN', `column ${column + 1} has no name`, { where, help });
}

function refuseOtherDelimiter(
  name: string,
  options: { readonly delimiter: string; readonly guessed: boolean },
  where: SourceLocation,
): void {
  for (const [delimiter, word, flag] of DELIMITERS) {
    const count = name.split(delimiter).length - 1;
    if (count === 0) continue;
    const absent = options.guessed ? 'comma' : JSON.stringify(options.delimiter);
    throw new GridsearchError(
      'CSV_DELIMITER',
      `the header has no ${absent} but ${count} ${count === 1 ? word : `${word}s`}`,
      { where, help: `--delimiter ${flag}` },
    );
  }
}

const DELIMITERS = [
  [',', 'comma', "','"],
  [';', 'semicolon', "';'"],
  ['\t', 'tab', 'tab'],
  ['|', 'vertical bar', "'|'"],
] as const;

function noteNames(names: readonly string[]): string[] {
  const notes: string[] = [];
  if (names.every((name) => !Number.isNaN(plainNumber(name)))) {
    notes.push(
      `every column name is a number (${names.slice(0, 3).join(', ')}…): the first line is read as the header; does the file lack one?`,
    );
  }
  const folded = new Map<string, string>();
  for (const name of names) {
    const key = name.toLowerCase().replace(/\s+/g, '');
    const other = folded.get(key);
    if (other !== undefined)
      notes.push(`columns ${quoteCell(other)} and ${quoteCell(name)} differ only in case or spaces`);
    folded.set(key, name);
  }
  return notes.slice(0, 5);
}

/**
 * Where a cell stands: its line, the column of its first character, and the line's text where that is short enough to
 * show.
 */
export function placeOfCell(
  record: CsvRecord,
  column: number,
  { file, delimiter }: { readonly file: string; readonly delimiter: string },
): SourceLocation {
  const raw = record.raw ?? record.cells.join(delimiter);
  let start = 0;
  for (let j = 0; j < column; j++) start = fieldEnd(raw, start, delimiter) + 1;
  const before = raw.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = record.line + before.split('\n').length - 1;
  const lineEnd = raw.indexOf('\n', start);
  const text = raw.slice(lineStart, lineEnd < 0 ? raw.length : lineEnd);
  const length = Math.max(1, Math.min(fieldEnd(raw, start, delimiter), lineStart + text.length) - start);
  return { file, line, column: start - lineStart + 1, length, ...(text.length <= MAX_SHOWN ? { text } : {}) };
}

/** Longer lines are not shown under an error: the caret would be off the screen. */
const MAX_SHOWN = 160;
