#!/usr/bin/env node
// The command: prints the version by itself (no package is loaded for that), hands everything else to the bundle.
// Plain CommonJS (bin/package.json says so): Node's loader of modules takes its time to start.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [first] = process.argv.slice(2);
if (first === '--version' || first === '-V') {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  process.stdout.write(`${version}\n`);
} else if (existsSync(join(__dirname, '..', 'dist', 'cli.cjs'))) {
  require('../dist/cli.cjs').main();
} else {
  process.stderr.write('gridsearch is not built yet: run `npm install && npm run build` in its folder\n');
  process.exitCode = 5;
}
