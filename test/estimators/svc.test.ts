import { describe, expect, it } from 'vitest';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import { svc } from '../../src/estimators/svc.js';
import { createKernels } from '../../src/kernels/index.js';
import { fitAll, fitOne, predictOne } from '../checks/estimator-problems.js';
import { expectClose, fixture, labelsOf, type Numbers, oracle, standardised, weighted } from './oracle-problems.js';

interface Case {
  readonly params: Params;
  readonly weighted: boolean;
  readonly intercept_: Numbers;
  readonly decisions: number[];
  readonly predictions: readonly string[];
}
const kernels = createKernels();
const canonical = (params: Params) => svc.canonical?.(withDefaults(svc.params, params)) as Params;

describe.each(['iris', 'breast_cancer'] as const)('SVC on %s', (name) => {
  const problem = standardised(fixture(name));
  it.each(oracle<Record<string, Case[]>>('svc', 'vectors')[name])(
    'tells classes apart as scikit-learn: $params, weighted: $weighted',
    (want) => {
      const params = canonical({ ...want.params, tol: 1e-8 });
      const rows = want.weighted ? weighted(problem) : problem;
      const fitted = fitOne(kernels, svc, rows, params);
      const said = predictOne(kernels, svc, fitted, params, rows);
      expect(labelsOf(said, rows)).toEqual(want.predictions);
      // libsvm keeps its kernel in single precision.
      const sign = name === 'iris' ? 1 : -1;
      const intercepts = svc.toModel(fitted, params).intercept_ as number[];
      expectClose(
        intercepts.map((value) => sign * value),
        want.intercept_,
        2e-5,
      );
      if (said.kind === 'classes' && said.decision) expectClose([...said.decision.slice(0, 20)], want.decisions, 2e-5);
      else expect(name).toBe('iris');
    },
  );
});

describe('SVC', () => {
  const iris = standardised(fixture('iris'));
  it('stops after max_iter steps, and warns', () => {
    const [outcome] = fitAll(kernels, svc, iris, [canonical({ max_iter: 3 })]);
    expect(outcome.ok && outcome.warnings).toMatchObject([
      { code: 'NOT_CONVERGED', message: expect.stringContaining('3 steps') },
    ]);
  });
  it('fails a candidate whose class_weight names no class, and no other', () => {
    const outcomes = fitAll(kernels, svc, iris, [canonical({ class_weight: { tulip: 2 } }), canonical({})]);
    expect(outcomes).toMatchObject([{ ok: false, error: { code: 'FIT_CLASS_WEIGHT' } }, { ok: true }]);
  });
});
