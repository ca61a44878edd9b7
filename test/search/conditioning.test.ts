// Least squares on columns that are badly conditioned, as a user meets them. Seen by the program as a whole, and by any
// cut of its work.

import { describe, expect, it } from 'vitest';
import { scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { uniform } from '../kernels/random-matrix.js';
import { comparable } from './result.js';

const { put } = scratch();
const draw = uniform(5);
const rows = Array.from({ length: 120 }, (_, i) => ({ kind: 'abcd'[i % 4], a: draw(), b: draw(), z: draw() }));

function table(
  columns: readonly string[],
  cells: (row: (typeof rows)[number]) => readonly (number | string)[],
): string {
  return `${[columns, ...rows.map(cells)].map((line) => line.join(',')).join('\n')}\n`;
}

async function fitted(name: string, data: string, grid: object, ...flags: readonly string[]) {
  const words = [
    'fit',
    put(`${name}.csv`, data),
    '-g',
    put(`${name}.json`, JSON.stringify({ data: { target: 'y' }, ...grid })),
  ];
  const { code, stdout, stderr } = await run([...words, '-q', ...flags]);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('least squares', () => {
  it('keeps all digits of one-hot columns beside a column of revenues', async () => {
    const scores = [];
    for (const size of [1, 1e8]) {
      const data = table(['kind', 'a', 'b', 'y'], ({ kind, a, b }) => [kind, a, size * b, kind.charCodeAt(0) + a + b]);
      const out = await fitted(`revenue ${size}`, data, {
        pipeline: ['TableVectorizer', { m: 'LinearRegression' }],
        cv: 3,
        scoring: 'r2',
      });
      scores.push(JSON.parse(out).cv_results_.mean_test_score[0]);
    }
    // y is linear in the columns: an exact line has an R² of 1.
    for (const score of scores) expect(Math.abs(score - 1)).toBeLessThan(1e-13);
  });

  it.each([true, false])(
    'takes two columns that a scaler makes equal but for rounding for one (fit_intercept: %s)',
    async (intercept) => {
      // Both are z once they are scaled, up to what doubles near 1e6 can hold; the shortest line gives each half.
      const data = table(['a', 'b', 'y'], ({ a }) => [1e6 + a, 1e6 + 7 * a, 3 * a]);
      const out = await fitted(`scaled ${intercept}`, data, {
        pipeline: [{ scale: 'StandardScaler' }, { m: { LinearRegression: { fit_intercept: intercept } } }],
        cv: 3,
        scoring: 'max_error',
      });
      const { best_estimator_: model } = JSON.parse(out);
      const [first, second] = model.steps[1].coef_;
      expect(Math.abs(first - second)).toBeLessThan(1e-6);
      expect(first + second).toBeCloseTo(3 * model.steps[0].scale_[0], 6);
    },
  );

  it('finds a signal that is the difference of two nearly equal columns, with the same bytes however the work is cut', async () => {
    const data = table(['a', 'b', 'c', 'y'], ({ a, b, z }) => [a, a + 1e-8 * z, b, z + b]);
    const grid = {
      task: 'regression',
      pipeline: [{ scale: 'StandardScaler' }, { m: 'LinearRegression' }],
      param_grid: [{ scale: ['StandardScaler', 'passthrough'] }, { m: ['Ridge'], m__alpha: [0, 1e-15, 1] }],
      cv: 4,
      scoring: 'r2',
    };
    const one = await fitted('difference', data, grid, '--jobs', '1');
    expect(JSON.parse(one).cv_results_.mean_test_score[1]).toBeGreaterThan(1 - 1e-9);
    const [processes, threads, alone] = await Promise.all([
      fitted('difference 2', data, grid, '--jobs', '3', '--engine', 'local'),
      fitted('difference 3', data, grid, '--jobs', '3', '--engine', 'threads'),
      fitted('difference 4', data, grid, '--jobs', '1', '--no-share'),
    ]);
    for (const other of [processes, threads, alone])
      expect(comparable(other, { graph: false })).toBe(comparable(one, { graph: false }));
  });

  it('reaches the optimum through the origin, and says nothing, where codes are collinear beside a column far from zero', async () => {
    const data = table(['kind', 'other', 'a', 'b', 'y'], ({ kind, a, b, z }) => [
      kind,
      'uvw'[Math.floor(3 * z)],
      1000 + a,
      b,
      a + b,
    ]);
    const grid = {
      pipeline: ['TableVectorizer', { m: 'LinearRegression' }],
      param_grid: [{ m__fit_intercept: [false] }, { m: ['Ridge'], m__fit_intercept: [false], m__alpha: [0, 1e-20] }],
      cv: 3,
      scoring: 'neg_max_error',
    };
    const one = await fitted('origin', data, grid, '--jobs', '1');
    const { cv_results_: results, warnings } = JSON.parse(one);
    // y is linear in the columns: what is left is rounding of 1000.
    for (const score of results.mean_test_score) expect(score).toBeGreaterThan(-1e-11);
    expect(warnings).toEqual([]);
    const other = await fitted('origin 2', data, grid, '--jobs', '3', '--no-share');
    expect(comparable(other, { graph: false })).toBe(comparable(one, { graph: false }));
  });

  it('says where the difference of two columns is hardly more than rounding', async () => {
    const data = table(['a', 'b', 'y'], ({ a, z }) => [a, a + 3e-15 * z, z]);
    const out = await fitted('doubtful', data, { task: 'regression', pipeline: ['LinearRegression'], cv: 2 });
    const { warnings } = JSON.parse(out);
    expect(warnings.length).toBeGreaterThan(0);
    for (const { code, message } of warnings) {
      expect(code).toBe('ILL_CONDITIONED');
      expect(message).toContain('hardly told from rounding');
    }
  });
});
