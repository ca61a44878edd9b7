// Records of a CSV file in, a Table out: tells the header, rows and blank lines apart and refuses ragged rows.

import { GridsearchError } from '../../base/errors.js';
import type { Heap } from '../../base/kernel-memory.js';
import type { ColumnReading } from '../../base/table-reading.js';
import { trimBlanks } from './cells.js';
import { type Header, noteDataAsNames, placeOfCell, readHeader } from './header.js';
import { resolveNameless } from './nameless.js';
import { KernelNumbers, NumberBlocks } from './numbers.js';
import type { CsvRecord } from './record-reader.js';
import type { Table } from './table.js';
import { TableBuilder } from './table-builder.js';

export interface SinkOptions {
  readonly file: string;
  readonly delimiter: string;
  /** True where nobody said what the delimiter is. */
  readonly guessed: boolean;
  /** False: the first line is a row. */
  readonly header?: boolean;
  /** Lines at the end that are no rows. */
  readonly skipFooter?: number;
  readonly naValues?: readonly string[];
  readonly onlyNa?: boolean;
  readonly columnReading?: (name: string) => ColumnReading;
  readonly spelled?: readonly string[];
  readonly echoed?: readonly string[];
  readonly heap?: Heap;
  readonly bytes?: number;
}

/** A class because it guards what has been seen so far. */
export class RowSink {
  readonly #options: SinkOptions;
  /** The first line, until the second tells whether it names all columns. */
  #first: CsvRecord | undefined;
  #header: Header | undefined;
  #builder: TableBuilder | undefined;
  readonly #blanks = new BlankLines();
  /** Records that may turn out to be the last ones. */
  readonly #held: CsvRecord[] = [];

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  /** What takes the rows, once the header is known. */
  get builder(): TableBuilder | undefined {
    return this.#builder;
  }

  /** Whether the header has been read. */
  get started(): boolean {
    return this.#builder !== undefined;
  }

  /** Takes a record: the header, a row or a blank line. */
  take(record: CsvRecord): void {
    const { cells } = record;
    if (cells.length === 1 && trimBlanks(cells[0]) === '' && record.raw?.includes('"') !== true) {
      if (this.#builder !== undefined) this.#blanks.add(record.line, this.#builder.rows);
      return;
    }
    this.#held.push(record);
    if (this.#held.length > (this.#options.skipFooter ?? 0)) this.#next(this.#held.shift() as CsvRecord);
  }

  /** The finished table. Throws CSV_EMPTY, CSV_NO_ROWS. */
  finish(sha256: string): Table {
    if (this.#first !== undefined && this.#builder === undefined) this.#begin(this.#first, undefined);
    if (this.#builder === undefined || this.#header === undefined) {
      throw new GridsearchError('CSV_EMPTY', 'the file is empty', {
        where: { file: this.#options.file },
        help: 'the first line names the columns, each further line is one sample',
      });
    }
    const table = this.#builder.finish(sha256);
    const blank = this.#blanks.note(table.rows);
    const { nameless, rowNames } = this.#header;
    const settled = { ...table, ...resolveNameless(table, nameless, rowNames) };
    const dataAsNames = this.#options.header === false ? [] : noteDataAsNames(settled, nameless);
    return { ...settled, notes: [...settled.notes, ...dataAsNames, ...(blank === undefined ? [] : [blank])] };
  }

  #next(record: CsvRecord): void {
    if (this.#header !== undefined && this.#builder !== undefined) {
      if (record.cells.length !== this.#header.names.length) throw this.#ragged(record, this.#header);
      this.#builder.addRow(record);
    } else if (this.#options.header === false) {
      this.#begin({ ...record, cells: record.cells.map((_, j) => `x${j + 1}`), raw: undefined }, record);
    } else if (this.#first === undefined) {
      this.#first = record;
    } else {
      this.#begin(this.#first, record);
    }
  }

  #begin(first: CsvRecord, row: CsvRecord | undefined): void {
    const { file, delimiter, heap, bytes, skipFooter: _held, header: _said, ...options } = this.#options;
    this.#header = readHeader(first, row, this.#options);
    const { names, notes } = this.#header;
    const last = names[names.length - 1];
    const numbers = heap === undefined ? new NumberBlocks(names.length) : new KernelNumbers(heap, names.length, bytes);
    this.#builder = new TableBuilder(names, notes, {
      ...options,
      file,
      delimiter,
      spelled: [...(options.spelled ?? []), last],
      numbers,
    });
    if (row !== undefined) this.#next(row);
  }

  #ragged(record: CsvRecord, { names }: Header): GridsearchError {
    const { cells } = record;
    const count = (n: number) => `${n} ${n === 1 ? 'field' : 'fields'}`;
    const firstExtra = Math.min(names.length, cells.length - 1);
    return new GridsearchError('CSV_COLUMNS', `${count(cells.length)}, header has ${names.length}`, {
      where: placeOfCell(record, firstExtra, this.#options),
      help: raggedHelp(cells, names.length),
    });
  }
}

function raggedHelp(cells: readonly string[], width: number): string {
  if (cells.length === width + 1 && trimBlanks(cells[width]) === '') return 'the line ends with a delimiter: remove it';
  if (cells.length === 2 * width) return 'are these decimal commas? write 1.5, or use another delimiter and points';
  const plain = 'every line needs as many fields as the header; a cell that holds the delimiter is put in quotes';
  const mark = /^(?:#|%|\/\/|--)/.exec(cells[0])?.[0];
  if (mark !== undefined) return `a remark? --comment '${mark}' skips lines that begin so (data: {comment: "${mark}"})`;
  const filled = cells.filter((cell) => trimBlanks(cell) !== '').length;
  return filled <= 1 || FOOTER.test(cells[0])
    ? `${plain}\na remark or a total at the end of the file? --skip-footer 1 leaves the last line out (data: {skip_footer: 1})`
    : plain;
}

/** How lines behind a table begin. */
export const FOOTER =
  /^\s*(?:grand |sub)?(?:totals?|sum|average|mean|source|sources|notes?|footnotes?|generated|exported|updated)\b/i;

/** Counts blank lines that stand between rows; those at the end of the file are nobody's business. */
class BlankLines {
  #inside = 0;
  #firstLine = 0;
  #latest = 0;
  #latestLine = 0;
  #rows = -1;

  /** @param rows  how many stand before it */
  add(line: number, rows: number): void {
    this.#countInside(rows);
    if (this.#latest === 0) this.#latestLine = line;
    this.#latest++;
    this.#rows = rows;
  }

  note(rows: number): string | undefined {
    this.#countInside(rows);
    if (this.#inside === 0) return undefined;
    return this.#inside === 1
      ? `line ${this.#firstLine} is blank: skipped`
      : `${this.#inside} blank lines among the rows are skipped (the first is line ${this.#firstLine})`;
  }

  #countInside(rows: number): void {
    if (rows <= this.#rows || this.#latest === 0) return;
    if (this.#inside === 0) this.#firstLine = this.#latestLine;
    this.#inside += this.#latest;
    this.#latest = 0;
  }
}
