// Bytes of a CSV file in, decoded text in pieces of whole lines out: UTF-8 only, checked strictly, byte-order mark dropped,
// every line end made "\n". Pieces end at line ends, so no character and no CRLF is ever cut in two.

import { isUtf8 } from 'node:buffer';
import { GridsearchError } from '../base/errors.js';

/**
 * Yields the text of `chunks` in pieces that end with "\n" (the last one may not).
 * @param onBytes  is given every chunk once, as read (for a checksum)
 * @throws CSV_ENCODING, CSV_COMPRESSED, CSV_LINE_TOO_LONG with the place
 */
export async function* wholeLines(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  onBytes: (chunk: Uint8Array) => void,
): AsyncGenerator<string> {
  let carry: Uint8Array[] = [];
  let carryBytes = 0;
  let line = 1;
  let atStart = true;
  const take = (last: Uint8Array): string => {
    const bytes = carry.length === 0 ? asBuffer(last) : Buffer.concat([...carry, last]);
    carry = [];
    carryBytes = 0;
    if (atStart) refuseForeign(bytes, file);
    const text = decode(bytes, file, line, atStart);
    atStart = false;
    line += countLines(text);
    return text;
  };
  for await (const chunk of chunks) {
    onBytes(chunk);
    const end = lastLineEnd(asBuffer(chunk));
    if (end > 0) yield take(chunk.subarray(0, end));
    if (end === chunk.length) continue;
    const rest = chunk.subarray(end);
    carry.push(rest);
    carryBytes += rest.length;
    if (carryBytes > MAX_LINE_BYTES) throw lineTooLong(carry[0], file, line, atStart);
  }
  if (carryBytes > 0) yield take(new Uint8Array(0));
}

const MAX_LINE_BYTES = 64 * 1024 * 1024;

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The offset after the last line end in these bytes, 0 where there is none. A final CR may be half of a CRLF and does not count. */
function lastLineEnd(bytes: Buffer): number {
  const lineFeed = bytes.lastIndexOf(10);
  if (lineFeed >= 0 || bytes.length < 2) return lineFeed + 1;
  return bytes.lastIndexOf(13, bytes.length - 2) + 1;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Turns away what is no text file at all, by its first bytes. */
function refuseForeign(bytes: Buffer, file: string): void {
  const name = JSON.stringify(file);
  const starts = (...magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x1f, 0x8b)) {
    throw new GridsearchError('CSV_COMPRESSED', `${name} is compressed (gzip)`, {
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
    throw new GridsearchError('CSV_COMPRESSED', `${name} is a zstd or Parquet file`, { where: { file }, help: 'turn it into CSV first' });
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

function decode(bytes: Buffer, file: string, firstLine: number, atStart: boolean): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: !atStart }).decode(bytes);
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

function lineTooLong(start: Uint8Array, file: string, line: number, atStart: boolean): GridsearchError {
  if (atStart) refuseForeign(asBuffer(start), file);
  return new GridsearchError('CSV_LINE_TOO_LONG', 'no line end within 64 MiB', {
    where: { file, line, column: 1 },
    help: 'is this a CSV file?',
  });
}
