import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventLine, eventsFile } from '../../src/output/events-file.js';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';

const { folder, put } = scratch();
const grid = put(
  'grid.json',
  JSON.stringify({
    pipeline: [{ pca: 'PCA' }, { nb: 'GaussianNB' }],
    param_grid: { pca__n_components: [1, 2] },
    cv: 3,
  }),
);

interface Line {
  readonly type: string;
  readonly key: string;
  readonly keys: string[];
  readonly at: number;
}

async function trace(...words: string[]): Promise<Line[]> {
  const file = join(folder, `${words.length}.ndjson`);
  const { code, stderr } = await run([
    'fit',
    fixture('iris.csv'),
    '-g',
    grid,
    '-q',
    '--events',
    file,
    '-o',
    join(folder, 'r.json'),
    ...words,
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('--events', () => {
  it.each([['1'], ['2', '--verify=2']])(
    'traces every task from start to end to release, in order (jobs %s)',
    async (jobs, ...more) => {
      const lines = await trace('--jobs', jobs, ...more);
      const keys = (type: string): string[] => lines.filter((line) => line.type === type).map(({ key }) => key);
      expect(keys('started').length).toBeGreaterThan(10);
      expect(keys('finished').toSorted()).toEqual(keys('started').toSorted());
      const place = (type: string, key: string): number =>
        lines.findIndex((line) => line.type === type && line.key === key);
      for (const key of keys('started')) expect(place('started', key)).toBeLessThan(place('finished', key));
      const released = lines.flatMap((line, i) =>
        line.type === 'released' ? line.keys.map((key) => ({ key, i })) : [],
      );
      expect(released.length).toBeGreaterThan(5);
      for (const { key, i } of released) expect(place('finished', key)).toBeLessThan(i);
      expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(lines.at(-1)).toMatchObject({ type: 'phase', phase: 'done' });
    },
  );

  it('writes names in snake_case', () => {
    expect(eventLine({ type: 'candidate', at: 1, index: 3, meanScore: 0.5 })).toBe(
      '{"type":"candidate","at":1,"index":3,"mean_score":0.5}\n',
    );
  });

  it('gathers lines, so that half a million events are few writes, and writes the rest when closed', async () => {
    const path = join(folder, 'gathered.ndjson');
    const events = eventsFile(path);
    await events.open();
    for (let i = 0; i < 100; i++) events.observe({ type: 'note', at: 0, text: 'x' });
    expect(statSync(path).size).toBe(0);
    events.observe({ type: 'note', at: 1, text: 'later' });
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(102);
    events.observe({ type: 'note', at: 1, text: 'last' });
    expect(await events.close()).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toMatch(/"last"\}\n$/);
  });

  it('never stands in the way: a full device ends the trace, the result is written, exit code 5', async ({ skip }) => {
    skip(process.platform !== 'linux', 'needs Linux');
    const done = await run(['fit', fixture('iris.csv'), '-g', grid, '-q', '--jobs', '1', '--events', '/dev/full']);
    expect(done.code).toBe(5);
    expect(JSON.parse(done.stdout).status).toBe('complete');
    expect(done.stderr).toContain('error[OUTPUT_WRITE]: cannot write --events /dev/full');
  });

  it('refuses standard output and the file of another output before anything runs', async () => {
    const words = ['fit', fixture('iris.csv'), '-g', grid];
    expect((await run([...words, '--events', '-'])).stderr).toContain('--events cannot be standard output');
    const same = join(folder, 'same.json');
    expect((await run([...words, '--events', same, '--model', same])).stderr).toContain(
      `--events ${same} and --model ${same} are the same file`,
    );
  });
});
