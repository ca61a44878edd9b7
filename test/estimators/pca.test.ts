import { PCA } from 'ml-pca';
import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../src/base/matrix.js';
import { rejectParam } from '../../src/contracts/params.js';
import { mlPca } from '../../src/estimators/ml-pca.js';
import { pca } from '../../src/estimators/pca.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, transform } from '../checks/estimator-problems.js';
import { expectClose, fixture, oracle, standardised, toMatrix, toRows } from './oracle-problems.js';

interface Expected {
  readonly variances: number[];
  readonly components: number[][];
  readonly queries: number[][];
}
const kernels = createKernels();
const iris = fixture('iris');
const cancer = standardised(fixture('breast_cancer'));
const wide = { ...cancer, X: matrixOf(12, 30, cancer.X.data.slice(0, 360)) };
const expected = oracle<{
  iris: Expected;
  iris_whitened: Expected;
  cancer: Expected;
  wide: Expected;
  cancer_kept_95: number;
}>('pca');
const rowsOfComponents = (U: number[][]) => U[0].map((_, k) => U.map((row) => row[k]));

describe('PCA', () => {
  it.each([
    ['tall', iris, expected.iris, 4],
    ['tall and correlated', cancer, expected.cancer, 10],
    ['wider than long, by the Gram of rows', wide, expected.wide, 11],
  ] as const)('finds the components and variances of scikit-learn: %s', (_shape, problem, want, count) => {
    const params = { n_components: count, whiten: false };
    const fitted = fitOne(kernels, pca, problem, params);
    const { model } = pca.toModel(fitted, params) as { model: { U: number[][]; S: number[] } };
    expectClose(model.S.slice(0, count), want.variances, 1e-13);
    expectClose(rowsOfComponents(model.U), want.components, 1e-10);
    expectClose(toRows(transform(kernels, pca, fitted, params, problem.queries), 4), want.queries, 1e-10);
  });
  it('whitens as scikit-learn does', () => {
    const params = { n_components: 3, whiten: true };
    const out = transform(kernels, pca, fitOne(kernels, pca, iris, params), params, iris.queries);
    expectClose(toRows(out, 4), expected.iris_whitened.queries, 1e-12);
  });
  it('keeps as many components as explain a share of the variance', () => {
    for (const n_components of [{ variance: 0.95 }, 0.95]) {
      const params = { n_components, whiten: false };
      expect(rejectParam(pca.params.n_components, n_components)).toBeUndefined();
      expect(transform(kernels, pca, fitOne(kernels, pca, cancer, params), params, cancer.queries).cols).toBe(
        expected.cancer_kept_95,
      );
    }
    expect(pca.submodel?.widest([3, 0.5])).toBeNull();
    expect(pca.submodel?.widest([3, 1])).toBe(3);
  });
  it('turns the loading of largest magnitude positive, the first of equals', () => {
    const components = toMatrix([
      [-0.5, 0.5, 0.25],
      [0.25, -1, 0.5],
      [0, 0, 0],
    ]);
    expect(toRows(kernels.orientedLoadings(components))).toEqual([
      [0.5, -0.25, 0],
      [-0.5, 1, 0],
      [-0.25, -0.5, 0],
    ]);
  });
  it('asks for rows only where they are fewer than the columns', () => {
    const traits = { uncorrelated: false };
    expect(pca.needs({}, traits, { rows: 29, cols: 30 })).toEqual({ rows: true });
    expect(pca.needs({}, traits, { rows: 30, cols: 30 })).toEqual({ rows: false, statistic: 'moments' });
  });
  it('writes a model that ml-pca loads and predicts with', () => {
    const params = { n_components: 5, whiten: false };
    const fitted = fitOne(kernels, pca, cancer, params);
    const document = JSON.parse(JSON.stringify(pca.toModel(fitted, params).model));
    const theirs = PCA.load(document).predict(toRows(cancer.queries)).to2DArray();
    expectClose(toRows(transform(kernels, pca, fitted, params, cancer.queries)), theirs, 1e-13);
    expect(document.S).toHaveLength(30);
  });
  it('warns of unresolved components only the candidates that keep them', () => {
    const doubled = { ...iris, X: toMatrix(toRows(iris.X).map((row) => [...row, row[0], row[1]])) };
    const fitted = fitOne(kernels, pca, doubled, { n_components: null });
    expect(pca.applyWarnings?.(fitted, { n_components: 4, whiten: false })).toEqual([]);
    const [warning] = pca.applyWarnings?.(fitted, { n_components: 5, whiten: false }) ?? [];
    expect(warning.code).toBe('UNRESOLVED_COMPONENTS');
    expect(warning.message).toContain('components 5 to 5');
  });
  it('does not blow rounding up when it whitens a component without variance', () => {
    const doubled = { ...iris, X: toMatrix(toRows(iris.X).map((row) => [...row, row[0]])) };
    const params = { n_components: 5, whiten: true };
    const out = transform(kernels, pca, fitOne(kernels, pca, doubled, params), params, doubled.X);
    expect(Math.max(...toRows(out).map((row) => Math.abs(row[4])))).toBeLessThan(1e-12);
  });
  it('finds the same components far from the origin', () => {
    const far = { ...iris, X: toMatrix(toRows(iris.X).map((row) => row.map((x) => x + 2 ** 20))) };
    const params = { n_components: 4, whiten: false };
    const { model } = pca.toModel(fitOne(kernels, pca, far, params, 5), params) as {
      model: { U: number[][]; S: number[] };
    };
    expectClose(model.S, expected.iris.variances, 1e-9);
    expectClose(rowsOfComponents(model.U), expected.iris.components, 1e-7);
  });
  it('refuses more components than rows or columns, and a single row', () => {
    expect(pca.infeasible?.({ n_components: 31 }, { rows: 100, cols: 30 })).toContain('30 columns');
    expect(pca.infeasible?.({ n_components: 21 }, { rows: 20, cols: 30 })).toContain('20 train rows');
    expect(pca.infeasible?.({ n_components: null }, { rows: 1, cols: 30 })).toContain('2 train rows');
    expect(pca.infeasible?.({ n_components: 20 }, { rows: 20, cols: undefined })).toBeUndefined();
  });
  it('fails a fit whose variances overflow', () => {
    const huge = { ...iris, X: toMatrix(toRows(iris.X).map((row) => row.map((x) => x * 1e200))) };
    expect(fitAll(kernels, pca, huge, [{ n_components: 2 }])[0]).toMatchObject({
      ok: false,
      error: { code: 'FIT_NOT_FINITE' },
    });
  });
});

describe('ml-pca', () => {
  it.each(['SVD', 'covarianceMatrix'])('finds the components of our PCA by its method %s, with our signs', (method) => {
    const params = { n_components: 4, method, scale: false };
    const out = transform(kernels, mlPca, fitOne(kernels, mlPca, iris, params), params, iris.queries);
    expectClose(toRows(out, 4), expected.iris.queries, 1e-11);
  });
  it('scales as the package does, and its model predicts with the package', () => {
    const params = { n_components: 3, method: 'SVD', scale: true };
    const fitted = fitOne(kernels, mlPca, iris, params);
    const document = JSON.parse(JSON.stringify(mlPca.toModel(fitted, params).model));
    const theirs = PCA.load(document).predict(toRows(iris.queries)).to2DArray();
    expectClose(toRows(transform(kernels, mlPca, fitted, params, iris.queries)), theirs, 1e-13);
  });
  it('fails where the package throws', () => {
    const flat = { ...iris, X: toMatrix(toRows(iris.X).map((row) => [...row, 1])) };
    const [outcome] = fitAll(kernels, mlPca, flat, [{ n_components: null, method: 'SVD', scale: true }]);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'FIT_PACKAGE' } });
  });
});
