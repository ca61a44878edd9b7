// Reads a CSV file (or standard input) into a Table, in one pass: the bytes are hashed, checked, decoded, cut and parsed as they come.
// Memory: the numbers as doubles, once, and a few megabytes.

import { createHash } from 'node:crypto';
import { GridsearchError } from '../base/errors.js';
import { trimBlanks } from './cells.js';
import { type Header, placeOfCell, readHeader } from './header.js';
import { openSource, sourceName } from './open-source.js';
import { type CsvRecord, RecordReader } from './record-reader.js';
import type { Table } from './table.js';
import { TableBuilder } from './table-builder.js';
import { wholeLines } from './whole-lines.js';

export interface ReadOptions {
  /** One character, or `tab`; default a comma. */
  readonly delimiter?: string;
  /** Cells that mean "missing", beside MISSING_TOKENS. */
  readonly naValues?: readonly string[];
  /** Columns whose exact text is to be kept (target, columns to echo). The last column's always is. */
  readonly spelled?: readonly string[];
  /** How messages name the source; default its path. */
  readonly file?: string;
  /** Standard input, for source '-'. */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/**
 * Reads a table.
 * @param source  path of a CSV file, or '-' for standard input
 * @throws CSV_… (exit code 2) with file, line and column for whatever is wrong in the file
 * Cost: about 70 MB/s for plain numbers.
 */
export async function readCsv(source: string, options: ReadOptions = {}): Promise<Table> {
  const file = options.file ?? sourceName(source);
  const delimiter = checkDelimiter(options.delimiter);
  const hash = createHash('sha256');
  const rows = new RowSink({ ...options, file, delimiter, guessed: options.delimiter === undefined });
  const records = new RecordReader({ file, delimiter, onRecord: (record) => rows.take(record) });
  for await (const text of wholeLines(openSource(source, options.stdin), file, (chunk) => hash.update(chunk))) records.push(text);
  records.end();
  return rows.finish(hash.digest('hex'));
}

function checkDelimiter(given = ','): string {
  const delimiter = given === 'tab' || given === '\\t' ? '\t' : given;
  if (delimiter.length !== 1 || /["\r\n\ufeff]/.test(delimiter)) {
    throw new GridsearchError('CSV_DELIMITER', `the delimiter is one character, or "tab"; got ${JSON.stringify(given)}`, {
      help: "--delimiter ';'",
    });
  }
  return delimiter;
}

type SinkOptions = ReadOptions & { readonly file: string; readonly delimiter: string; readonly guessed: boolean };

/** Tells header, rows and blank lines apart. A class because it guards what has been seen so far. */
class RowSink {
  readonly #options: SinkOptions;
  #header: Header | undefined;
  #builder: TableBuilder | undefined;
  #blank: CsvRecord | undefined;

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  take(record: CsvRecord): void {
    const { cells } = record;
    if (cells.length === 1 && trimBlanks(cells[0]) === '' && record.raw?.includes('"') !== true) {
      this.#blank ??= this.#header === undefined ? undefined : record;
      return;
    }
    if (this.#header === undefined || this.#builder === undefined) {
      this.#begin(record);
      return;
    }
    if (this.#blank !== undefined) throw this.#ragged(this.#blank, this.#header);
    if (cells.length !== this.#header.names.length) throw this.#ragged(record, this.#header);
    this.#builder.addRow(record);
  }

  finish(sha256: string): Table {
    if (this.#builder === undefined) {
      throw new GridsearchError('CSV_EMPTY', 'the file is empty', {
        where: { file: this.#options.file },
        help: 'the first line names the columns, each further line is one sample',
      });
    }
    return this.#builder.finish(sha256);
  }

  #begin(record: CsvRecord): void {
    const { file, delimiter, naValues = [], spelled = [] } = this.#options;
    this.#header = readHeader(record, this.#options);
    const last = this.#header.names[this.#header.names.length - 1];
    this.#builder = new TableBuilder(this.#header.names, this.#header.notes, { file, delimiter, naValues, spelled: [...spelled, last] });
  }

  #ragged(record: CsvRecord, { names }: Header): GridsearchError {
    const { cells } = record;
    const count = (n: number) => `${n} ${n === 1 ? 'field' : 'fields'}`;
    const blank = record === this.#blank;
    const found = blank ? 'a blank line among the rows' : count(cells.length);
    let help = 'every line needs as many fields as the header; a cell that holds the delimiter is put in quotes';
    if (blank) help = 'remove the line';
    else if (cells.length === names.length + 1 && trimBlanks(cells[names.length]) === '')
      help = 'the line ends with a delimiter: remove it';
    else if (cells.length === 2 * names.length) help = 'are these decimal commas? write 1.5, or use another delimiter and points';
    const firstExtra = Math.min(names.length, cells.length - 1);
    return new GridsearchError('CSV_COLUMNS', `${found}, header has ${names.length}`, {
      where: placeOfCell(record, firstExtra, this.#options),
      help,
    });
  }
}
