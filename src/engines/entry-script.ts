// Where the entry of a worker lies: beside this module when bundled, else where the build puts it.

import { fileURLToPath } from 'node:url';

export function entryScript(name: 'worker-process' | 'worker-thread'): string {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/' : './';
  return fileURLToPath(new URL(`${place}${name}.cjs`, import.meta.url));
}
