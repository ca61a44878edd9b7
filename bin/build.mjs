#!/usr/bin/env node
// Bundles src/ into dist/ for a quick start: one file per entry point plus shared chunks, all side by side in dist/,
// so that `new URL('./kernels.wasm', import.meta.url)` and `./worker.js` hold in every one of them.
// `--if-stale` builds only where a source is newer than the last build. Talks on stderr only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.built');

// These are loaded on first use by the estimators that wrap them; the rest is bundled (fewer files to open at start-up).
const EXTERNAL = ['ml-pca', 'ml-matrix', 'ml-logistic-regression'];

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

/** Digest of all that decides a result: sources of the rooms that compute, kernels, the packages they call. The durable cache is keyed by it. */
function writeCodeDigest() {
  const hash = createHash('sha256').update(JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies));
  for (const room of ['base', 'estimators', 'graph', 'kernels', 'scorers', 'worker']) {
    const folder = join(root, 'src', room);
    for (const name of readdirSync(folder, { recursive: true }).sort()) {
      if (name.endsWith('.ts')) hash.update(`${name} `).update(readFileSync(join(folder, name)));
    }
  }
  hash.update(readFileSync(join(dist, 'kernels.wasm')));
  writeFileSync(join(dist, 'code-digest.txt'), `${hash.digest('hex')}\n`);
}

async function bundle() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: 'src/index.ts', cli: 'src/cli/main.ts', worker: 'src/worker/main.ts', thread: 'src/worker/thread.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: false,
    metafile: true,
    external: EXTERNAL,
    // What bundled CommonJS packages expect to find.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    define: { __filename: 'import.meta.filename' },
    logLevel: 'warning',
  });
  const written = new Set(Object.keys(result.metafile.outputs).map((path) => join(root, path)));
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (name.endsWith('.js') && !written.has(path)) rmSync(path);
  }
}

const sources = ['src', 'package.json', 'package-lock.json', 'bin/build.mjs'].map((path) => join(root, path));
const current = existsSync(stamp) && modified(stamp) > newest(sources, (path) => !path.endsWith('.md'));
if (!(process.argv.includes('--if-stale') && current)) {
  const started = Date.now();
  mkdirSync(dist, { recursive: true });
  buildKernels();
  await bundle();
  writeCodeDigest();
  writeFileSync(stamp, `${new Date(started).toISOString()}\n`);
}
