// The last word of code of the user's own: what it left behind when it had answered.

import { setImmediate } from 'node:timers/promises';
import { takeSlip } from '../plugins/own/index.js';
import type { Outcome } from '../schedule/engine.js';

/**
 * An outcome as it is when all that own code began has had its turn: a promise that failed with nobody waiting ends the
 * search.
 */
export async function withUnhandledRejection(outcome: Outcome): Promise<Outcome> {
  await setImmediate();
  const error = takeSlip();
  if (error === undefined || outcome.status === 'died') return outcome;
  return { status: 'error', seconds: outcome.seconds, error, ends: true };
}
