// Rows of cells in, a Table out. Numbers go straight into blocks of doubles; a column that meets text gets codes and a
// dictionary. The inner loop of reading a file is addRow: a plain number costs one call of Number() and one store.

import { GridsearchError } from '../../base/errors.js';
import { flagWord } from '../../base/flag-word.js';
import type { Scanned } from '../../base/number-scanner.js';
import {
  classifyCell,
  controlCharacterAt,
  detached,
  isNumber,
  isRoundedInteger,
  MISSING_TOKENS,
  plainNumber,
  quoteCell,
} from './cells.js';
import { placeOfCell } from './header.js';
import type { Numbers } from './numbers.js';
import type { CsvRecord } from './record-reader.js';
import { type Speller, speller } from './speller.js';
import type { CellPlace, Table, TableColumn } from './table.js';

interface ColumnState {
  readonly name: string;
  missing: number;
  texts: number;
  firstMissing: CellPlace | undefined;
  firstText: CellPlace | undefined;
}

export interface BuilderOptions {
  readonly file: string;
  readonly delimiter: string;
  /** Missing tokens beside the usual ones. */
  readonly naValues: readonly string[];
  /** Columns whose exact text is kept. */
  readonly spelled: readonly string[];
  /** Where the numbers go. */
  readonly numbers: Numbers;
}

/** What stands behind rows that were scanned: the text of their listed cells. */
export interface ScannedRows {
  /** Line of the first row; each row is one line. */
  readonly line: number;
  /** The cell of the entry that begins at `listed[i]`. */
  readonly cell: (i: number) => string;
  /** The whole row of that cell. */
  readonly record: (i: number) => CsvRecord;
}

/** Collects rows. A class because it guards the growing columns. */
export class TableBuilder {
  readonly #options: BuilderOptions;
  readonly #missing: ReadonlySet<string>;
  /** False where some numbers mean "missing", so that each cell must be compared with them. */
  readonly #numbersArePlain: boolean;
  readonly #columns: ColumnState[];
  readonly #spellers: (Speller | undefined)[];
  readonly #spelled: number[];
  readonly #numbers: Numbers;
  readonly #lineJumps: [row: number, line: number][] = [];
  readonly #notes: string[];
  #rows = 0;
  #nextLine = 2;
  #roundedNoted = false;

  constructor(names: readonly string[], notes: readonly string[], options: BuilderOptions) {
    this.#options = options;
    this.#notes = [...notes];
    this.#missing = new Set([...MISSING_TOKENS, ...options.naValues]);
    this.#numbersArePlain = !options.naValues.some(isNumber);
    this.#columns = names.map((name) => ({
      name,
      missing: 0,
      texts: 0,
      firstMissing: undefined,
      firstText: undefined,
    }));
    this.#spellers = names.map((name) => (options.spelled.includes(name) ? speller(this.#missing) : undefined));
    this.#spelled = names.flatMap((_, j) => (this.#spellers[j] === undefined ? [] : [j]));
    this.#numbers = options.numbers;
  }

  get columns(): number {
    return this.#columns.length;
  }

  /** The columns by name. */
  get header(): readonly { readonly name: string }[] {
    return this.#columns;
  }

  /** Columns whose text is kept, in the order in which that was found; it grows. */
  get spelled(): readonly number[] {
    return this.#spelled;
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Takes rows that the scanner read. Where a column turns out to have text, the rows behind that cell are not taken:
   * they are to be scanned again with that column kept.
   * @returns how many rows were taken
   */
  addScanned({ rows, values, listed, end: bytes }: Scanned, source: ScannedRows): number {
    if (rows === 0) return 0;
    this.#noteLine(source.line);
    const width = this.#columns.length;
    const numbers = this.#numbers;
    const first = this.#rows;
    let [taken, end] = [0, rows];
    for (let i = 0; taken < end; this.#rows = first + taken) {
      if (numbers.freeRows === 0) numbers.more(rows, bytes);
      const { block, rowsInBlock, freeRows } = numbers;
      const [from, offset] = [taken, rowsInBlock * width];
      taken = Math.min(end, from + freeRows);
      block.set(values.subarray(from * width, taken * width), offset);
      for (; i < listed.length && listed[i] < taken; i += 4) {
        const [cell, row, j] = [i, listed[i], listed[i + 1]];
        const spellerBefore = this.#spellers[j];
        this.#rows = first + row;
        block[offset + (row - from) * width + j] = this.#lookCloser(source.cell(cell), j, () => source.record(cell));
        if (this.#spellers[j] !== spellerBefore) end = taken = row + 1;
      }
      numbers.take(taken - from);
    }
    this.#nextLine = source.line + taken;
    return taken;
  }

  /** Takes one data row that has as many cells as the header. Throws CSV_CONTROL_CHARACTER. */
  addRow(record: CsvRecord): void {
    const numbers = this.#numbers;
    if (numbers.freeRows === 0) numbers.more(1, undefined);
    this.#noteLine(record.line);
    this.#nextLine = record.line + 1;
    const { cells } = record;
    const spellers = this.#spellers;
    const { block } = numbers;
    const from = numbers.rowsInBlock * cells.length;
    for (let j = 0; j < cells.length; j++) {
      const value = this.#numbersArePlain && spellers[j] === undefined ? plainNumber(cells[j]) : Number.NaN;
      block[from + j] = Number.isNaN(value) ? this.#lookCloser(cells[j], j, () => record) : value;
    }
    numbers.take(1);
    this.#rows++;
  }

  /** The finished table. Throws CSV_NO_ROWS. */
  finish(sha256: string): Table {
    if (this.#rows === 0) {
      throw new GridsearchError('CSV_NO_ROWS', 'the file has a header and no data rows', {
        where: { file: this.#options.file, line: 2 },
      });
    }
    return {
      file: this.#options.file,
      sha256,
      rows: this.#rows,
      columns: this.#columns.map((column, j) => this.#finishColumn(column, j)),
      ...this.#numbers.finish(),
      lineJumps: this.#lineJumps,
      notes: this.#notes,
    };
  }

  #noteLine(line: number): void {
    if (line !== this.#nextLine) this.#lineJumps.push([this.#rows, line]);
  }

  /**
   * The number of a cell that is not plainly one, or whose text is kept; NaN (and notes taken) where it is missing or
   * text.
   */
  #lookCloser(cell: string, j: number, record: () => CsvRecord): number {
    const column = this.#columns[j];
    const spelledCell = this.#spellers[j]?.add(cell);
    const { kind, value } = spelledCell ?? classifyCell(cell, this.#missing);
    if (kind === 'number') {
      if (!this.#roundedNoted && isRoundedInteger(cell, value)) this.#noteRounded(cell, column.name, record().line);
      return value;
    }
    if (kind === 'missing') {
      column.missing++;
      column.firstMissing ??= this.#place(record(), j);
      return Number.NaN;
    }
    if (spelledCell === undefined) this.#startText(j, cell);
    column.texts++;
    column.firstText ??= this.#place(record(), j);
    if (spelledCell?.fresh !== false) this.#refuseControl(cell, j, record);
    return Number.NaN;
  }

  /** Turns a column into one whose text is kept: earlier numbers are spelled as JavaScript prints them. */
  #startText(j: number, cell: string): void {
    const late = speller(this.#missing);
    for (let row = 0; row < this.#rows; row++) {
      const value = this.#numbers.at(row, j);
      late.add(Number.isNaN(value) ? '' : String(value));
    }
    late.add(cell);
    this.#spellers[j] = late;
    this.#spelled.push(j);
  }

  #refuseControl(cell: string, j: number, record: () => CsvRecord): void {
    const at = controlCharacterAt(cell);
    if (at < 0) return;
    const code = cell.charCodeAt(at).toString(16).padStart(2, '0');
    throw new GridsearchError(
      'CSV_CONTROL_CHARACTER',
      `the cell ${quoteCell(cell)} holds a control character (0x${code})`,
      { where: placeOfCell(record(), j, this.#options) },
    );
  }

  #noteRounded(cell: string, name: string, line: number): void {
    this.#roundedNoted = true;
    this.#notes.push(
      `column ${quoteCell(name)}, line ${line}: ${cell} is past 2^53 and may be rounded; is it an id? ${flagWord('drop', name)}`,
    );
  }

  #place(record: CsvRecord, j: number): CellPlace {
    const where = placeOfCell(record, j, this.#options);
    const shown = where.text === undefined ? where : { ...where, text: detached(where.text) };
    return { row: this.#rows, where: shown, text: detached(record.cells[j]) };
  }

  #finishColumn(column: ColumnState, j: number): TableColumn {
    const { name, missing, texts, firstMissing, firstText } = column;
    const base = { name, missing, ...(firstMissing === undefined ? {} : { firstMissing }) };
    const spelling = this.#spellers[j]?.finish();
    if (firstText === undefined || spelling === undefined)
      return { kind: 'numeric', ...base, ...(spelling === undefined || spelling.overflow ? {} : { spelling }) };
    return { kind: 'text', ...base, spelling, texts, numbers: this.#rows - missing - texts, firstText };
  }
}
