// Rows F6 and F9 of the fault plan (docs/reliability.md) at the worst moment: the process is ended while it writes its
// result.

import { readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fixture, run, scratch } from '../cli/run.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;
const many = put(
  'many.json',
  JSON.stringify({
    pipeline: ['GaussianNB'],
    param_grid: { gaussiannb__var_smoothing: { logspace: [-9, 0, 2000] } },
    cv: 3,
  }),
);
const out = join(folder, 'result.json');
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

it.each([
  ['SIGKILL', 1],
  ['SIGTERM', 1],
  ['SIGTERM', 2],
] as const)(
  'F6, F9: %s, %i times, while the result is written: the old file or the whole new one',
  { timeout: HARD_LIMIT_MS },
  async (signal, times) => {
    writeFileSync(out, 'old');
    let seen = false;
    let temporary = '';
    const told = await run(['fit', fixture('iris.csv'), '-g', many, '-q', '--jobs', '1', '-o', out], {
      during: (child) => {
        const watcher = watch(folder, (_, name) => {
          if (seen || !String(name).endsWith(`.${child.pid}.tmp`)) return;
          seen = true;
          temporary = String(name);
          child.kill(signal);
          // Two signals at once would be one.
          const more = setInterval(() => times > 1 && child.kill(signal), 1);
          stops.push(() => clearInterval(more));
        });
        stops.push(() => watcher.close());
      },
    });
    expect(seen).toBe(true);
    const text = readFileSync(out, 'utf8');
    if (text !== 'old') expect(JSON.parse(text).cv_results_.params).toHaveLength(2000);
    if (signal === 'SIGTERM') {
      expect([0, 143]).toContain(told.code);
      expect(readdirSync(folder)).not.toContain(temporary);
    }
  },
);
