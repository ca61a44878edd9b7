// The contract of the scanner that reads plain numeric lines for table/: made of a kernel, and so given to the reader
// as a value. Text is put into its buffer and scanned there.

export interface ScanShape {
  /** Cells of each line. */
  readonly columns: number;
  /** One ASCII character that no number holds. */
  readonly delimiter: string;
}

/** What was read of some lines. The arrays are views that hold until the next scan. */
export interface Scanned {
  readonly rows: number;
  /** Row by row; NaN where a cell is listed. */
  readonly values: Float64Array;
  /**
   * Row, column, first byte and byte after the last (in the buffer) of each cell that is not plainly a number, or whose
   * column is kept.
   */
  readonly listed: Int32Array;
  /** Offset in the buffer of the first line that was not read. */
  readonly end: number;
  /** Whether that line has another number of cells, or is blank. */
  readonly irregular: boolean;
}

export interface NumberScanner {
  /** Whole lines are put at its beginning; the last may lack its line feed where one lies behind it. */
  readonly buffer: Uint8Array;
  /** Says what the lines hold; forgets what was said before. */
  begin(shape: ScanShape): void;
  /** From now on all cells of this column are listed. */
  keep(column: number): void;
  /** Whether bytes [0, end) are ASCII without quotes, NULs and carriage returns that no line feed follows. */
  isPlain(end: number): boolean;
  /** Reads plain lines of bytes [start, end), until one is irregular or as many as fit are read. */
  scan(start: number, end: number): Scanned;
  /** Gives its memory back. */
  free(): void;
}
