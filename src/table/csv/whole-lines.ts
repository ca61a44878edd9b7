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
 * @throws CSV_LINE_TOO_LONG with the place
 */
export async function* wholeLines(
  source: ByteSource,
  { buffer, file, nextLine, onBytes }: LineOptions,
): AsyncGenerator<LineChunk> {
  let unfinished = 0;
  let into = buffer;
  const chunk = (end: number): LineChunk => ({ bytes: into, end });
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
    if (unfinished > MAX_LINE_BYTES) throw lineTooLong(file, nextLine());
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

/**
 * Drops lines from the beginning of a chunk.
 * @returns where the rest begins, and how many of the lines did not stand in the chunk
 */
export function dropLines({ bytes, end }: LineChunk, lines: number): { readonly start: number; readonly left: number } {
  let [start, left] = [0, lines];
  while (left > 0 && start < end) {
    while (start < end && bytes[start] !== 10 && bytes[start] !== 13) start++;
    start += bytes[start] === 13 && start + 1 < end && bytes[start + 1] === 10 ? 2 : 1;
    left--;
  }
  return { start: Math.min(start, end), left };
}

/** Whether a line of these bytes begins with a text. */
export function hasLine(bytes: Uint8Array, end: number, beginning: string): boolean {
  const text = asBuffer(bytes.subarray(0, end));
  const first = Buffer.from(beginning, 'utf8');
  return text.subarray(0, first.length).equals(first) || text.includes(Buffer.from(`\n${beginning}`, 'utf8'));
}
