// The quick way for plain numeric lines: bytes through the number scanner into the table. Whatever is not plain
// (quotes, other characters than ASCII, lines of another length, blank lines) is left to the reader of records, so that
// both ways read the same.

import type { NumberScanner, Scanned } from '../../base/number-scanner.js';
import { isNumber } from './cells.js';
import type { RecordReader } from './record-reader.js';
import type { RowSink } from './row-sink.js';
import type { ScannedRows, TableBuilder } from './table-builder.js';

const LINE_FEED = 10;

export interface ScannedLinesParts {
  readonly scanner: NumberScanner;
  readonly records: RecordReader;
  readonly sink: RowSink;
  readonly delimiter: string;
}

/** Whether the scanner can tell this delimiter from what numbers are written with, and no number means "missing". */
export function isScannable(delimiter: string, naValues: readonly string[] = []): boolean {
  return /^[\t -~]$/.test(delimiter) && !/[0-9+\-.eE]/.test(delimiter) && !naValues.some(isNumber);
}

/** A class because it guards what the scanner was told of the lines. */
export class ScannedLines {
  readonly #parts: ScannedLinesParts;
  readonly #bytes: Buffer;
  #builder: TableBuilder | undefined;
  /** How many of the columns that the builder wants to see as text the scanner knows. */
  #kept = 0;

  constructor(parts: ScannedLinesParts) {
    this.#parts = parts;
    const { buffer, byteOffset, byteLength } = parts.scanner.buffer;
    this.#bytes = Buffer.from(buffer, byteOffset, byteLength);
  }

  /**
   * Reads whole lines, bytes [0, end) of the scanner's buffer; returns the offset of the first byte that is left to
   * another reader.
   */
  read(end: number): number {
    const { scanner, records, sink } = this.#parts;
    if (!records.idle || !scanner.isPlain(end)) return 0;
    let at = 0;
    while (at < end && records.idle && !sink.started) at = this.#readLine(at);
    while (at < end && records.idle && sink.builder !== undefined) at = this.#scan(sink.builder, at, end);
    if (sink.builder !== undefined) this.#tellShape(sink.builder);
    return Math.min(at, end);
  }

  /** Scans lines as far as they are regular, then hands on the one that is not. */
  #scan(builder: TableBuilder, start: number, end: number): number {
    const { scanner, records } = this.#parts;
    this.#tellShape(builder);
    const scanned = scanner.scan(start, end);
    const rows = builder.addScanned(scanned, this.#rowsOf(scanned));
    records.skip(rows);
    if (rows < scanned.rows) return lineAfter(this.#bytes, lastCellEnd(scanned, rows - 1));
    return scanned.irregular ? this.#readLine(scanned.end) : scanned.end;
  }

  #tellShape(builder: TableBuilder): void {
    const { scanner, delimiter } = this.#parts;
    if (this.#builder !== builder) scanner.begin({ columns: builder.columns, delimiter });
    this.#builder = builder;
    const { listed } = builder;
    for (; this.#kept < listed.length; this.#kept++) scanner.keep(listed[this.#kept]);
  }

  #rowsOf({ listed }: Scanned): ScannedRows {
    const bytes = this.#bytes;
    const { records, delimiter } = this.#parts;
    const { line } = records;
    return {
      line,
      cell: (i) => text(bytes, listed[i + 2], listed[i + 3]),
      record: (i) => {
        const start = bytes.subarray(0, listed[i + 2]).lastIndexOf(LINE_FEED) + 1;
        return { cells: lineText(bytes, start).split(delimiter), line: line + listed[i], raw: undefined };
      },
    };
  }

  #readLine(start: number): number {
    const bytes = this.#bytes;
    this.#parts.records.push(`${lineText(bytes, start)}\n`);
    return lineAfter(bytes, start);
  }
}

function lineText(bytes: Buffer, start: number): string {
  const end = lineAfter(bytes, start) - 1;
  return text(bytes, start, end > start && bytes[end - 1] === 13 ? end - 1 : end);
}

function lineAfter(bytes: Buffer, offset: number): number {
  return bytes.indexOf(LINE_FEED, offset) + 1;
}

function text(bytes: Buffer, start: number, end: number): string {
  return end - start === 1 ? String.fromCharCode(bytes[start]) : bytes.toString('latin1', start, end);
}

/** The end of the last listed cell of a row that has one. */
function lastCellEnd({ listed }: Scanned, row: number): number {
  let i = 0;
  while (i < listed.length && listed[i] <= row) i += 4;
  return listed[i - 1];
}
