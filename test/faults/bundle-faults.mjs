// Bundles the program as it is published, but for one file: fault points that do what a test says.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from '../../bin/bundles.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes a program to run with node in the place of bin/gridsearch.js, and what removes it. */
export async function bundleFaults() {
  const folder = mkdtempSync(join(root, 'dist', 'faults-'));
  await bundlePrograms({
    root,
    folder,
    plugins: [
      {
        name: 'fault points',
        setup: ({ onResolve }) => {
          onResolve({ filter: /\/fault-point\.js$/ }, () => ({ path: join(root, 'test/faults/fault-point.ts') }));
        },
      },
    ],
  });
  copyFileSync(join(root, 'dist/kernels.wasm'), join(folder, 'kernels.wasm'));
  const program = join(folder, 'program.cjs');
  writeFileSync(program, "require('./cli.cjs').main();\n");
  return { program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
