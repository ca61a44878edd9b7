#!/usr/bin/env node
// The command: prints the version by itself (no package is loaded for that), hands everything else to the bundle.
import { existsSync, readFileSync } from 'node:fs';

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else if (existsSync(new URL('../dist/cli.js', import.meta.url))) {
  const { main } = await import('../dist/cli.js');
  await main();
} else {
  process.stderr.write('gridsearch is not built yet: run `npm install && npm run build` in its folder\n');
  process.exitCode = 5;
}
