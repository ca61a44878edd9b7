// Imports a module of the user's own, and waits for it no longer than it is worth: what it awaits at its top level may
// never come.

import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { GridsearchError } from '../../base/errors.js';
import { checkPrototypes } from './prototypes.js';
import { ContractBroken, type OwnFile, ownError, slipError } from './words.js';

/** A module that is not loaded by then will not be. */
const PATIENCE_MS = 8_000;

/**
 * What a module exports. What it leaves behind and fails at once is told here, whichever process loads it.
 * @param signal  ends the waiting
 * @throws EXTENSION_FAILED, EXTENSION_CONTRACT
 */
export async function importOwn(module: OwnFile, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const rejected: unknown[] = [];
  const note = (reason: unknown): void => void rejected.push(reason);
  process.on('unhandledRejection', note);
  try {
    const { importModule } = await import('./import-module.js');
    const exports = await inTime(importModule(pathToFileURL(module.file).href), signal).finally(checkPrototypes);
    // A promise that it made and nobody awaits is told of when all else has had its turn.
    await setImmediate();
    if (rejected.length > 0) throw slipError(module, rejected[0]);
    return exports;
  } catch (error) {
    if (error instanceof GridsearchError) throw error;
    throw ownError(module, 'cannot be loaded:', error);
  } finally {
    process.off('unhandledRejection', note);
  }
}

function inTime<T>(loading: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = `it awaits at its top level what has not come after ${PATIENCE_MS / 1000} s`;
    const timer = setTimeout(() => reject(new ContractBroken(late)), PATIENCE_MS).unref();
    // Nothing is left that could end the waiting.
    const never = (): void => reject(new ContractBroken('it awaits at its top level what never comes'));
    const interrupted = (): void =>
      reject(new GridsearchError('INTERRUPTED', 'the search was interrupted while modules were loaded'));
    process.once('beforeExit', never);
    signal?.addEventListener('abort', interrupted, { once: true });
    if (signal?.aborted) interrupted();
    loading.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      process.off('beforeExit', never);
      signal?.removeEventListener('abort', interrupted);
    });
  });
}
