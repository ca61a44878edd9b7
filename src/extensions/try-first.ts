// Loads modules of the user's own in a thread first, where code that never returns can be ended: in this one, nobody would hear of anything
// any more.

import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EXIT, GridsearchError } from '../base/errors.js';
import { ContractBroken, type OwnFile, ownError } from './words.js';

/** A module that is not loaded by then will not be. */
const PATIENCE_MS = 8000;

/** Whatever else is wrong with a module is told when it is loaded here; and it neither kills the process nor prints, as it will again. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
process.kill = process.abort = () => {};
require('node:module').syncBuiltinESMExports();
const done = () => parentPort.postMessage('done');
import(workerData).then(done, done);
`;

/**
 * @param signal  ends the trial
 * @throws EXTENSION_CONTRACT where a module takes too long; INTERRUPTED
 */
export async function tryFirst(modules: readonly OwnFile[], signal?: AbortSignal): Promise<void> {
  const files = new Map(modules.map((own) => [own.file, own]));
  for (const own of files.values()) await tryOne(own, signal);
}

async function tryOne(own: OwnFile, signal: AbortSignal | undefined): Promise<void> {
  const thread = startThread(pathToFileURL(own.file).href);
  if (thread === undefined) return;
  const outcome = await new Promise<'done' | 'late' | 'interrupted'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), PATIENCE_MS);
    const onAbort = (): void => resolve('interrupted');
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve('done');
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    thread.once('message', done).once('error', done).once('exit', done);
  });
  await thread.terminate();
  if (outcome === 'interrupted')
    throw new GridsearchError('INTERRUPTED', `interrupted while ${own.name} was loaded`, { exitCode: EXIT.interrupted });
  const late = `it is not done after ${PATIENCE_MS / 1000} s: its top level never ends, or awaits what does not come`;
  if (outcome === 'late') throw ownError(own, 'cannot be loaded:', new ContractBroken(late));
}

/** Where there can be no thread, the module is loaded untried. */
function startThread(url: string): Worker | undefined {
  try {
    const thread = new Worker(THREAD, { eval: true, workerData: url, stdout: true, stderr: true, execArgv: [] });
    // Nobody reads what it prints.
    for (const stream of [thread.stdout, thread.stderr]) stream.resume();
    return thread;
  } catch {
    return undefined;
  }
}
