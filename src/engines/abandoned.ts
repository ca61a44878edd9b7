// What a driver that was killed has left: its run directory, and workers of it that somebody had stopped (their
// watchdog could not end them). The next run removes the one and ends the others.

import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { overflowOf } from '../artifacts/file-store.js';
import { entryName } from '../worker/entry-script.js';

/** gridsearch-<place>-<process id>-<random> */
const NAME = /^gridsearch-([0-9a-f]{8})-(\d+)-\w{6}$/;

/**
 * Removes run directories in `root` that are ours (user, place) and whose driver is dead. What cannot be removed stays.
 */
export function removeAbandoned(root: string, place: string): void {
  try {
    for (const name of readdirSync(root)) {
      const [, itsPlace, driver] = NAME.exec(name) ?? [];
      if (itsPlace !== place || isAlive(Number(driver))) continue;
      const path = join(root, name);
      const stat = lstatSync(path);
      if (!stat.isDirectory() || stat.uid !== process.getuid?.()) continue;
      endOrphans(name, driver);
      removeOverflow(path);
      rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // Not ours to read, or removed by another run meanwhile.
  }
}

/** The directory that took what the first had no room for: it may lie where nobody looks today. */
function removeOverflow(path: string): void {
  const other = overflowOf(path);
  const stat = other === undefined ? undefined : lstatSync(other, { throwIfNoEntry: false });
  if (other !== undefined && stat?.isDirectory() && stat.uid === process.getuid?.())
    rmSync(other, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * Ends the worker processes of a driver that is dead: those whose own command line says that they are workers, of this
 * very directory (no other run has a directory of this name) and this driver.
 */
function endOrphans(name: string, driver: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const words = commandLineOf(pid);
    const at = words.findIndex((word) => word.endsWith(entryName('worker-process')));
    if (at < 0 || basename(words[at + 1]) !== name || words[at + 2] !== driver) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
}

function commandLineOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
  } catch {
    // It ended meanwhile.
    return [];
  }
}
