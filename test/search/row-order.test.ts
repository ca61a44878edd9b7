// What depends on the order of rows meets them as they stand in the file, whatever the layout makes of them:
// scikit-learn's answers.

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import type { ResultDocument } from '../../src/results/result-document.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { run, scratch } from '../cli/run.js';
import oracle from '../oracle/row_order.json' with { type: 'json' };
import { comparable } from './result.js';

const { folder, put } = scratch();
const data = put('data.csv', `x,z,g,f,y,v\n${oracle.rows.map((cells) => cells.join(',')).join('\n')}\n`);
const numbered = put(
  'numbered.csv',
  `n,w,y\n${oracle.rows.map((cells, row) => `${row},${row + 1},${cells[4]}`).join('\n')}\n`,
);

put(
  'mine.mjs',
  `
const base = { params: {}, needs: () => ({ rows: true }), cost: () => 1e-5, toModel: (fitted) => fitted, fromModel: (model) => model };
/** Each row less the one before it. */
export const Lag = { ...base, role: 'transformer', summary: 'a difference', width: (_, { cols }) => cols, kept: ({ cols }) => cols,
  fit: ({ X, params }) => params.map(() => ({ ok: true, fitted: { cols: X.cols }, warnings: [] })),
  apply: ({ X: { rows, cols, stride, data } }) => {
    const out = new Float64Array(rows * cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[i * cols + j] = data[i * stride + j] - (i > 0 ? data[(i - 1) * stride + j] : 0);
    return { rows, cols, stride: cols, data: out };
  } };
/** A tenth of the row's place, and a mean of the train targets in which later rows count more. */
export const Drift = { ...base, role: 'regressor', task: 'regression', summary: 'a drift',
  fit: ({ target, params }) => params.map(() => ({ ok: true, fitted: { mean: target.values.reduce((mean, v) => 0.75 * mean + 0.25 * v, 0) }, warnings: [] })),
  predict: ({ X, items }) => items.map(({ fitted }) => ({ kind: 'values', values: Float64Array.from({ length: X.rows }, (_, i) => fitted.mean + i / 10) })) };
/** Minus the mean absolute error of the last third of the rows. */
export const LastThird = { task: 'regression', summary: 'late errors', params: {}, reads: 'values',
  score: ({ truth, prediction }) => {
    const { length } = truth.values;
    const late = Array.from(truth.values, (v, i) => Math.abs(v - prediction.values[i])).slice(length - Math.floor(length / 3));
    return -late.reduce((sum, error) => sum + error) / late.length;
  } };

const ascend = (numbers, who) => numbers.forEach((n, i) => { if (i > 0 && numbers[i - 1] >= n) throw new Error(who + ' meets row ' + n + ' behind ' + numbers[i - 1]); });
const firsts = ({ rows, stride, data }) => Array.from({ length: rows }, (_, i) => data[i * stride]);
/** They do nothing but look at the number of each row. */
const seen = (X, { rowIds, target, weights }) => {
  ascend(firsts(X), 'a fit');
  ascend(rowIds, 'rowIds');
  if (weights !== undefined) ascend(weights, 'weights');
  const { codes } = target;
  for (let i = 0; i < codes.length; i++) if (codes[i] !== CODES[rowIds[i]]) throw new Error('the target is of another row');
};
const CODES = ${JSON.stringify(oracle.rows.map((cells) => 'abc'.indexOf(String(cells[4]))))};
const fitted = ({ params }, cols) => params.map(() => ({ ok: true, fitted: { cols }, warnings: [] }));
export const Watching = { ...base, role: 'transformer', summary: 'looks', width: (_, { cols }) => cols, kept: ({ cols }) => cols,
  fit: (input) => { seen(input.X, input); return fitted(input, input.X.cols); },
  apply: ({ X }) => { ascend(firsts(X), 'apply'); return { ...X, data: X.data.slice() }; } };
const watcher = { ...base, role: 'classifier', task: 'classification', summary: 'looks', takesWeights: true,
  fit: (input) => { seen(input.X, input); return fitted(input, 1); },
  predict: ({ X, classes, items }) => {
    ascend(firsts(X), 'a prediction');
    // What is said of a row tells which row it is.
    const data = new Float64Array(X.rows * classes.length);
    for (let i = 0; i < X.rows; i++) {
      const share = (1 + X.data[i * X.stride]) / 50;
      data.fill((1 - share) / (classes.length - 1), i * classes.length, (i + 1) * classes.length);
      data[i * classes.length] = share;
    }
    const probabilities = { rows: X.rows, cols: classes.length, stride: classes.length, data };
    return items.map(() => ({ kind: 'classes', codes: new Int32Array(X.rows), probabilities }));
  } };
export const Watcher = watcher;
export const WatcherInPanels = { ...watcher, packs: true,
  fit: (input) => {
    const { rows, cols, data } = input.packed.rows;
    const ones = [];
    for (let i = 0; i + 4 <= rows; i += 4) for (let r = 0; r < 4; r++) ones.push(data[i * cols + r * Math.min(2, cols)]);
    ascend(ones, 'a panel');
    return fitted(input, 1);
  } };
export const SeldomWatcher = { ...watcher, seldom: true, fit: (input) => { seen(input.rows(), input); return fitted(input, 1); } };
/** 1: rows come in order, each with what was said of it. */
export const Ordered = { task: 'classification', summary: 'looks', params: {}, reads: 'probabilities',
  score: ({ truth, prediction, weights }) => {
    ascend(weights, 'a metric');
    const { data, stride } = prediction.probabilities;
    for (let i = 0; i < weights.length; i++) {
      if (Math.abs(data[i * stride] * 50 - weights[i]) > 1e-9) throw new Error('what was said of another row');
      if (truth.codes[i] !== CODES[weights[i] - 1]) throw new Error('the target is of another row');
    }
    return 1;
  } };
`,
);

async function fit(
  name: string,
  table: string,
  grid: object,
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const path = put(`${name}.json`, JSON.stringify(grid));
  const { code, stdout, stderr } = await run(['fit', table, '-g', path, '-q', '--json', ...more], { environment });
  expect(code, stderr).toBe(0);
  return stdout;
}

/** Each split's scores of each candidate. */
function scoresIn({ cv_results_: cv }: Pick<ResultDocument, 'cv_results_'>, metric: string, splits: number) {
  const of = (side: string) => Array.from({ length: splits }, (_, split) => cv[`split${split}_${side}_${metric}`]);
  return { test: of('test'), train: of('train') };
}

type Asked = { readonly splitter: string; readonly params: object };

function cvOf({ splitter, params }: Asked) {
  const read: JsonObject = splitter.includes('Group')
    ? { group: 'g' }
    : splitter === 'PredefinedSplit'
      ? { fold: 'f' }
      : {};
  return { cv: { [splitter]: params as JsonObject }, read };
}

const DRAWN = {
  task: 'classification',
  pipeline: [{ model: 'DummyClassifier' }],
  param_grid: { model__strategy: ['stratified', 'uniform'], model__random_state: [4] },
  return_train_score: true,
};
/**
 * Through the program, a second each: whatever overlaps and keeps its blocks, and a layout that is no file's order
 * without overlap.
 */
const SOME = ['KFold', 'RepeatedKFold', 'GroupShuffleSplit', 'LeavePGroupsOut'];
const OWN = {
  task: 'regression',
  pipeline: [{ lag: 'passthrough' }, { model: 'LinearRegression' }],
  param_grid: [
    { lag: ['passthrough'], model: ['./mine.mjs#Drift', 'LinearRegression'] },
    { lag: ['./mine.mjs#Lag'], model: ['LinearRegression'] },
  ],
  scoring: { last: './mine.mjs#LastThird', r2: 'r2' },
  refit: 'r2',
  return_train_score: true,
};
const columns = { features: { include: ['x', 'z'] } };

describe('rows are met in the order of the file', () => {
  it.each(oracle.cases)('by the draws of DummyClassifier under $splitter', async (expected) => {
    const { cv, read } = cvOf(expected);
    const { document } = await gridSearch({
      data,
      grid: { ...DRAWN, data: { target: 'y', ...columns, ...read }, cv },
      jobs: 1,
    });
    const { accuracy } = expected.drawn;
    const said = scoresIn(document, 'score', accuracy.test.length);
    for (const side of ['test', 'train'] as const) expect(said[side], side).toEqual(close(accuracy[side]));
  });

  it.each(oracle.cases.filter(({ own, splitter }) => own !== undefined && SOME.includes(splitter)))(
    'by steps and metrics of one’s own under $splitter',
    async (expected) => {
      const { cv, read } = cvOf(expected);
      const text = await fit('own', data, { ...OWN, data: { target: 'v', ...columns, ...read }, cv }, ['--jobs', '1']);
      for (const [metric, want] of Object.entries(expected.own ?? {})) {
        const said = scoresIn(JSON.parse(text), metric, want.test.length);
        for (const side of ['test', 'train'] as const)
          expect(said[side], `${metric} ${side}`).toEqual(close(want[side]));
      }
    },
  );
});

/** Steps that throw where a row comes too early, in every place that they can stand in. */
const WATCHED = {
  data: { target: 'y', weight: 'w' },
  task: 'classification',
  pipeline: [
    { both: { union: [{ left: { columns: ['n'], steps: [{ t: './mine.mjs#Watching' }] } }] } },
    { step: './mine.mjs#Watching' },
    { model: './mine.mjs#Watcher' },
    { calibrate: 'Calibration' },
  ],
  param_grid: [
    {
      model: ['./mine.mjs#Watcher', './mine.mjs#WatcherInPanels', './mine.mjs#SeldomWatcher'],
      calibrate: ['passthrough'],
    },
    { step: ['passthrough', './mine.mjs#Watching'], calibrate__cv: [2] },
  ],
  cv: { RepeatedStratifiedKFold: { n_splits: 2, n_repeats: 2, random_state: 0 } },
  scoring: { ordered: './mine.mjs#Ordered', loss: 'neg_log_loss' },
  refit: 'loss',
  return_train_score: true,
};

describe('code of one’s own', () => {
  it('meets rows in the order of the file in unions, inner folds, panels and the refit, the same bytes in every way of running', async () => {
    const cached = { GRIDSEARCH_NO_CACHE: '0', GRIDSEARCH_CACHE: `${folder}/cache` };
    const once = await fit('watched', numbered, WATCHED, ['--jobs', '1']);
    const { issues, cv_results_: cv } = JSON.parse(once);
    expect(issues ?? []).toEqual([]);
    for (const side of ['test', 'train']) expect(cv[`mean_${side}_ordered`].slice(0, 3)).toEqual([1, 1, 1]);
    expect(cv.mean_test_loss).not.toContain(null);
    for (const how of [
      ['--jobs', '2', '--engine', 'threads'],
      ['--jobs', '3', '--engine', 'local'],
    ]) {
      expect(comparable(await fit('watched', numbered, WATCHED, how))).toBe(comparable(once));
    }
    expect(comparable(await fit('watched', numbered, WATCHED, ['--jobs', '1', '--no-share']), { graph: false })).toBe(
      comparable(once, { graph: false }),
    );
    expect(comparable(await fit('watched', numbered, WATCHED, ['--jobs', '1'], cached))).toBe(comparable(once));
    expect(comparable(await fit('watched', numbered, WATCHED, ['--jobs', '1'], cached))).toBe(comparable(once));
  });
});

function close(scores: readonly (readonly number[])[]) {
  return scores.map((candidates) => candidates.map((score) => expect.closeTo(score, 9)));
}
