// Ctrl-C in the middle of a task that runs in this process. Signals are heard between turns of the event loop, and a
// task is one turn; but Node can break off a script at SIGINT. (At no other signal: that is why long tasks get a
// process of their own, see choose-engine.ts.)

import { createContext, Script } from 'node:vm';
import { LONGEST_MS } from './timers.js';

/**
 * Makes a function that calls `work`, unless SIGINT comes meanwhile, or so many milliseconds are over: then `work` ends
 * where it is, with no catch or finally, and the answer is undefined, or `late`.
 */
export function breakable(): <T>(work: () => T, milliseconds?: number) => { readonly value: T } | 'late' | undefined {
  const surroundings: { work?: () => unknown } = {};
  const context = createContext(surroundings);
  const script = new Script('work()');
  return <T>(work: () => T, milliseconds?: number) => {
    surroundings.work = work;
    const limit = milliseconds === undefined ? {} : { timeout: Math.min(LONGEST_MS, milliseconds) };
    try {
      return { value: script.runInContext(context, { breakOnSigint: true, ...limit }) as T };
    } catch (error) {
      const { code } = (typeof error === 'object' && error !== null ? error : {}) as NodeJS.ErrnoException;
      if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return undefined;
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'late';
      throw error;
    } finally {
      delete surroundings.work;
    }
  };
}
