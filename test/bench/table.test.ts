// The bench's tables, from figures made up here.

import { describe, expect, it } from 'vitest';
import { CASES } from '../../bench/cases.js';
import type { Contest } from '../../bench/contest.js';
import { markdown } from '../../bench/table.js';

const machine = {
  cpu: 'a CPU',
  cores: 2,
  memoryGigabytes: 8,
  node: '20',
  versions: {},
  date: '2026-01-01',
  gridsearch: '0',
  load: 0,
};
const round = (seconds: number) => ({ seconds, cpuSeconds: 2 * seconds, peakBytes: 1e8 });
const contest: Contest = {
  case: CASES[0],
  standings: [
    {
      label: 'gridsearch',
      kind: 'ours',
      command: ['node', 'x'],
      rounds: [round(1), round(2), round(4)],
      ratios: [1, 1, 1],
    },
    {
      label: 'peer',
      kind: 'peer',
      command: ['py', "it's"],
      rounds: [round(30), round(30), round(30)],
      ratios: [30, 15, 7.5],
      difference: 0,
    },
  ],
  missing: ['dask-ml'],
};

describe('markdown', () => {
  it('gives lowest, median and highest ratio of the rounds, and the ratio of CPU time', () => {
    expect(markdown(machine, [contest], 3)).toContain(
      '|  | peer | 30.0 | 60.0 | 100 | 7.5 / 15 / 30 | 15.0 | ≥ 14 | none |',
    );
  });

  it('names a peer that could not be run', () => {
    expect(markdown(machine, [contest], 3)).toContain('| dask-ml | not installed |');
  });

  it('divides what growth costs by its units', () => {
    const growing = CASES.find(({ name }) => name === 'rows-100000') as Contest['case'];
    const [ours] = contest.standings;
    // 2,000,000 cells: 4 s of CPU time and 100 MB.
    expect(markdown(machine, [{ case: growing, standings: [ours], missing: [] }], 3)).toContain(
      '| 2.00 | 4.00 | 100 | a million cells | 2.00 | 50.0 |',
    );
  });
});
