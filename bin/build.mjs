#!/usr/bin/env node
// Builds dist/: kernels, bundles (bin/bundles.mjs), and for a quick start what V8 compiles of them
// (bin/code-cache.mjs). `--if-stale` builds only where a source is newer than the last build. Talks on stderr only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from './bundles.mjs';
import { decidingSources } from './code-digest.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.built');

/** Newest modification time, in milliseconds, of the files under `paths` that `wanted` accepts. */
function newest(paths, wanted) {
  let latest = 0;
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (!stat.isDirectory()) latest = Math.max(latest, wanted(path) ? stat.mtimeMs : 0);
    else
      latest = Math.max(
        latest,
        newest(
          readdirSync(path).map((name) => join(path, name)),
          wanted,
        ),
      );
  }
  return latest;
}

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function buildKernels() {
  const sources = newest([join(root, 'src/kernels/assembly')], () => true);
  if (modified(join(dist, 'kernels.wasm')) > sources) return;
  const done = spawnSync('npm', ['run', '--silent', 'build:wasm'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/**
 * Digest of all that decides a result: sources of the rooms that do more than talk, kernels, the packages they call.
 * The durable cache is keyed by it.
 */
function writeCodeDigest() {
  const hash = createHash('sha256').update(
    JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies),
  );
  for (const path of decidingSources(root)) hash.update(`${path} `).update(readFileSync(join(root, 'src', path)));
  hash.update(readFileSync(join(dist, 'kernels.wasm')));
  writeFileSync(join(dist, 'code-digest.txt'), `${hash.digest('hex')}\n`);
}

/**
 * Compiles the bundles for this Node ahead of time. Without that the program runs all the same, and starts more slowly.
 */
function writeCodeCache() {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('GRIDSEARCH_'));
  const done = spawnSync(process.execPath, [join(root, 'bin', 'code-cache.mjs')], {
    stdio: 'ignore',
    env: Object.fromEntries(environment),
  });
  if (done.status !== 0)
    console.error('build: the bundles could not be compiled ahead of time (node bin/code-cache.mjs says why)');
}

const sources = [
  'src',
  'package.json',
  'package-lock.json',
  'bin/build.mjs',
  'bin/bundles.mjs',
  'bin/code-cache.mjs',
  'bin/code-digest.mjs',
].map((path) => join(root, path));
const current = existsSync(stamp) && modified(stamp) > newest(sources, (path) => !path.endsWith('.md'));
if (!(process.argv.includes('--if-stale') && current)) {
  const started = Date.now();
  mkdirSync(dist, { recursive: true });
  buildKernels();
  await bundlePrograms({ root, folder: dist });
  writeCodeDigest();
  writeCodeCache();
  writeFileSync(stamp, `${new Date(started).toISOString()}\n`);
} else if (
  !readdirSync(dist).some((name) => name.endsWith(`.${process.version}-${process.platform}-${process.arch}.codecache`))
) {
  // It was built by another Node.
  writeCodeCache();
}
