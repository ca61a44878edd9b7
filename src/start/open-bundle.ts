// Opens a bundle of the program: one script, compiled from V8's code cache where one lies beside it. Node's own loader
// compiles each module anew in each process and each thread, which would be most of the time that a small search takes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

/** `program` is the command line and the library, `worker` what worker threads and worker processes run. */
export type BundleName = 'program' | 'worker';

export interface Bundle {
  readonly exports: unknown;
  readonly script: Script;
  /** Where its code cache lies, or is to lie. */
  readonly cacheFile: string;
}

/** The build wraps each bundle in such a function, behind a comment that holds its digest. */
type Wrapped = (
  exports: unknown,
  require: NodeJS.Require,
  module: { exports: unknown },
  __filename: string,
  __bundleUrl: string,
) => void;

const DIGEST_START = '/*'.length;
const DIGEST_LENGTH = 16;

/**
 * Runs a bundle and returns what it exports. A code cache that is of another build, another Node or another set of V8's
 * flags is as none.
 *
 * @param folder  where the bundle lies
 * @param require  resolves what stays outside the bundle
 */
export function openBundle(name: BundleName, folder: string, require: NodeJS.Require): Bundle {
  const file = join(folder, `${name}.bundle.cjs`);
  // The build writes ASCII.
  const source = readFileSync(file, 'latin1');
  const cacheFile = join(folder, cacheName(name, source.slice(DIGEST_START, DIGEST_START + DIGEST_LENGTH)));
  const script = new Script(source, { filename: file, cachedData: readIfThere(cacheFile) });
  const module = { exports: {} };
  (script.runInThisContext() as Wrapped)(module.exports, require, module, file, pathToFileURL(file).href);
  return { exports: module.exports, script, cacheFile };
}

/** V8 compares no more than the length of a source, so the name says which text the code is of. */
function cacheName(name: BundleName, digest: string): string {
  return `${name}.${digest}.${process.version}-${process.platform}-${process.arch}.codecache`;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
