// The contract of the scanner that reads plain numeric lines for table/: made of a kernel, and so given to the reader
// as a value. Text is put into its rooms in turn. What has been offered may be scanned by another thread before it is
// asked for; whether it was changes nothing in what is told of it.

export interface ScanShape {
  /** Cells of each line. */
  readonly columns: number;
  /** One ASCII character that no number holds. */
  readonly delimiter: string;
}

/**
 * What was read of some lines. The arrays are views that hold until the next scan, or until something else is put into
 * the room.
 */
export interface Scanned {
  readonly rows: number;
  /** Row by row; NaN where a cell is listed. */
  readonly values: Float64Array;
  /**
   * Row, column, first byte and byte after the last (in the room) of each cell that is not plainly a number, or whose
   * column is kept.
   */
  readonly listed: Int32Array;
  /** Offset in the room of the first line that was not read. */
  readonly end: number;
  /** Whether that line has another number of cells, or is blank. */
  readonly irregular: boolean;
}

export interface NumberScanner {
  /** Text is put at the beginning of these, in turn. */
  readonly rooms: readonly Uint8Array[];
  /** Says what the lines hold; forgets what was said before. */
  begin(shape: ScanShape): void;
  /** From now on all cells of this column are listed. */
  keep(column: number): void;
  /**
   * Is told that bytes [0, end) of a room are whole lines now; the last may lack its line feed where one lies behind
   * it.
   */
  filled(room: number, end: number): void;
  /** Whether no other thread is at these lines, or will be. */
  isSettled(room: number): boolean;
  /**
   * Resolves when they are settled; only then they may be asked for, or overwritten. Meanwhile lends a hand with other
   * rooms.
   */
  settle(room: number): Promise<void>;
  /** Whether they are ASCII without quotes, NULs and carriage returns that no line feed follows. */
  isPlain(room: number): boolean;
  /** Reads plain lines from an offset on, until one is irregular or as many as fit are read. */
  scan(room: number, start: number): Scanned;
  /** Gives its memory back. */
  free(): void;
}
