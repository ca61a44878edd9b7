// Prints the files that took longest: what makes the tests slow is seen at once.

import type { Reporter, TestModule } from 'vitest/node';

const MOST = 10;

type Timed = Pick<TestModule, 'relativeModuleId' | 'diagnostic'>;

/** A reporter for vitest.config.ts. A run of one file has no slowest. */
export const slowestFiles: Reporter = {
  onTestRunEnd: (modules) => {
    if (modules.length > 1) process.stdout.write(`slowest files:\n${linesOf(modules).join('\n')}\n`);
  },
};

/** The files by the seconds that they took, imports and hooks included, slowest first; ten at the most. */
function linesOf(modules: readonly Timed[]): string[] {
  return modules
    .map((module) => ({ file: module.relativeModuleId, seconds: secondsOf(module) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, MOST)
    .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
}

function secondsOf(module: Timed): number {
  const { collectDuration, duration, setupDuration } = module.diagnostic();
  return (collectDuration + duration + setupDuration) / 1000;
}
