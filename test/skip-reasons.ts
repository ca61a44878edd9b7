// Prints every skipped test with the reason for it: a test that did not run is never silent.

import type { Reporter, TestModule } from 'vitest/node';

/**
 * A reporter for vitest.config.ts. Tests that a filter of the command line leaves out have no reason, and are not
 * listed.
 */
export const skipReasons: Reporter = {
  onTestRunEnd: (modules) => {
    for (const line of modules.flatMap(reasonsIn)) process.stdout.write(`${line}\n`);
  },
};

/** A line for each test of a module that was skipped for a reason. */
export function reasonsIn(module: Pick<TestModule, 'children' | 'relativeModuleId'>): string[] {
  return [...module.children.allTests('skipped')].flatMap((test) => {
    const result = test.result();
    const note = result.state === 'skipped' ? result.note : undefined;
    return note === undefined ? [] : [`skipped: ${module.relativeModuleId} > ${test.fullName}: ${note}`];
  });
}
