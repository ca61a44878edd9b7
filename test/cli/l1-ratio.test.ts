// LogisticRegression without `penalty`, through the real program, against scikit-learn 1.9 (test/oracle/l1_ratio.py).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oracle } from '../estimators/oracle-problems.js';
import { fixture, scratch } from './run.js';
import { runHere as run } from './run-here.js';

interface Case {
  readonly params: { readonly l1_ratio: number | null; readonly C: number | 'inf'; readonly solver?: string };
  readonly neg_log_loss: readonly number[];
  readonly coef_: readonly (readonly number[])[];
  readonly intercept_: readonly number[];
}

interface Reference {
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly cases: readonly Case[];
}

const problems = oracle<Reference[]>('problems', 'l1_ratio');
const { folder, put } = scratch();
const iris = fixture('iris.csv');
const STEP = 'pipeline: [{lr: {LogisticRegression: {tol: 1e-9}}}]\ncv: {KFold: {n_splits: 3}}\nscoring: neg_log_loss\n';

function table({ X, y }: Reference): string {
  return put(`${new Set(y).size}.csv`, `a,b,c,d,target\n${X.map((row, i) => [...row, y[i]].join(',')).join('\n')}\n`);
}

function closeTo(found: readonly number[], wanted: readonly number[]): void {
  for (const [i, value] of wanted.entries())
    expect(Math.abs(found[i] - value)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(value)));
}

describe.each(problems.map((problem) => [new Set(problem.y).size, problem] as const))(
  'l1_ratio alone, %i classes',
  (_classes, problem) => {
    it('chooses l2, elasticnet or l1, and an infinite C no penalty, with the scores and coefficients of scikit-learn', async () => {
      const ratios = 'lr__l1_ratio: [null, 0, 0.5, 1]';
      const liblinear = ', {lr__l1_ratio: [0, 1], lr__C: [0.1], lr__solver: [liblinear]}';
      const grids = `param_grid: [{${ratios}, lr__C: [0.1, .inf]}${_classes === 2 ? liblinear : ''}]\n`;
      const told = await run(['fit', table(problem), '-g', put('g.yaml', `${STEP}${grids}`), '-q', '--jobs', '1']);
      expect(told).toMatchObject({ code: 0, stderr: '' });
      const { cv_results_: cv, best_estimator_: best, best_index_: index } = JSON.parse(told.stdout);
      expect(cv.params).toHaveLength(problem.cases.length);
      const caseOf = ({ lr__l1_ratio: ratio, lr__C: C, lr__solver: solver }: Record<string, unknown>) =>
        problem.cases.find(
          ({ params }) => params.l1_ratio === ratio && params.C === C && params.solver === solver,
        ) as Case;
      for (const [i, params] of cv.params.entries()) {
        const splits = [0, 1, 2].map((split) => cv[`split${split}_test_score`][i]);
        closeTo(splits, caseOf(params).neg_log_loss);
      }
      const [step] = best.steps;
      const wanted = caseOf(cv.params[index]);
      closeTo(step.coef_.flat(), wanted.coef_.flat());
      closeTo(step.intercept_, wanted.intercept_);
    });
  },
);

describe('an infinite C', () => {
  it('is .inf in YAML, "inf" in JSON and in the result, and reads back as itself', async () => {
    const data = table(problems[0]);
    const yaml = await run(['fit', data, '-g', put('y.yaml', `${STEP}param_grid: {lr__C: [1, .inf]}\n`), '-q']);
    const { spec, cv_results_: cv } = JSON.parse(yaml.stdout);
    expect(cv.params).toEqual([{ lr__C: 1 }, { lr__C: 'inf' }]);
    const again = await run(['fit', data, '-g', put('j.json', JSON.stringify(spec)), '-q']);
    expect(JSON.parse(again.stdout)).toMatchObject({ spec, cv_results_: { split0_test_score: cv.split0_test_score } });
    const set = await run(['fit', data, '-g', put('s.yaml', STEP), '-q', '--set', 'pipeline.lr.C=.inf']);
    expect(JSON.parse(set.stdout).cv_results_.split0_test_score[0]).toBe(cv.split0_test_score[1]);
  });

  it('makes a model without a penalty that predicts, and names none', async () => {
    const [data, model] = [table(problems[0]), `${folder}/m.json`];
    await run(['fit', data, '-g', put('m.yaml', `${STEP}param_grid: {lr__C: [.inf]}\n`), '-q', '--model', model]);
    const [{ params }] = JSON.parse(readFileSync(model, 'utf8')).steps;
    expect(params).toMatchObject({ penalty: 'none' });
    expect(params).not.toHaveProperty('C');
    expect((await run(['predict', model, data, '-q'])).code).toBe(0);
  });

  it.each([
    ['linearsvc__C: [.inf]', 'C of LinearSVC cannot be an infinite number'],
    ['linearsvc__C: ["inf"]', 'C of LinearSVC cannot be an infinite number'],
    ['linearsvc__C: [1e999]', 'an infinite number is not a value of a grid'],
    ['linearsvc__C: [-.inf]', 'an infinite number is not a value of a grid'],
  ])('is refused where it has no meaning, and where a number is only too large: %s', async (line, why) => {
    const told = await run(['fit', iris, '-g', put('r.yaml', `pipeline: [LinearSVC]\nparam_grid: {${line}}\n`)]);
    expect(told.code).toBe(2);
    expect(told.stderr).toContain('GRID_NOT_FINITE');
    expect(told.stderr).toContain(why);
  });

  it.each(['lr__C: [.inf]', 'lr__l1_ratio: [0.5]'])('and a share of l1 are refused by liblinear: %s', async (line) => {
    const told = await run([
      'fit',
      iris,
      '-g',
      put('l.yaml', `${STEP}param_grid: {lr__solver: [liblinear], ${line}}\n`),
    ]);
    expect(told.code).toBe(2);
    expect(told.stderr).toContain('GRID_PARAM_COMBINATION');
  });

  it('can be drawn, as l1_ratio can', async () => {
    const grid = `${STEP}search: {method: random, n_iter: 6}\nparam_distributions: {lr__C: {choice: [.inf, 1]}, lr__l1_ratio: {uniform: [0, 1]}}\n`;
    const told = await run(['fit', table(problems[1]), '-g', put('d.yaml', grid), '-q']);
    expect(told.code).toBe(0);
    expect(new Set(JSON.parse(told.stdout).cv_results_.split0_test_score).size).toBeGreaterThan(2);
  });
});
