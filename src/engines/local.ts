// The local engine: a pool of child processes on this machine. Control messages are small; artifacts are files in a private directory.
// One pool of one worker each, so that the schedule says which worker does what (workerpool's own queue has no affinity).

import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { fileStore } from '../artifacts/file-store.js';
import type { Key, Task } from '../graph/task.js';
import type { Engine, Outcome } from '../schedule/engine.js';

export interface LocalEngineOptions {
  readonly workers: number;
  /** Bytes that artifacts may come to: decides whether they fit a memory-backed directory. */
  readonly expectedBytes: number;
  /** What a child writes to its standard streams; it never reaches our stdout. */
  readonly onChildOutput: (text: string) => void;
}

/** A child that is asked to end and does not is killed after this time. */
const TERMINATE_MS = 1000;
/** Memory-backed on Linux; used where it has room to spare. */
const MEMORY_DIRECTORY = '/dev/shm';
/** Of the child's environment only these are passed on: nothing that makes Node load other code. */
const PASSED_ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG'];

type Pool = ReturnType<typeof workerpool.pool>;

/** Starts the children at once, so that they are ready when the first task is. */
export function localEngine(options: LocalEngineOptions): Engine {
  const directory = mkdtempSync(join(runRoot(options.expectedBytes), `gridsearch-${process.pid}-`));
  const store = fileStore(directory);
  const removeDirectory = (): void => rmSync(directory, { recursive: true, force: true });
  process.on('exit', removeDirectory);
  const pools = Array.from({ length: options.workers }, () => startPool(directory));
  const released: Key[][] = pools.map(() => []);
  return {
    name: 'local',
    workers: options.workers,
    put: store.put,
    run: (task, worker) => runOn(pools[worker], task, released[worker].splice(0), options.onChildOutput),
    load: (key) => store.get(key, { f64: (length) => new Float64Array(length), i32: (length) => new Int32Array(length) }),
    release: (keys) => {
      for (const list of released) list.push(...keys);
      for (const key of keys) store.delete(key);
    },
    stop: async () => {
      await Promise.allSettled(pools.map((pool) => pool.terminate(true)));
      removeDirectory();
      process.off('exit', removeDirectory);
    },
  };
}

function startPool(directory: string): Pool {
  const env = Object.fromEntries(
    PASSED_ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return workerpool.pool(workerScript(), {
    workerType: 'process',
    minWorkers: 1,
    maxWorkers: 1,
    workerTerminateTimeout: TERMINATE_MS,
    // Its standard streams become events instead of being inherited: stdout is for the answer alone.
    emitStdStreams: true,
    forkArgs: [directory],
    forkOpts: { serialization: 'advanced', execArgv: [], env },
  });
}

async function runOn(pool: Pool, task: Task, released: readonly Key[], onChildOutput: (text: string) => void): Promise<Outcome> {
  let begun = false;
  const on = (payload: ChildEvent): void => {
    if ('begun' in payload) begun = true;
    else onChildOutput(payload.stderr ?? payload.stdout ?? '');
  };
  try {
    return (await pool.exec('run', [task, released], { on })) as Outcome;
  } catch (error) {
    return { status: 'died', reason: reasonOf(error), begun };
  }
}

/** What comes from a child while it runs a task: the word that it has begun, or what it wrote to its standard streams. */
type ChildEvent = { readonly begun: true } | { readonly stdout?: string; readonly stderr?: string };

/** workerpool's message tells exit code and signal among much else. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const signal = /signalCode: `(\w+)`/.exec(message)?.[1];
  if (signal !== undefined && signal !== 'null') return signal;
  const exitCode = /exitCode: `(\w+)`/.exec(message)?.[1];
  return exitCode === undefined ? message.split('\n')[0] : `exit code ${exitCode}`;
}

/** The child's entry: beside this module when bundled, else where the build puts it. */
function workerScript(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts')
    ? fileURLToPath(new URL('../../dist/worker.js', import.meta.url))
    : fileURLToPath(new URL('./worker.js', import.meta.url));
}

function runRoot(expectedBytes: number): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_DIRECTORY);
    if (bavail * bsize > 2 * expectedBytes) return MEMORY_DIRECTORY;
  } catch {
    // No such directory on this system: a temporary one is as good.
  }
  return tmpdir();
}
