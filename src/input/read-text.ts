// A grid or model as text: a file, a pipe (each byte read once) or standard input, UTF-8, or UTF-16 that says so, with a limit so that
// a mistaken file name cannot fill the memory.

import { type ByteSource, openBytes, streamSource } from '../base/byte-source.js';
import { codeOf, NAME_WORDS, reasonOf } from '../base/files.js';
import { nearestFile } from '../base/path-words.js';

/** What came of reading: the text, or why there is none, as the end of a sentence. */
export type ReadText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string; readonly nearest?: string | undefined };

/** Reads at most `maxBytes` of a path; `-` is standard input. Never throws. */
export async function readText(path: string, maxBytes: number): Promise<ReadText> {
  if (path === '-') return collect(streamSource(process.stdin), maxBytes);
  let source: ByteSource;
  try {
    source = await openBytes(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return { ok: false, why: reasonOf(error, WORDS) };
    return { ok: false, why: 'there is no such file', nearest: await nearestFile(path) };
  }
  return collect(source, maxBytes);
}

async function collect(source: ByteSource, maxBytes: number): Promise<ReadText> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE_BYTES);
      const count = await source.read(piece);
      if (count === 0) break;
      bytes += count;
      if (bytes > maxBytes) return { ok: false, why: `it is larger than ${maxBytes / 2 ** 20} MiB` };
      pieces.push(piece.subarray(0, count));
    }
  } catch (error) {
    return { ok: false, why: String((error as Error).message) };
  } finally {
    await source.close();
  }
  const whole = Buffer.concat(pieces);
  const encoding = encodingOf(whole);
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(whole) };
  } catch {
    return { ok: false, why: encoding === 'utf-8' ? 'it is not UTF-8 text' : 'it is damaged UTF-16 text' };
  }
}

/** PowerShell's `>` writes UTF-16, with the mark in front that says so; text of ours never begins with a NUL. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second > 0) ? 'utf-16be' : 'utf-8';
}

const PIECE_BYTES = 64 * 1024;

const WORDS: Readonly<Record<string, string>> = {
  ...NAME_WORDS,
  EISDIR: 'it is a directory',
  ENXIO: 'it is a socket, or a device that is not there',
  EPERM: 'permission denied',
};
