// The header line of a CSV file: column names, checked. Everything later finds columns by these names.

import { GridsearchError, type SourceLocation } from '../../base/errors.js';
import { controlCharacterAt, plainNumber, quoteCell, trimBlanks } from './cells.js';
import { namedAll } from './nameless.js';
import { type CsvRecord, fieldEnd } from './record-reader.js';
import type { Table, TableColumn } from './table.js';

export interface Header {
  readonly names: readonly string[];
  /** Columns that the file has no name for: they are given one. */
  readonly nameless: ReadonlySet<number>;
  /** Whether the first of them is that of the row names that R writes. */
  readonly rowNames: boolean;
  readonly notes: readonly string[];
}

interface HeaderOptions {
  readonly file: string;
  readonly delimiter: string;
  /** True where nobody said what the delimiter is, so that a single field may mean a wrong one. */
  readonly guessed: boolean;
  readonly header?: boolean;
}

/**
 * The column names; spaces and tabs around a name are dropped. Where the first row has one cell more, the names lack
 * that of the row names, or of an empty column at the end.
 * @param row  the first one
 * @throws CSV_DELIMITER, CSV_UNNAMED_COLUMN, CSV_DUPLICATE_COLUMN, CSV_CONTROL_CHARACTER
 */
export function readHeader(record: CsvRecord, row: CsvRecord | undefined, options: HeaderOptions): Header {
  const found = record.cells.map(trimBlanks);
  const place = (column: number) => placeOfCell(record, Math.min(column, found.length - 1), options);
  if (found.length === 1) refuseOtherDelimiter(found[0], options, place(0));
  if (found.every((name) => name === '')) throw unnamed(place(0));
  const lacksOne = row?.cells.length === found.length + 1;
  const rowNames = lacksOne && trimBlanks(row.cells[found.length]) !== '';
  const names = rowNames ? ['', ...found] : lacksOne ? [...found, ''] : found;
  const offset = rowNames ? 1 : 0;
  const nameless = new Set(names.flatMap((name, column) => (name === '' ? [column] : [])));
  const seen = new Map<string, number>();
  names.forEach((name, column) => {
    if (name === '') return;
    if (controlCharacterAt(name) >= 0) {
      throw new GridsearchError('CSV_CONTROL_CHARACTER', `the name ${quoteCell(name)} holds a control character`, {
        where: place(column - offset),
      });
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw new GridsearchError(
        'CSV_DUPLICATE_COLUMN',
        `columns ${first + 1} and ${column + 1} are both named ${quoteCell(name)}`,
        {
          where: place(column - offset),
          help: !Number.isNaN(plainNumber(name))
            ? `the first line looks like data, not like names; if the file lacks a header: --no-header (data: {header: false})`
            : 'rename one of them: columns are found by name',
        },
      );
    }
    seen.set(name, column);
  });
  return { names: namedAll(names), nameless, rowNames, notes: options.header === false ? [] : noteNames(names) };
}

function unnamed(where: SourceLocation): GridsearchError {
  return new GridsearchError('CSV_UNNAMED_COLUMN', 'no column has a name', {
    where,
    help: `if the header is further down: --skip-rows ${where.line ?? 1} (data: {skip_rows: ${where.line ?? 1}})`,
  });
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
  const folded = new Map<string, string>();
  for (const name of names) {
    if (name === '') continue;
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

/** Tells where the first line looks like a row: a name that is a number, or a value of its own column. */
export function noteDataAsNames({ columns }: Pick<Table, 'columns'>, nameless: ReadonlySet<number>): string[] {
  const named = columns.filter((_, index) => !nameless.has(index));
  const values = named.flatMap((column) => {
    if (column.kind === 'text')
      return holds(column, column.name) ? [`${quoteCell(column.name)} is a value of its column`] : [];
    return Number.isNaN(plainNumber(column.name)) ? [] : [`${quoteCell(column.name)} is a number`];
  });
  const isYears = named.every(({ name }) => Number.isNaN(plainNumber(name)) || /^(?:1[89]|20)\d\d$/.test(name));
  if (values.length === 0 || (isYears && values.every((value) => value.endsWith('number')))) return [];
  const shown =
    values.length > 2 ? `${values.slice(0, 2).join(', ')} and ${values.length - 2} more` : values.join(', ');
  return [
    `the first line is read as the header, and looks like data: ${shown}; if the file lacks a header: --no-header (data: {header: false})`,
  ];
}

function holds({ spelling }: Extract<TableColumn, { readonly kind: 'text' }>, name: string): boolean {
  return spelling.dictionary.some((text) => trimBlanks(text) === name);
}
