// A grid or model as text: a file, a pipe (each byte read once) or standard input, strictly UTF-8, with a limit so that a mistaken
// file name cannot fill the memory.

import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { didYouMean } from './base/suggest.js';

/** What came of reading: the text, or why there is none, as the end of a sentence. */
export type ReadText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string; readonly nearest?: string | undefined };

/** Reads at most `maxBytes` of a path; `-` is standard input. Never throws. */
export async function readText(path: string, maxBytes: number): Promise<ReadText> {
  if (path === '-') return collect(process.stdin, maxBytes);
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return { ok: false, why: WORDS[code ?? ''] ?? String((error as Error).message) };
    return { ok: false, why: 'there is no such file', nearest: didYouMean(basename(path), await namesBeside(path)) };
  }
  if ((await file.stat()).isDirectory()) {
    await file.close();
    return { ok: false, why: 'it is a directory' };
  }
  return collect(file.createReadStream(), maxBytes);
}

async function collect(stream: AsyncIterable<unknown>, maxBytes: number): Promise<ReadText> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of stream) {
      bytes += (piece as Uint8Array).length;
      if (bytes > maxBytes) return { ok: false, why: `it is larger than ${maxBytes / 2 ** 20} MiB` };
      pieces.push(piece as Uint8Array);
    }
  } catch (error) {
    return { ok: false, why: String((error as Error).message) };
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)) };
  } catch {
    return { ok: false, why: 'it is not UTF-8 text' };
  }
}

async function namesBeside(path: string): Promise<string[]> {
  try {
    return await readdir(dirname(path));
  } catch {
    return [];
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
};
