import { describe, expect, it } from 'vitest';
import { selectKBest } from '../../src/estimators/select-k-best.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, transform } from '../checks/estimator-problems.js';
import { expectClose, fixture, oracle, toMatrix, toRows } from './oracle-problems.js';

const kernels = createKernels();
const iris = fixture('iris');
const cancer = fixture('breast_cancer');
const diabetes = fixture('diabetes');
const selected = oracle<{ cancer_8: number[]; diabetes_4: number[] }>('selected');

describe('SelectKBest', () => {
  it('scores classes as f_classif of scikit-learn does', () => {
    const want = oracle<{ iris: number[]; cancer: number[] }>('f_classif');
    const params = { k: 'all', score_func: 'f_classif' };
    expectClose([...(fitOne(kernels, selectKBest, iris, params).scores as Float64Array)], want.iris, 1e-12);
    expectClose([...(fitOne(kernels, selectKBest, cancer, params).scores as Float64Array)], want.cancer, 1e-12);
  });
  it('scores values as f_regression of scikit-learn does', () => {
    const params = { k: 'all', score_func: 'f_regression' };
    expectClose(
      [...(fitOne(kernels, selectKBest, diabetes, params).scores as Float64Array)],
      oracle<number[]>('f_regression'),
      1e-12,
    );
  });
  it('selects the columns that scikit-learn selects', () => {
    const classes = { k: 8, score_func: 'f_classif' };
    expect(selectKBest.toModel(fitOne(kernels, selectKBest, cancer, classes), classes).support_).toEqual(
      selected.cancer_8,
    );
    const values = { k: 4, score_func: 'f_regression' };
    expect(selectKBest.toModel(fitOne(kernels, selectKBest, diabetes, values), values).support_).toEqual(
      selected.diabetes_4,
    );
  });
  it('ranks constant columns last, warns of them, and prefers the later of equal columns', () => {
    const columns = { ...iris, X: toMatrix(toRows(iris.X).map((row) => [0.1, row[2], row[0], row[2], 7])) };
    const params = { k: 'all', score_func: 'f_classif' };
    const [outcome] = fitAll(kernels, selectKBest, columns, [params]);
    expect(outcome.ok && [...(outcome.fitted.order as Int32Array)]).toEqual([3, 1, 2, 4, 0]);
    expect(outcome.ok && outcome.warnings).toMatchObject([
      { code: 'CONSTANT_COLUMN', message: expect.stringContaining('1, 5') },
    ]);
  });
  it('says in its model which input column each output column is', () => {
    const params = { k: 2, score_func: 'f_classif' };
    const fitted = fitOne(kernels, selectKBest, iris, params);
    const { output_columns: columns, support_: support } = selectKBest.toModel(fitted, params) as Record<
      string,
      number[]
    >;
    expect(support).toEqual([2, 3]);
    const out = toRows(transform(kernels, selectKBest, fitted, params, iris.queries));
    expect(out).toEqual(toRows(iris.queries).map((row) => columns.map((j) => row[j])));
  });
  it('writes undefined and infinite scores as words and reads them back', () => {
    const codes = iris.target.kind === 'classes' ? iris.target.codes : new Int32Array(0);
    const columns = { ...iris, X: toMatrix([...codes].map((code) => [1, code])) };
    const params = { k: 'all', score_func: 'f_classif' };
    const fitted = fitOne(kernels, selectKBest, columns, params, 1);
    const model = selectKBest.toModel(fitted, params);
    expect(model.scores_).toEqual(['NaN', 'Infinity']);
    expect(selectKBest.fromModel(model, { params, cols: 2, classes: 2 })).toEqual(fitted);
  });
  it('tells which task its score is for', () => {
    expect(selectKBest.taskOf?.({ score_func: 'f_classif' })).toBe('classification');
    expect(selectKBest.taskOf?.({ score_func: 'f_regression' })).toBe('regression');
  });
});
