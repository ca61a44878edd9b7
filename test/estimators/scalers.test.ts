import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../src/contracts/params.js';
import { maxAbsScaler } from '../../src/estimators/max-abs-scaler.js';
import { minMaxScaler } from '../../src/estimators/min-max-scaler.js';
import { robustScaler } from '../../src/estimators/robust-scaler.js';
import { standardScaler } from '../../src/estimators/standard-scaler.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitOne, transform } from '../checks/estimator-problems.js';
import { expectClose, fixture, oracle, toMatrix, toRows } from './oracle-problems.js';

const kernels = createKernels();
const iris = fixture('iris');
const withConstant = { ...iris, X: toMatrix(toRows(iris.X).map((row) => [...row, 0.1])) };

describe('StandardScaler', () => {
  const params = { with_mean: true, with_std: true };
  it('learns the means and scales of scikit-learn, 1 for a constant column', () => {
    const expected = oracle<{ mean_: number[]; scale_: number[] }>('standard_scaler');
    const model = standardScaler.toModel(fitOne(kernels, standardScaler, withConstant, params), params);
    expectClose(model.mean_, expected.mean_, 1e-14);
    expectClose(model.scale_, expected.scale_, 1e-14);
    expect((model.scale_ as number[])[4]).toBe(1);
  });
  it('leaves what it is told to leave', () => {
    const fitted = fitOne(kernels, standardScaler, iris, params);
    const { X } = iris;
    expect(transform(kernels, standardScaler, fitted, { with_mean: false, with_std: false }, X).data).toEqual(X.data);
    const centred = transform(kernels, standardScaler, fitted, { with_mean: true, with_std: false }, X);
    expect(centred.data[0]).toBe(X.data[0] - (fitted.mean as Float64Array)[0]);
  });
  it('scales columns that stand 1e6 spreads from zero as a two-pass reference does', () => {
    const far = { ...iris, X: toMatrix(toRows(iris.X).map((row) => row.map((x, j) => x * 2 ** -j + 1e6))) };
    const fitted = fitOne(kernels, standardScaler, far, params, 5);
    const columns = [0, 1, 2, 3].map((j) => toRows(far.X).map((row) => row[j] - 1e6));
    const spread = columns.map((column) => {
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      return Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length);
    });
    // Block means are doubles near 1e6, so their differences carry 2e-10 of the spread.
    expectClose([...(fitted.scale as Float64Array)], spread, 1e-9);
  });
});

describe('MinMaxScaler', () => {
  const params = { feature_range: [-1, 2] };
  it('learns the scales of scikit-learn', () => {
    const expected = oracle<{ scale_: number[]; min_: number[] }>('min_max_scaler');
    const model = minMaxScaler.toModel(fitOne(kernels, minMaxScaler, withConstant, params), params);
    expectClose(model.scale_, expected.scale_, 1e-14);
    expectClose(model.min_, expected.min_, 1e-14);
  });
  it('fills the range with the train rows', () => {
    const out = transform(kernels, minMaxScaler, fitOne(kernels, minMaxScaler, iris, params), params, iris.X);
    expect([Math.min(...out.data), Math.max(...out.data)]).toEqual([-1, 2]);
  });
});

describe('MaxAbsScaler', () => {
  it('learns the sizes of scikit-learn, and a scale of 1 for a column of zeros', () => {
    // MaxAbsScaler().fit(every second row of iris).scale_; a sign changes nothing.
    const signed = { ...iris, X: toMatrix(toRows(iris.X).map(([a, b, c, d]) => [a, -b, c, d, 0])) };
    const fitted = fitOne(kernels, maxAbsScaler, signed, {});
    const model = { max_abs_: [7.7, 4.1, 6.9, 2.5, 0], scale_: [7.7, 4.1, 6.9, 2.5, 1] };
    expect(maxAbsScaler.toModel(fitted, {})).toEqual(model);
    const out = transform(kernels, maxAbsScaler, fitted, {}, signed.X);
    expect(toRows(out)[0]).toEqual([5.1 * (1 / 7.7), -3.5 * (1 / 4.1), 1.4 * (1 / 6.9), 0.2 * (1 / 2.5), 0]);
  });
});

describe('RobustScaler', () => {
  it('takes the whole range of a column, and fails alone where that is to stand for a normal distribution', () => {
    const given = (more: object) =>
      robustScaler.canonical!(
        withDefaults(robustScaler.params, { quantile_range: [0, 100], unit_variance: true, ...more }),
      );
    const shape = { rows: 9, cols: 2 };
    expect(robustScaler.infeasible!(given({}), shape)).toContain('unit_variance');
    expect(robustScaler.infeasible!(given({ with_scaling: false }), shape)).toBeUndefined();
    expect(robustScaler.infeasible!(given({ unit_variance: false }), shape)).toBeUndefined();
  });
});
