// Mounts, users and limits that only root may set: what a test can have of them here, and why not.

import { spawnSync } from 'node:child_process';
import { BINARY } from '../cli/run.js';

/** Runs words of a shell that may mount what nobody else sees, with a hard limit. */
export function inNamespace(script: string, environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, GRIDSEARCH_NO_CACHE: '', ...environment };
  return spawnSync('unshare', ['-m', 'bash', '-c', script], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 2 ** 27,
  });
}

/** Whether this process may mount in a namespace of its own; says so where it may not. */
export function mayMount(): boolean {
  return told(
    'no mounts of our own here: rows on real mounts are skipped',
    spawnSync('unshare', ['-m', 'true']).status === 0,
  );
}

/** Whether the program can be run as somebody else, whose processes can be limited (root's cannot). */
export function mayBeSomebodyElse(): boolean {
  const isRoot = process.getuid?.() === 0;
  const runs =
    isRoot && spawnSync(AS_SOMEBODY[0], [...AS_SOMEBODY.slice(1), process.execPath, BINARY, '--version']).status === 0;
  return told('the program cannot be run as another user here: rows on their limits are skipped', runs);
}

/** A user who has no process yet. */
export const AS_SOMEBODY = ['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups'] as const;

function told(reason: string, holds: boolean): boolean {
  if (!holds) process.stderr.write(`${reason}\n`);
  return holds;
}
