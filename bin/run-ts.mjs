#!/usr/bin/env node
// Bundles one TypeScript file and runs it with the remaining arguments: `node bin/run-ts.mjs bench/kernels.ts syrk`.
import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [source, ...args] = process.argv.slice(2);
const outfile = join(root, 'dist', 'bench', `${basename(source, '.ts')}.js`);
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
process.exitCode = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' }).status ?? 1;
