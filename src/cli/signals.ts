// Ctrl-C and SIGTERM: the first asks the search to stop and hand over what is finished, the second ends the process at
// once.
//
// The promise is the exit code, 130 or 143, as a script sees it (waitpid: exited, not signalled). It is kept from the
// moment we listen to the end of the process: were the listener taken away before, a second signal would meet the
// system's own action. One thing can stand in the way: process.exit waits for the threads of libuv's pool, and one of
// them may be in a system call that never ends (a file system that is gone, a pipe that an own module opens). So at the
// second signal work of the pool gets a moment to end (what waits for it does not go on, see base/ending.ts; a result
// that is being written is finished). Where it does not end, the exit handlers are run and the process ends by the
// signal itself: shells tell that as 130 or 143 as well. A third signal, a second later, waits for nothing.

import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { beginEnding } from '../base/ending.js';
import { EXIT } from '../base/errors.js';
import { isWriting } from '../output/write.js';

export interface Interrupts {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal came. */
  readonly exitCode: () => number | undefined;
  /**
   * Gives signals back to Node, unless one came: then the process is about to end, and the next one ends it at once.
   */
  readonly dispose: () => Promise<void>;
}

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
type Ending = keyof typeof CODES;
const NAMES = Object.keys(CODES) as Ending[];
/**
 * How long threads of the pool have to end their work after the second signal, and how long a result may still be
 * written.
 */
const MOMENT_MS = 1000;
const WRITING_MS = 5000;
const LOOK_MS = 5;
/** The first signal. */
let heard: Ending | undefined;

/**
 * Listens until disposed.
 * @param restore  gives the terminal back; called at every signal, before anything is printed
 * @param say  prints one line
 */
export function watchSignals(restore: () => void, say: (line: string) => void): Interrupts {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let endingSince: number | undefined;
  const onSignal = (name: Ending) => {
    restore();
    if (exitCode === undefined) {
      exitCode = CODES[name];
      heard = name;
      say('interrupted: finishing with what is done (once more to stop at once)');
      controller.abort();
    } else if (endingSince === undefined) {
      endingSince = performance.now();
      beginEnding();
      endSoon(name, endingSince);
    } else if (performance.now() > endingSince + MOMENT_MS) endBySignal(name);
  };
  for (const name of NAMES) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    dispose: async () => {
      // A signal that has come already is heard in the next turn of the event loop.
      await setImmediate();
      if (exitCode !== undefined) return;
      for (const name of NAMES) process.off(name, onSignal);
    },
  };
}

/**
 * To be awaited before the process ends: a thread of the pool that does not end would hold process.exit up, deaf to
 * every signal. After a signal the process then ends by it; else the next signal ends it.
 */
export async function beforeExit(): Promise<void> {
  const since = performance.now();
  while (isPoolBusy() && performance.now() < since + MOMENT_MS) await delay(LOOK_MS);
  if (heard !== undefined && isPoolBusy()) endBySignal(heard);
}

/** As process.exit; where a thread of the pool holds it up, signals act as they do by default. */
export function exit(code: number): never {
  if (isPoolBusy()) for (const each of NAMES) process.removeAllListeners(each);
  process.exit(code);
}

function endSoon(name: Ending, since: number): void {
  const writing = isWriting();
  if (!writing && !isPoolBusy()) process.exit(CODES[name]);
  else if (performance.now() > since + (writing ? WRITING_MS : MOMENT_MS)) endBySignal(name);
  else setTimeout(endSoon, LOOK_MS, name, since);
}

function endBySignal(name: Ending): void {
  process.exitCode = CODES[name];
  process.emit('exit', CODES[name]);
  for (const each of NAMES) process.removeAllListeners(each);
  process.kill(process.pid, name);
  // Only the first process of a container outlives its own signals.
  process.kill(process.pid, 'SIGKILL');
  process.abort();
}

/** Whether a thread of the pool may be in a system call. */
function isPoolBusy(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((resource) => /^(FSReq|FileHandleCloseReq|GetAddrInfo|GetNameInfo)/.test(resource));
}
