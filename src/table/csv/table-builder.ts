// Rows of cells in, a Table out. Numbers go straight into blocks of doubles; a column that meets text gets codes and a
// dictionary. The inner loop of reading a file is addRow: a plain number costs one call of Number() and one store.

import { GridsearchError } from '../../base/errors.js';
import type { Scanned } from '../../base/number-scanner.js';
import type { ColumnReading } from '../../base/table-reading.js';
import {
  classifyCell,
  controlCharacterAt,
  detached,
  isCode,
  isNumber,
  MISSING_TOKENS,
  plainNumber,
  quoteCell,
  trimBlanks,
} from './cells.js';
import { type ColumnState, newColumn, noteCodes } from './column-state.js';
import { placeOfCell } from './header.js';
import { spellNumber } from './number-format.js';
import type { Numbers } from './numbers.js';
import type { CsvRecord } from './record-reader.js';
import { MAX_TEXTS, type Speller, speller } from './speller.js';
import type { CellPlace, Table, TableColumn } from './table.js';

export interface BuilderOptions {
  readonly file: string;
  readonly delimiter: string;
  /** Missing tokens beside the usual ones. */
  readonly naValues?: readonly string[];
  /** Whether only these are missing. */
  readonly onlyNa?: boolean;
  readonly columnReading?: (name: string) => ColumnReading;
  /** Columns whose exact text is kept. */
  readonly spelled: readonly string[];
  /** Columns of which every cell is kept as it stands. */
  readonly echoed?: readonly string[];
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

const NOTHING_MISSING: ReadonlySet<string> = new Set();

/** Collects rows. A class because it guards the growing columns. */
export class TableBuilder {
  readonly #options: BuilderOptions;
  readonly #missing: ReadonlySet<string>;
  readonly #columns: ColumnState[];
  readonly #spellers: (Speller | undefined)[];
  readonly #echoes: (Speller | undefined)[];
  /** Columns of which each cell is looked at as text. */
  readonly #listed: number[];
  readonly #numbers: Numbers;
  readonly #lineJumps: [row: number, line: number][] = [];
  readonly #notes: string[];
  /** Of each column whether it is among those, or holds numbers that mean "missing". */
  readonly #isListed: boolean[];
  /** Of each column whether the scanner may read its numbers. */
  readonly #isScanned: boolean[];
  #rows = 0;
  #nextLine = 2;

  constructor(names: readonly string[], notes: readonly string[], options: BuilderOptions) {
    this.#options = options;
    this.#notes = [...notes];
    const { naValues = [], onlyNa = false, columnReading = () => ({}), echoed = [], spelled } = options;
    this.#missing = new Set([...(onlyNa ? [] : MISSING_TOKENS), ...naValues]);
    this.#columns = names.map((name) => newColumn(name, columnReading(name)));
    const [asSpelled, asEchoed] = [new Set(spelled), new Set(echoed)];
    this.#spellers = this.#columns.map(({ name, verbatim, read }) =>
      verbatim || asSpelled.has(name) ? speller(this.#missing, MAX_TEXTS, read) : undefined,
    );
    this.#echoes = names.map((name) => (asEchoed.has(name) ? speller(NOTHING_MISSING) : undefined));
    this.#listed = this.#columns.flatMap(({ read }, j) =>
      read === undefined && this.#spellers[j] === undefined && this.#echoes[j] === undefined ? [] : [j],
    );
    const someNumbersMissing = naValues.some(isNumber);
    const listed = new Set(this.#listed);
    this.#isListed = names.map((_, j) => someNumbersMissing || listed.has(j));
    this.#isScanned = names.map((_, j) => !listed.has(j));
    this.#numbers = options.numbers;
  }

  get columns(): number {
    return this.#columns.length;
  }

  /** The columns by name. */
  get header(): readonly { readonly name: string }[] {
    return this.#columns;
  }

  /** Columns of which each cell is looked at as text, in the order in which that was found; it grows. */
  get listed(): readonly number[] {
    return this.#listed;
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
    const { block } = numbers;
    const listed = this.#isListed;
    const from = numbers.rowsInBlock * cells.length;
    for (let j = 0; j < cells.length; j++) {
      const value = listed[j] ? Number.NaN : plainNumber(cells[j]);
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
      notes: [...this.#notes, ...noteCodes(this.#columns)],
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
    this.#echoes[j]?.add(cell);
    const spelledCell = this.#spellers[j]?.add(cell);
    const { kind, value } = spelledCell ?? classifyCell(cell, this.#missing, column.read);
    if (kind === 'number' && !column.verbatim && column.code === undefined) {
      if (column.isNumber || !isCode(cell, value)) return value;
      column.code = { cell: detached(trimBlanks(cell)), line: record().line };
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
    const { read, format = {} } = this.#columns[j];
    const late = speller(this.#missing, MAX_TEXTS, read);
    for (let row = 0; row < this.#rows; row++) {
      const value = this.#numbers.at(row, j);
      if (Number.isNaN(value)) late.addMissing();
      else late.add(spellNumber(value, format));
    }
    late.add(cell);
    this.#spellers[j] = late;
    if (this.#isScanned[j]) this.#listed.push(j);
    this.#isListed[j] = true;
    this.#isScanned[j] = false;
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

  #place(record: CsvRecord, j: number): CellPlace {
    const where = placeOfCell(record, j, this.#options);
    const shown = where.text === undefined ? where : { ...where, text: detached(where.text) };
    return { row: this.#rows, where: shown, text: detached(record.cells[j]) };
  }

  #finishColumn(column: ColumnState, j: number): TableColumn {
    const { name, missing, texts, firstMissing, firstText, verbatim, code } = column;
    const echo = this.#echoes[j]?.finish();
    const base = {
      name,
      missing,
      ...(firstMissing === undefined ? {} : { firstMissing }),
      ...(echo === undefined ? {} : { echo }),
    };
    const spelling = this.#spellers[j]?.finish();
    if (firstText === undefined || spelling === undefined)
      return { kind: 'numeric', ...base, ...(spelling === undefined || spelling.overflow ? {} : { spelling }) };
    const present = this.#rows - missing;
    if (verbatim || code !== undefined)
      return {
        kind: 'text',
        ...base,
        spelling,
        texts: present,
        numbers: 0,
        firstText,
        ...(verbatim ? { verbatim } : { codes: true }),
      };
    return { kind: 'text', ...base, spelling, texts, numbers: present - texts, firstText };
  }
}
