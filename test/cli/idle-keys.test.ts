// Keys and flags, beside params of estimators, that change nothing in a search: each is told.

import { describe, expect, it } from 'vitest';
import { fixture, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { put } = scratch();
const cancer = fixture('breast_cancer.csv');
const folds = put(
  'folds.csv',
  `a,f,y\n${Array.from({ length: 24 }, (_, i) => `${(i * 7) % 11},${i % 4},${i % 2}`).join('\n')}\n`,
);
const LR = 'pipeline: [{lr: LogisticRegression}]\nparam_grid: {lr__C: [0.1, 1]}\ncv: 3\n';

/** The warnings of a plan. */
async function told(grid: string, data: string, ...words: string[]): Promise<string[]> {
  const { stdout } = await run(['plan', data, '-g', put('g.yaml', grid), '--format', 'json', ...words]);
  return JSON.parse(stdout).warnings.map(({ message }: { message: string }) => message);
}

describe('a key or a flag that does nothing is told of', () => {
  it('a seed from which nothing is drawn, columns that nobody reads, a type of the target', async () => {
    const data = 'data: {target: y, fold: f, types: {y: numeric}}\n';
    expect(await told(LR + data, folds, '--seed', '7')).toEqual([
      'random_state has no effect: a grid search with StratifiedKFold draws nothing from it (that of an estimator is a param of its own)',
      'data.fold has no effect: StratifiedKFold does not read it, PredefinedSplit does',
      'data.types of "y" has no effect: it is the target; task says how that is read',
    ]);
  });

  it('more draws than there are candidates, and a threshold that no metric sees', async () => {
    const grid =
      'pipeline: [{lr: LogisticRegression}, {t: DecisionThreshold}]\ncv: 3\nscoring: [roc_auc, neg_log_loss]\n';
    const search = 'search: {method: random, n_iter: 5}\nparam_distributions: {t__threshold: [0.3, 0.6]}\n';
    expect(await told(grid + search, cancer)).toEqual([
      'search.n_iter 5 has no effect beyond 2: there are no more different candidates',
      't changes no score: roc_auc, neg_log_loss do not read predicted classes',
    ]);
  });

  it('but not a seed that shuffles or draws, nor a threshold beside a metric that sees it', async () => {
    const shuffled = LR.replace('cv: 3', 'cv: {KFold: {n_splits: 3, shuffle: true}}');
    expect(await told(shuffled, cancer, '--seed', '7')).toEqual([]);
    const seen = 'pipeline: [{lr: LogisticRegression}, {t: DecisionThreshold}]\ncv: 3\nscoring: [roc_auc, accuracy]\n';
    const drawn = 'search: {method: random, n_iter: 2}\nparam_distributions: {t__threshold: {uniform: [0, 1]}}\n';
    expect(await told(seen + drawn, cancer, '--seed', '7')).toEqual([]);
  });

  it('threads where a limit takes processes', async () => {
    const { stderr } = await run([
      'fit',
      cancer,
      '-g',
      put('l.yaml', LR),
      '--jobs',
      '1',
      '--engine',
      'threads',
      '--task-timeout',
      '60',
    ]);
    expect(stderr).toContain('--engine threads has no effect: only processes can be held to --task-timeout');
  });
});
