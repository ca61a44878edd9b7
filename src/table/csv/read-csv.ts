// Reads a CSV file (or standard input) into a Table, in one pass: the bytes are hashed, checked, decoded, cut and
// parsed as they come. Memory: the numbers as doubles, once, and a few megabytes.

import { createHash } from 'node:crypto';
import type { ByteSource } from '../../base/byte-source.js';
import { GridsearchError } from '../../base/errors.js';
import type { Heap } from '../../base/kernel-memory.js';
import type { NumberScanner } from '../../base/number-scanner.js';
import type { ColumnReading, TableReading } from '../../base/table-reading.js';
import { delimiterIn, WHITESPACE } from '../../base/units.js';
import { BEGINNING_BYTES, type Beginning, lookAt } from './beginning.js';
import { Blanks } from './blanks.js';
import { refuseForeign } from './foreign.js';
import { continued, peek, unpacked } from './gunzip.js';
import { openSource, sourceName } from './open-source.js';
import { RecordReader } from './record-reader.js';
import { RowSink } from './row-sink.js';
import { isScannable, ScannedLines } from './scanned-lines.js';
import type { NamedColumns, Table } from './table.js';
import { refuseTooLarge } from './table-size.js';
import { countLines, decodeLines, dropLines, hasLine, wholeLines } from './whole-lines.js';

export interface ReadOptions extends Partial<Omit<TableReading, 'decimal' | 'thousands' | 'numbers'>> {
  /** How the cells of each column are read; default: as they look. */
  readonly columnReading?: (name: string) => ColumnReading;
  /** Columns whose exact text is to be kept (the target). The last column's always is. */
  readonly spelled?: readonly string[];
  /** Columns of which every cell is kept as it stands, missing ones too. */
  readonly echoed?: readonly string[];
  /** How messages name the source; default its path. */
  readonly file?: string;
  /** Reads plain numeric lines several times faster; the table is the same without. */
  readonly scanner?: NumberScanner;
  /** Memory for the numbers, as one array that grows as they come; default: blocks that go back to the system. */
  readonly heap?: Heap;
  /** How many bytes there are to read, unpacked, where that is known. */
  readonly bytes?: number;
  /** What the table and its copy in the search may take; default no limit. */
  readonly memoryBytes?: number;
  /** How many of its columns will be features of a search; default 0: it is read for another reason. */
  readonly features?: (header: NamedColumns) => number;
  /** Standard input, for source '-'. */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/**
 * Reads a table.
 * @param source  path of a CSV file, compressed with gzip or not, or '-' for standard input
 * @throws CSV_… (exit code 2) with file, line and column for whatever is wrong in the file; DATA_TOO_LARGE (5)
 * Cost: about 70 MB/s for plain numbers, 400 MB/s with a scanner.
 */
export async function readCsv(source: string, options: ReadOptions = {}): Promise<Table> {
  const { delimiter: word, ...rest } = options;
  const delimiter = word === undefined ? undefined : checkDelimiter(word);
  const file = options.file ?? sourceName(source);
  const opened = await openSource(source, options.stdin);
  let bytes = opened;
  try {
    bytes = await unpacked(opened, file);
    const peeked = await peek(bytes, BEGINNING_BYTES);
    const start = peeked.bytes;
    refuseForeign(start, file);
    const look = { ...options, file, ...(delimiter === undefined ? {} : { delimiter }) };
    const beginning = lookAt(start.subarray(0, BEGINNING_BYTES), start.length < BEGINNING_BYTES, look);
    const table = await readTable(continued(bytes, peeked), beginning, { ...rest, file });
    const found = beginning.guessed && beginning.delimiter !== ',' ? { delimiter: beginning.delimiter } : {};
    return { ...table, ...found, notes: [...beginning.notes, ...table.notes] };
  } finally {
    await bytes.close();
  }
}

async function readTable(
  source: ByteSource,
  { delimiter: word, guessed, skip }: Beginning,
  options: Omit<ReadOptions, 'delimiter'> & { readonly file: string },
): Promise<Table> {
  const { file, memoryBytes = Number.POSITIVE_INFINITY, comment, skipFooter = 0 } = options;
  const hash = createHash('sha256');
  const blanks = word === WHITESPACE ? new Blanks() : undefined;
  const delimiter = blanks === undefined ? word : '\t';
  const sink = new RowSink({ ...options, delimiter, guessed });
  const records = new RecordReader({ file, delimiter, comment, onRecord: (record) => sink.take(record) });
  const scanner = isScannable(delimiter, options.naValues) && skipFooter === 0 ? options.scanner : undefined;
  const lines = scanner && new ScannedLines({ scanner, records, sink, delimiter });
  const buffer = scanner?.buffer ?? new Uint8Array(CHUNK_BYTES);
  let line = 1;
  let read = 0;
  const chunks = wholeLines(source, {
    buffer,
    file,
    nextLine: () => line,
    onBytes: (bytes) => hash.update(bytes),
  });
  let before = skip;
  for await (const chunk of chunks) {
    const { bytes } = chunk;
    const { start, left } = dropLines(chunk, before);
    records.skip(before - left);
    line += before - left;
    before = left;
    if (start > 0) bytes.copyWithin(0, start, chunk.end);
    let end = chunk.end - start;
    if (blanks !== undefined) end = blanks.narrow(bytes, end);
    const from = records.line;
    const plain = bytes === buffer && (comment === undefined || !hasLine(bytes, end, comment));
    const scanned = plain ? (lines?.read(end) ?? 0) : 0;
    line += records.line - from;
    if (scanned < end) {
      const text = decodeLines(bytes.subarray(scanned, end), file, line);
      line += countLines(text);
      records.push(text);
    }
    read += chunk.end;
    const { rows = 0, columns = 0, listed = [] } = sink.builder ?? {};
    const features = (): number => options.features?.({ file, columns: sink.builder?.header ?? [] }) ?? 0;
    refuseTooLarge(
      { file, rows, columns, texts: listed.length, features, bytes: read, ofBytes: options.bytes },
      { memoryBytes },
    );
  }
  records.end();
  return sink.finish(hash.digest('hex'));
}

const CHUNK_BYTES = 1 << 20;

function checkDelimiter(word: string): string {
  const delimiter = delimiterIn(word);
  if (delimiter !== undefined) return delimiter;
  const message = `the delimiter is one character, "tab" or "whitespace"; got ${JSON.stringify(word)}`;
  throw new GridsearchError('CSV_DELIMITER', message, { help: "--delimiter ';'" });
}
