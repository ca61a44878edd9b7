import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { REGISTRIES } from '../../src/plugins/all-plugins.js';
import { catalogueNames, cataloguePage, explainPlugin } from '../../src/plugins/catalogue.js';
import { runHere as run } from './run-here.js';

describe('docs/estimators.md', () => {
  it('is what `npm run docs` makes of the registries', () => {
    const written = readFileSync(fileURLToPath(new URL('../../docs/estimators.md', import.meta.url)), 'utf8');
    expect(written).toBe(cataloguePage());
  });
});

describe('explain', () => {
  it('tells params with defaults and ranges, and what is shared', async () => {
    const { code, stdout, stderr } = await run(['explain', 'PCA']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('PCA (estimator): ');
    expect(stdout).toContain('  nests: n_components\n');
    expect(stdout).toContain('  whiten = false\n');
    expect(stdout).toContain('      true or false\n');
  });

  it('tells how a metric with args and a splitter are written', () => {
    expect(explainPlugin('fbeta')).toContain('In a grid: scoring: {my_name: {fbeta: {beta: 1}}}\n');
    expect(explainPlugin('accuracy')).toContain('In a grid: scoring: accuracy\n');
    expect(explainPlugin('LeavePOut')).toContain('In a grid: cv: {LeavePOut: {p: 2}}\n');
  });

  it('has words for everything that a grid may name', () => {
    for (const name of catalogueNames())
      expect(explainPlugin(name)).toMatch(/^\S+ \((estimator|splitter|metric)\): \S/);
  });

  it('explains the code of a message, with the example of the page', async () => {
    const { code, stdout } = await run(['explain', 'CV_TOO_FEW_MEMBERS']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^CV_TOO_FEW_MEMBERS: a class has fewer rows than there are folds\n\nFor example:\n {2}\$ gridsearch fit /,
    );
    expect(stdout).not.toContain('```');
  });

  it('suggests what was meant', async () => {
    const { code, stdout, stderr } = await run(['explain', 'pca']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('error[EXPLAIN_UNKNOWN]: nothing is called "pca"\n  help: did you mean "PCA"?\n');
  });
});

describe('explain --list', () => {
  it('lists the names of a kind, or of all, a line each', async () => {
    const metrics = (await run(['explain', '--list', 'metrics'])).stdout.trimEnd().split('\n');
    expect(metrics).toHaveLength(REGISTRIES.scorers.size);
    expect(metrics[0]).toMatch(/^accuracy +\S/);
    const all = (await run(['explain', '--list'])).stdout.trimEnd().split('\n');
    expect(all).toHaveLength(catalogueNames().length);
    expect((await run(['explain', '--list', 'models'])).stderr).toContain('lists: estimators, splitters, metrics');
    expect((await run(['explain'])).stderr).toContain('error[USAGE_MISSING_ARGUMENT]: explain needs a name');
  });

  it('is beside what is said of keys of the grid file and of names of other tools', async () => {
    expect((await run(['explain', 'union'])).stdout).toContain(
      '- texts: {columns: categorical, steps: [OneHotEncoder]}',
    );
    expect((await run(['explain', 'param_grid'])).stdout).toContain('model__C: {logspace: [a, b, n]}');
    expect((await run(['explain', 'rmse'])).stdout).toContain('here: neg_root_mean_squared_error');
    expect((await run(['explain', 'XGBClassifier'])).stdout).toContain('trees and boosting are not built in');
  });
});
