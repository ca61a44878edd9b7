// Loads modules of the user's own in a process of their own first, where code that never returns can be ended, whatever
// it waits for: in this one, nobody would hear of anything any more; a thread whose file cannot be opened cannot be
// ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { childEnvironment } from '../../base/child-environment.js';
import { EXIT, GridsearchError } from '../../base/errors.js';
import { ContractBroken, type OwnFile, ownError } from './words.js';

/** A module that is not loaded by then will not be. */
const PATIENCE_MS = 8000;

/**
 * Whatever else is wrong with a module is told when it is loaded here; and it neither kills the process nor prints, as
 * it will again. A thread ends the process where its driver is not there to do it.
 */
const TRIAL = `
const { Worker } = require('node:worker_threads');
new Worker("setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${2 * PATIENCE_MS})", { eval: true }).unref();
process.kill = process.abort = () => {};
require('node:module').syncBuiltinESMExports();
const done = () => process.send('done', () => process.exit());
import(process.argv[1]).then(done, done);
`;

/**
 * @param signal  ends the trial
 * @throws EXTENSION_CONTRACT where a module takes too long; INTERRUPTED
 */
export async function tryFirst(modules: readonly OwnFile[], signal?: AbortSignal): Promise<void> {
  const files = new Map(modules.map((module) => [module.file, module]));
  for (const module of files.values()) await tryOne(module, signal);
}

async function tryOne(module: OwnFile, signal: AbortSignal | undefined): Promise<void> {
  const trial = startTrial(pathToFileURL(module.file).href);
  if (trial === undefined) return;
  const kill = (): void => void trial.kill('SIGKILL');
  process.once('exit', kill);
  const outcome = await outcomeOf(trial, signal);
  process.off('exit', kill);
  kill();
  if (outcome === 'interrupted')
    throw new GridsearchError('INTERRUPTED', `interrupted while ${module.name} was loaded`, {
      exitCode: EXIT.interrupted,
    });
  const late = `it is not done after ${PATIENCE_MS / 1000} s: its top level never ends, or awaits what does not come`;
  if (outcome === 'late') throw ownError(module, 'cannot be loaded:', new ContractBroken(late));
}

function outcomeOf(trial: ChildProcess, signal: AbortSignal | undefined): Promise<'done' | 'late' | 'interrupted'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('late'), PATIENCE_MS);
    const onAbort = (): void => resolve('interrupted');
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve('done');
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    // Where there can be no process (an `error`), the module is loaded untried.
    trial.once('message', done).once('error', done).once('exit', done);
  });
}

function startTrial(url: string): ChildProcess | undefined {
  try {
    return spawn(process.execPath, ['--eval', TRIAL, url], {
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  } catch {
    return undefined;
  }
}
