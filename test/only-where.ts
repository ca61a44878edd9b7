// Tests that not every machine can run: those are skipped, and test/skip-reasons.ts prints why.

import { beforeEach } from 'vitest';

/** Skips the tests of the block that calls it where `there` is false; `what` says what they need. */
export function onlyWhere(there: boolean, what: string): void {
  beforeEach(({ skip }) => skip(!there, `needs ${what}`));
}
