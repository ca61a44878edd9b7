import { expect, it } from 'vitest';
import { log1p } from '../../src/estimators/log1p.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, transform } from '../checks/estimator-problems.js';
import { fixture, toMatrix } from './oracle-problems.js';

const kernels = createKernels();
const problem = {
  ...fixture('iris'),
  X: toMatrix([
    [0, 1],
    [Math.E - 1, 3],
    [1e-20, 7],
  ]),
};
const fit = () =>
  fitOne(kernels, log1p, { ...problem, target: { kind: 'values', values: new Float64Array(3) } }, {}, 1);

it('is log(1 + x), exact near zero', () => {
  const out = transform(kernels, log1p, fit(), {}, problem.X);
  expect([...out.data]).toEqual([0, Math.LN2, 1, 2 * Math.LN2, 1e-20, 3 * Math.LN2]);
});

it('refuses train rows at -1 or below, naming the column', () => {
  const low = {
    ...problem,
    X: toMatrix([
      [0, 1],
      [2, -1],
      [3, 4],
    ]),
    target: { kind: 'values' as const, values: new Float64Array(3) },
  };
  const [outcome] = fitAll(kernels, log1p, low, [{}], 1);
  expect(outcome).toEqual({
    ok: false,
    error: { code: 'FIT_LOG_DOMAIN', message: 'log1p needs values above -1; input column 2 holds -1' },
  });
});

it('refuses rows to transform at -1 or below', () => {
  expect(() => transform(kernels, log1p, fit(), {}, toMatrix([[0, -2]]))).toThrow(/input column 2 holds -2/);
});
