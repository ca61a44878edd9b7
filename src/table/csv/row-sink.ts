// Records of a CSV file in, a Table out: tells the header, rows and blank lines apart and refuses ragged rows.

import { GridsearchError } from '../../base/errors.js';
import type { Heap } from '../../base/kernel-memory.js';
import { trimBlanks } from './cells.js';
import { type Header, placeOfCell, readHeader } from './header.js';
import { NumberBlocks, SettledNumbers } from './numbers.js';
import type { CsvRecord } from './record-reader.js';
import type { Table } from './table.js';
import { TableBuilder } from './table-builder.js';

export interface SinkOptions {
  readonly file: string;
  readonly delimiter: string;
  /** True where nobody said what the delimiter is. */
  readonly guessed: boolean;
  readonly naValues?: readonly string[];
  readonly spelled?: readonly string[];
  readonly heap?: Heap;
  readonly bytes?: number;
}

/** A class because it guards what has been seen so far. */
export class RowSink {
  readonly #options: SinkOptions;
  #header: Header | undefined;
  #builder: TableBuilder | undefined;
  #blank: CsvRecord | undefined;

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  /** What takes the rows, once the header is known and while no blank line stands between. */
  get builder(): TableBuilder | undefined {
    return this.#blank === undefined ? this.#builder : undefined;
  }

  /** Whether the header has been read. */
  get started(): boolean {
    return this.#builder !== undefined;
  }

  /** Takes a record: the header, a row or a blank line. */
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

  /** The finished table. Throws CSV_EMPTY, CSV_NO_ROWS. */
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
    const { file, delimiter, naValues = [], spelled = [], heap, bytes } = this.#options;
    this.#header = readHeader(record, this.#options);
    const last = this.#header.names[this.#header.names.length - 1];
    const numbers =
      heap === undefined
        ? new NumberBlocks(this.#header.names.length)
        : new SettledNumbers(heap, this.#header.names.length, bytes);
    this.#builder = new TableBuilder(this.#header.names, this.#header.notes, {
      file,
      delimiter,
      naValues,
      spelled: [...spelled, last],
      numbers,
    });
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
    else if (cells.length === 2 * names.length)
      help = 'are these decimal commas? write 1.5, or use another delimiter and points';
    const firstExtra = Math.min(names.length, cells.length - 1);
    return new GridsearchError('CSV_COLUMNS', `${found}, header has ${names.length}`, {
      where: placeOfCell(record, firstExtra, this.#options),
      help,
    });
  }
}
