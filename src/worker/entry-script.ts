// Where the entry of a worker lies: beside this module when bundled, else where the build puts it.

import { fileURLToPath } from 'node:url';

type EntryName = 'worker-process' | 'worker-thread';

export function entryScript(name: EntryName): string {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/' : './';
  return fileURLToPath(new URL(`${place}${entryName(name)}`, import.meta.url));
}

/** The file's own name. */
export function entryName(name: EntryName): string {
  return `${name}.cjs`;
}
