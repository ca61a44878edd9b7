#!/usr/bin/env node
// Makes a fresh clone ready with nothing but Node: installs packages where they are missing or not those of the
// lockfile, then builds where sources are newer than the bundle. Talks on stderr only, so that stdout stays the
// caller's.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program with its output on stderr and returns its exit code. */
function run(command, args) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.error) console.error(`setup: cannot run ${command}: ${done.error.message}`);
  return done.status ?? 1;
}

/** `npm ci` refuses a lockfile that lacks another platform's optional packages; a plain install makes do with it. */
function install() {
  const quiet = ['--no-audit', '--no-fund'];
  return run('npm', ['ci', ...quiet]) === 0 ? 0 : run('npm', ['install', '--no-save', ...quiet]);
}

/**
 * Says whether every package of the lockfile stands in node_modules in the same version (optional ones may be absent).
 */
function installed() {
  const actualPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(actualPath)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const actual = JSON.parse(readFileSync(actualPath, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (actual[path] ? actual[path].version === entry.version : entry.optional === true || entry.peer === true),
  );
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24)) {
  console.error(`setup: gridsearch needs Node 20.19, 22.12 or 24 and later; this is ${process.version}`);
  process.exit(1);
}
const failed = (!installed() && install()) || run(process.execPath, [join(root, 'bin', 'build.mjs'), '--if-stale']);
process.exitCode = failed || 0;
