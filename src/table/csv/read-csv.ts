// Reads a CSV file (or standard input) into a Table, in one pass: the bytes are hashed, checked, decoded, cut and
// parsed as they come. Memory: the numbers as doubles, once, and a few megabytes.

import { createHash } from 'node:crypto';
import type { ByteSource } from '../../base/byte-source.js';
import { GridsearchError } from '../../base/errors.js';
import type { Heap } from '../../base/kernel-memory.js';
import type { NumberScanner } from '../../base/number-scanner.js';
import { delimiterIn } from '../../base/units.js';
import { unpacked } from './gunzip.js';
import { openSource, sourceName } from './open-source.js';
import { RecordReader } from './record-reader.js';
import { RowSink } from './row-sink.js';
import { isScannable, ScannedLines } from './scanned-lines.js';
import type { NamedColumns, Table } from './table.js';
import { refuseTooLarge } from './table-size.js';
import { countLines, decodeLines, wholeLines } from './whole-lines.js';

export interface ReadOptions {
  /** One character, or `tab`; default a comma. */
  readonly delimiter?: string;
  /** Cells that mean "missing", beside MISSING_TOKENS. */
  readonly naValues?: readonly string[];
  /** Columns whose exact text is to be kept (target, columns to echo). The last column's always is. */
  readonly spelled?: readonly string[];
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
  const delimiter = checkDelimiter(options.delimiter);
  const file = options.file ?? sourceName(source);
  const opened = await openSource(source, options.stdin);
  let bytes = opened;
  try {
    bytes = await unpacked(opened, file);
    return await readTable(bytes, delimiter, { ...options, file });
  } finally {
    await bytes.close();
  }
}

async function readTable(
  source: ByteSource,
  delimiter: string,
  options: ReadOptions & { readonly file: string },
): Promise<Table> {
  const { file, memoryBytes = Number.POSITIVE_INFINITY } = options;
  const hash = createHash('sha256');
  const sink = new RowSink({ ...options, delimiter, guessed: options.delimiter === undefined });
  const records = new RecordReader({ file, delimiter, onRecord: (record) => sink.take(record) });
  const scanner = isScannable(delimiter, options.naValues) ? options.scanner : undefined;
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
  for await (const { bytes, end } of chunks) {
    const before = records.line;
    const scanned = bytes === buffer ? (lines?.read(end) ?? 0) : 0;
    line += records.line - before;
    if (scanned < end) {
      const text = decodeLines(bytes.subarray(scanned, end), file, line);
      line += countLines(text);
      records.push(text);
    }
    read += end;
    const { rows = 0, columns = 0, spelled = [] } = sink.builder ?? {};
    const features = (): number => options.features?.({ file, columns: sink.builder?.header ?? [] }) ?? 0;
    refuseTooLarge(
      { file, rows, columns, texts: spelled.length, features, bytes: read, ofBytes: options.bytes },
      { memoryBytes },
    );
  }
  records.end();
  return sink.finish(hash.digest('hex'));
}

const CHUNK_BYTES = 1 << 20;

function checkDelimiter(word = ','): string {
  const delimiter = delimiterIn(word);
  if (delimiter !== undefined) return delimiter;
  const message = `the delimiter is one character, or "tab"; got ${JSON.stringify(word)}`;
  throw new GridsearchError('CSV_DELIMITER', message, { help: "--delimiter ';'" });
}
