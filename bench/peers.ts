// The peers: looks for a Python with scikit-learn, and knows which of its relatives are installed there.
// GRIDSEARCH_BENCH_PYTHON names another one to try first.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Python {
  readonly path: string;
  /** Versions by package; a package that is missing is not a key. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The first Python that can import scikit-learn. */
export function findPython(root: string): Python | undefined {
  for (const path of [process.env.GRIDSEARCH_BENCH_PYTHON, 'python3', '/usr/bin/python3']) {
    if (path === undefined) continue;
    const { status, stdout } = spawnSync(path, [join(root, 'bench', 'peers', 'versions.py')], { encoding: 'utf8' });
    if (status === 0) return { path, versions: JSON.parse(stdout) };
  }
  return undefined;
}
