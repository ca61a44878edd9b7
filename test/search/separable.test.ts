// Logistic regression without a penalty, as a user meets it: where rows are separable there is no optimum, and that is
// what is told.

import { describe, expect, it } from 'vitest';
import { scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';

const { put } = scratch();
const table = (labels: string) => `x,y\n${[...labels].map((label, i) => `${i + (i % 3) / 4},${label}\n`).join('')}`;

async function search(name: string, labels: string, params: object) {
  const grid = {
    pipeline: [{ m: { LogisticRegression: { penalty: 'none' } } }],
    param_grid: params,
    cv: { KFold: { n_splits: 2, shuffle: true, random_state: 0 } },
    scoring: 'neg_log_loss',
  };
  const words = [
    'fit',
    put(`${name}.csv`, table(labels)),
    '-g',
    put(`${name}.json`, JSON.stringify(grid)),
    '--no-cache',
  ];
  const { code, stdout, stderr } = await run(words);
  expect(code, stderr).toBe(0);
  return { warnings: JSON.parse(stdout).warnings as { code: string; message: string; candidate: number }[], stderr };
}

describe('logistic regression without a penalty', () => {
  it('says that separable rows need one, for any tol, and then nothing of edges or of more passes', async () => {
    const { warnings, stderr } = await search('apart', 'aaaaaaaaaabbbbbbbbbb', { m__tol: [1e-12, 1e-9, 1e-6, 1e-4] });
    for (const { code, message } of warnings) {
      expect(code).toBe('NOT_CONVERGED');
      expect(message).toContain('separable: use a penalty');
    }
    expect(new Set(warnings.map(({ candidate }) => candidate)).size).toBe(4);
    expect(stderr).toContain('separable: use a penalty');
    expect(stderr).not.toMatch(/at the edge of the grid|max_iter/);
  });

  it('says nothing where rows overlap', async () => {
    const { warnings } = await search('overlapping', 'aaaabaabababbababbbb', { m__tol: [1e-9, 1e-4] });
    expect(warnings).toEqual([]);
  });
});
