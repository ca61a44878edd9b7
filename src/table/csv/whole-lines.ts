// Bytes of a CSV file in, chunks of whole lines out, and their text: UTF-8 only, checked strictly, byte-order mark
// dropped, every line end made "\n". Chunks end at line ends, so no character and no CRLF is ever cut in two.

import { isUtf8 } from 'node:buffer';
import type { ByteSource } from '../../base/byte-source.js';
import { GridsearchError } from '../../base/errors.js';

/** Whole lines: bytes [0, end) of memory that is overwritten when the next ones are asked for. */
export interface LineChunk {
  readonly bytes: Uint8Array;
  readonly end: number;
}

export interface LineOptions {
  /** Where bytes are put; a line that is longer gets memory of its own. */
  readonly buffer: Uint8Array;
  /** The source as messages name it. */
  readonly file: string;
  /** The number of the line behind those that were handed on, for a message. */
  readonly nextLine: () => number;
  /** Is given every byte once, as read (for a checksum). */
  readonly onBytes: (bytes: Uint8Array) => void;
}

/**
 * Yields the bytes of a source in chunks of whole lines (only the last one may lack its line end, and has one behind
 * it).
 * @throws CSV_ENCODING, CSV_COMPRESSED, CSV_LINE_TOO_LONG with the place
 */
export async function* wholeLines(
  source: ByteSource,
  { buffer, file, nextLine, onBytes }: LineOptions,
): AsyncGenerator<LineChunk> {
  let unfinished = 0;
  let into = buffer;
  let isFirst = true;
  const chunk = (end: number): LineChunk => {
    if (isFirst) refuseForeign(asBuffer(into.subarray(0, end)), file);
    isFirst = false;
    return { bytes: into, end };
  };
  for (;;) {
    const count = await source.read(into.subarray(unfinished, into.length - 1));
    if (count === 0) break;
    onBytes(into.subarray(unfinished, unfinished + count));
    const total = unfinished + count;
    const end = lastLineEnd(asBuffer(into.subarray(0, total)), unfinished);
    unfinished = total - end;
    if (end > 0) {
      yield chunk(end);
      const rest = into.subarray(end, total);
      if (unfinished < buffer.length - 1) into = buffer;
      into.set(rest);
    }
    if (unfinished > MAX_LINE_BYTES) {
      if (isFirst) refuseForeign(asBuffer(into), file);
      throw lineTooLong(file, nextLine());
    }
    if (unfinished === into.length - 1) into = enlarged(into);
  }
  into[unfinished] = 10;
  if (unfinished > 0) yield chunk(unfinished);
}

const MAX_LINE_BYTES = 64 * 1024 * 1024;

function enlarged(bytes: Uint8Array): Uint8Array {
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The offset after the last line end in these bytes, 0 where there is none. A final CR may be half of a CRLF and does
 * not count. The first `unfinished` bytes hold no line feed.
 */
function lastLineEnd(bytes: Buffer, unfinished: number): number {
  const lineFeed = bytes.subarray(unfinished).lastIndexOf(10);
  if (lineFeed >= 0) return unfinished + lineFeed + 1;
  const from = Math.max(0, unfinished - 1);
  const carriageReturn = bytes.subarray(from, -1).lastIndexOf(13);
  return carriageReturn < 0 ? 0 : from + carriageReturn + 1;
}

/** How many lines end in a text. */
export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Turns away what is no text file at all, by its first bytes. */
function refuseForeign(bytes: Buffer, file: string): void {
  const name = JSON.stringify(file);
  const starts = (...magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x1f, 0x8b)) {
    throw new GridsearchError('CSV_COMPRESSED', `${name} is compressed twice (gzip)`, {
      where: { file },
      help: `gunzip -c ${name} | gridsearch fit - --grid …`,
    });
  }
  if (starts(0x50, 0x4b, 3, 4)) {
    throw new GridsearchError('CSV_COMPRESSED', `${name} is a zip archive or an Excel workbook`, {
      where: { file },
      help: 'unpack it, or save the sheet as CSV (UTF-8)',
    });
  }
  if (starts(0x28, 0xb5, 0x2f, 0xfd) || starts(0x50, 0x41, 0x52, 0x31)) {
    throw new GridsearchError('CSV_COMPRESSED', `${name} is a zstd or Parquet file`, {
      where: { file },
      help: 'turn it into CSV first',
    });
  }
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff) || looksLikeUtf16(bytes)) {
    throw new GridsearchError('CSV_ENCODING', `${name} looks like UTF-16; only UTF-8 is read`, {
      where: { file },
      help: `iconv -f UTF-16 -t UTF-8 ${name} > utf8.csv`,
    });
  }
}

/** NUL at every other byte of the beginning: what UTF-16 without a mark makes of ASCII. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const length = Math.min(bytes.length - (bytes.length % 2), 64);
  if (length < 4) return false;
  const zeros = [0, 0];
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i % 2]++;
  return Math.max(zeros[0], zeros[1]) === length / 2;
}

/**
 * The text of whole lines, every line end made "\n".
 * @param firstLine  number of the first of them; before line 1 a byte-order mark is dropped
 * @throws CSV_ENCODING with the place
 */
export function decodeLines(lines: Uint8Array, file: string, firstLine: number): string {
  // A decoder may not read memory that is shared.
  const bytes = asBuffer(lines.buffer instanceof SharedArrayBuffer ? lines.slice() : lines);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: firstLine > 1 }).decode(bytes);
  } catch {
    throw notUtf8(bytes, file, firstLine);
  }
  if (bytes.includes(13)) text = text.replace(/\r\n?/g, '\n');
  if (bytes.includes(0)) {
    const { line, column } = lineAndColumn(text, text.indexOf('\0'), firstLine);
    throw new GridsearchError('CSV_ENCODING', 'a NUL byte, which no text file holds', {
      where: { file, line, column },
      help: "remove it: tr -d '\\000' < data.csv > clean.csv",
    });
  }
  return text;
}

function notUtf8(bytes: Buffer, file: string, firstLine: number): GridsearchError {
  let start = 0;
  let line = firstLine;
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    start = end + 1;
    line++;
  }
  const column = bytes.subarray(start).toString('utf8').indexOf('\ufffd') + 1;
  const byte =
    bytes[
      start +
        Buffer.byteLength(
          bytes
            .subarray(start)
            .toString('utf8')
            .slice(0, column - 1),
        )
    ];
  return new GridsearchError('CSV_ENCODING', `byte 0x${byte.toString(16).padStart(2, '0')} is not UTF-8`, {
    where: { file, line, column },
    help: `if the file is Latin-1 or Windows-1252: iconv -f WINDOWS-1252 -t UTF-8 ${JSON.stringify(file)} > utf8.csv`,
  });
}

/** Line and column (from 1) of an offset in text whose first line is `firstLine`. */
export function lineAndColumn(text: string, offset: number, firstLine: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: firstLine + countLines(before), column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}

function lineTooLong(file: string, line: number): GridsearchError {
  return new GridsearchError('CSV_LINE_TOO_LONG', 'no line end within 64 MiB', {
    where: { file, line, column: 1 },
    help: 'is this a CSV file?',
  });
}
