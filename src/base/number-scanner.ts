// The contract of the scanner that reads plain numeric lines for table/: made of a kernel, and so given to the reader as a value.

export interface ScanShape {
  /** Cells of each line. */
  readonly columns: number;
  /** One ASCII character that no number holds. */
  readonly delimiter: string;
}

/** What was read of some lines. The arrays are views that the next scan overwrites. */
export interface Scanned {
  readonly rows: number;
  /** Row by row; NaN where a cell is listed. */
  readonly values: Float64Array;
  /** Row, column, first byte and byte after the last (in `input`) of each cell that is not plainly a number, or whose column is kept. */
  readonly listed: Int32Array;
  /** Offset in `input` of the first line that was not read. */
  readonly end: number;
  /** Whether that line has another number of cells, or is blank. */
  readonly irregular: boolean;
}

export interface NumberScanner {
  /** Bytes to scan must lie here. */
  readonly input: Uint8Array;
  /** Whether these bytes of `input` are ASCII without quotes, NULs and carriage returns that no line feed follows. */
  isPlain(start: number, end: number): boolean;
  /** Says what the lines hold; forgets what was said before. */
  begin(shape: ScanShape): void;
  /** From now on all cells of this column are listed. */
  keep(column: number): void;
  /** Reads lines of plain bytes, each with a line feed at its end, until one is irregular or `maxRows` or as many as fit are read. */
  scan(start: number, end: number, maxRows: number): Scanned;
  /** Gives its memory back. */
  free(): void;
}
