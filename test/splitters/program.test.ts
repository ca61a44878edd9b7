// Groups through the program: the column that `data.group` names decides which rows stay together.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture, scratch } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';

const { put } = scratch();

/** diabetes.csv with a clinic for each row: six clinics, one of them half as large. */
const lines = readFileSync(fixture('diabetes.csv'), 'utf8').trimEnd().split('\n');
const data = put(
  'clinics.csv',
  lines.map((line, i) => `${i === 0 ? 'clinic' : `c${Math.floor(((i - 1) % 11) / 2)}`},${line}`).join('\n'),
);
const fit = (cv: string, more = 'data: {group: clinic}') =>
  run([
    'fit',
    data,
    '-g',
    put('grid.yaml', `pipeline: [{ridge: Ridge}]\nparam_grid: {ridge__alpha: [1]}\ncv: ${cv}\n${more}\n`),
    '-q',
    '--json',
  ]);

describe('data.group', () => {
  it('with GroupKFold gives scikit-learn’s scores', async () => {
    const { code, stdout, stderr } = await fit('{GroupKFold: {n_splits: 3}}');
    expect(code, stderr).toBe(0);
    const { split0_test_score: a, split1_test_score: b, split2_test_score: c } = JSON.parse(stdout).cv_results_;
    // cross_val_score(Ridge(alpha=1), X, y, groups=clinic, cv=GroupKFold(3)), scikit-learn 1.2.1.
    expect([a[0], b[0], c[0]]).toEqual(
      [0.40270357479598506, 0.5484607452954966, 0.4895187607624265].map((score) => expect.closeTo(score, 9)),
    );
  });

  it('is asked for by name where a splitter of groups has none', async () => {
    const { code, stderr } = await fit('{GroupKFold: {n_splits: 3}}', 'data: {id: clinic}');
    expect(code).toBe(2);
    expect(stderr).toContain('error[CV_NO_GROUP_COLUMN]: GroupKFold needs a column that names the group of each row');
    expect(stderr).toContain('add to the grid: data: {group: COLUMN}');
    expect(stderr).toMatch(/grid\.yaml:3:5\b/);
  });
});
