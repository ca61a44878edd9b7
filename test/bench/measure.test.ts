// The bench's ruler: what it says of a process with a child of its own, and of one that fails.

import { describe, expect, it } from 'vitest';
import { measure } from '../../bench/measure.js';

const CHILD =
  'const held = Buffer.alloc(150e6, 1); const until = Date.now() + 400; while (Date.now() < until); process.stdout.write(String(held.length))';
const PARENT = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(CHILD)}], { stdio: 'inherit' })`;

describe('measure', () => {
  it('counts memory and time of the children of a command', async ({ skip }) => {
    skip(process.platform !== 'linux', 'needs Linux');
    const { peakBytes, cpuSeconds, stdout } = await measure([process.execPath, '-e', PARENT]);
    expect(stdout).toBe('150000000');
    expect(peakBytes).toBeGreaterThan(150e6);
    expect(cpuSeconds).toBeGreaterThan(0);
  });

  it('refuses to measure a command that fails, and shows what it said', async () => {
    await expect(measure([process.execPath, '-e', 'console.error("no such luck"); process.exit(3)'])).rejects.toThrow(
      /ended with 3[\s\S]*no such luck/,
    );
  });
});
