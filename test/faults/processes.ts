// Processes and traces of a search, as the system sees them.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether the system keeps a list of each thread's children: to read it takes no process. */
const HAS_LISTS = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);

/** Living children of a process (zombies are dead). */
export function childrenOf(pid: number): number[] {
  try {
    if (HAS_LISTS) {
      const threads = readdirSync(`/proc/${pid}/task`);
      const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
      return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number)).filter(isAlive);
    }
    return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .split(/\s+/)
      .filter(Boolean)
      .map(Number)
      .filter(isAlive);
  } catch {
    return [];
  }
}

/** False for zombies too: in a container nobody may reap orphans. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Run directories of a driver that are still there. */
export function runDirectoriesOf(pid: number): string[] {
  return ['/dev/shm', tmpdir()]
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).filter((name) => /^gridsearch-/.test(name) && name.includes(`-${pid}-`)));
}

/** Waits until something holds; false where it does not within `seconds`. */
export async function becomes(holds: () => boolean, seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  while (!holds()) {
    if (performance.now() > end) return false;
    await delay(20);
  }
  return true;
}
