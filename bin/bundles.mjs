// Bundles src/ into a folder: two scripts that hold the program (src/start/ says what each exports), and small entries
// that open them. All of it lies side by side, so that `new URL('./kernels.wasm', import.meta.url)` and the workers'
// entries hold in every one of them.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

// These are loaded on first use by the estimators that wrap them; the rest is bundled.
const EXTERNAL = ['ml-pca', 'ml-matrix', 'ml-logistic-regression'];

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'ascii',
  legalComments: 'none',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  logLevel: 'warning',
};
const SCRIPT = { ...COMMON, format: 'cjs', outExtension: { '.js': '.cjs' } };

/** Keeps src/plugins/own/import-module.ts out of the bundles. */
const IMPORT_MODULE_BESIDE = {
  name: 'import-module beside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/import-module\.js$/ }, () => ({ path: './import-module.cjs', external: true }));
  },
};

/**
 * chalk is told the level of colours each time: what it would find out by itself takes a part of Node that nothing else
 * needs.
 */
const NO_GUESSED_COLORS = {
  name: 'no guessed colors',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^#supports-color$/ }, () => ({ path: 'supports-color', namespace: 'none' }));
    onLoad({ filter: /.*/, namespace: 'none' }, () => ({
      contents: 'export default { stdout: false, stderr: false };',
    }));
  },
};

/** Writes bundles and entries into `folder`, and removes those of an earlier build with what was compiled of them. */
export async function bundlePrograms({ root, folder, plugins = [] }) {
  mkdirSync(folder, { recursive: true });
  const bundles = await build({
    ...SCRIPT,
    absWorkingDir: root,
    outdir: folder,
    write: false,
    plugins: [IMPORT_MODULE_BESIDE, NO_GUESSED_COLORS, ...plugins],
    supported: { 'dynamic-import': false },
    entryPoints: { 'program.bundle': 'src/start/program.ts', 'worker.bundle': 'src/start/worker.ts' },
    external: EXTERNAL,
    define: { 'import.meta.url': '__bundleUrl', 'import.meta.filename': '__filename' },
  });
  for (const name of readdirSync(folder)) if (/\.(js|cjs|codecache)$/.test(name)) rmSync(join(folder, name));
  for (const { path, text } of bundles.outputFiles) writeFileSync(path, wrapped(text));
  const starts = ['cli', 'worker-process', 'worker-thread', 'open-bundle'].map((name) => `src/start/${name}.ts`);
  await build({
    ...SCRIPT,
    absWorkingDir: root,
    outdir: folder,
    entryNames: '[name]',
    entryPoints: [...starts, 'src/plugins/own/import-module.ts'],
  });
  await build({
    ...COMMON,
    format: 'esm',
    absWorkingDir: root,
    outdir: folder,
    entryPoints: { index: 'src/start/library.ts' },
  });
}

/**
 * A bundle as src/start/open-bundle.ts expects it: one function, behind a digest that tells this bundle from every
 * other.
 */
function wrapped(text) {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `/*${digest}*/(function(exports,require,module,__filename,__bundleUrl){${text}\n})`;
}
