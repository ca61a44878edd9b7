import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.js';
import type { Estimator } from '../../src/contracts/estimator.js';
import type { Candidate } from '../../src/grid/candidate.js';
import { gridFromValue } from '../../src/grid/grid-document.js';
import { normaliseSpec } from '../../src/grid/normalise.js';
import { resolveTask } from '../../src/grid/resolve-task.js';
import { STRATEGIES } from '../../src/strategies/index.js';
import { FAKES } from '../grid/fakes.js';
import { errorOf } from '../grid/harness.js';

interface Sample {
  readonly name: string;
  readonly distributions: readonly JsonObject[];
  readonly n_iter: number;
  readonly random_state: number;
  readonly candidates: readonly JsonObject[];
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/grid.json', import.meta.url), 'utf8')) as {
  readonly samples: readonly Sample[];
};

/** An estimator that takes any number, or u, v and w, for x and y. */
function anything(name: string, role: 'transformer' | 'classifier'): Estimator {
  const accepts = [{ kind: 'number' }, { kind: 'choice', values: ['u', 'v', 'w'] }];
  const params = { x: { default: 0, accepts, about: '' }, y: { default: 0, accepts, about: '' } };
  return { name, role, version: 1, summary: '', params } as unknown as Estimator;
}

const REGISTRIES = {
  ...FAKES,
  estimators: new Map([
    ...FAKES.estimators,
    ['Any', anything('Any', 'transformer')],
    ['Last', anything('Last', 'classifier')],
  ]),
};

/** All candidates that a search proposes, to the end. */
function propose(grid: Record<string, JsonValue>, maxCandidates?: number): Candidate[] {
  const normalised = normaliseSpec(gridFromValue({ pipeline: [{ a: 'Any' }, { b: 'Last' }], ...grid }), {}, REGISTRIES);
  const spec = resolveTask(normalised, 'classification', REGISTRIES);
  const options = { registries: REGISTRIES, document: normalised.document, maxCandidates };
  const strategy = STRATEGIES.get(spec.search.method)?.(spec, options);
  const found: Candidate[] = [];
  for (let batch = strategy?.propose(); batch !== undefined; batch = strategy?.propose()) {
    found.push(...batch);
    strategy?.tell(batch.map(({ index }) => ({ index, score: 0 })));
  }
  return found;
}

describe('grid search', () => {
  test('proposes every candidate once', () => {
    expect(propose({ param_grid: { a__x: [1, 2], b__y: [3] } }).map(({ params }) => params)).toEqual([
      { a__x: 1, b__y: 3 },
      { a__x: 2, b__y: 3 },
    ]);
  });
});

describe('random search', () => {
  test.each(oracle.samples)(
    "draws what scikit-learn's ParameterSampler draws: $name, random_state $random_state",
    (sample) => {
      const found = propose({
        param_distributions: sample.distributions,
        search: { method: 'random', n_iter: sample.n_iter },
        random_state: sample.random_state,
      });
      expect(found.map(({ params }) => Object.keys(params))).toEqual(
        sample.candidates.map((params) => Object.keys(params).sort()),
      );
      for (const [i, { index, params }] of found.entries()) {
        expect(index).toBe(i);
        for (const [name, value] of Object.entries(params)) {
          const expected = sample.candidates[i][name];
          // 10^x and scipy's power differ in the last bits; all else is the same arithmetic.
          if (typeof expected === 'number')
            expect(Math.abs((value as number) - expected)).toBeLessThanOrEqual(4e-15 * Math.abs(expected));
          else expect(value).toBe(expected);
        }
      }
    },
  );

  test('is the same again for the same random_state and another for another', () => {
    const draw = (random_state: number) =>
      propose({ param_distributions: { a__x: { normal: [0, 1] } }, random_state }).map(({ params }) => params);
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  test('tries the whole grid where it is smaller than n_iter', () => {
    const found = propose({
      param_distributions: { a__x: [1, 2], a__y: ['u', 'v'] },
      search: { method: 'random', n_iter: 50 },
    });
    expect(new Set(found.map(({ params }) => JSON.stringify(params))).size).toBe(4);
    expect(found).toHaveLength(4);
  });

  test('never proposes a candidate twice, and ends where there are no more', () => {
    const found = propose({
      param_distributions: { a__x: { randint: [0, 5] }, a__y: [7, 7.0] },
      search: { method: 'random', n_iter: 100 },
    });
    expect(found.map(({ params }) => params.a__x).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('of lists with repeats or overlapping grids proposes each candidate once', () => {
    const found = propose({
      param_distributions: [{ a__x: [1, 1.0, 2] }, { a__x: [2, 3] }],
      search: { method: 'random', n_iter: 10 },
    });
    expect(found.map(({ params }) => params.a__x).sort()).toEqual([1, 2, 3]);
  });

  test('of a list with repeats proposes as many candidates as it can', () => {
    const found = propose({
      param_distributions: { a__x: [1, 1, 1, 1, 1, 1, 1, 2] },
      search: { method: 'random', n_iter: 2 },
    });
    expect(found.map(({ params }) => params.a__x).sort()).toEqual([1, 2]);
  });

  test('draws from lists whose combinations outnumber 2^53', () => {
    const list = Array.from({ length: 100_000 }, (_, i) => i);
    const found = propose({
      param_distributions: { a__x: list, a__y: list, b__x: list, b__y: list },
      search: { method: 'random', n_iter: 20 },
    });
    expect(found).toHaveLength(20);
  });

  test('stays within the bounds of each distribution', () => {
    const spaces = { a__x: { uniform: [2, 3] }, a__y: { loguniform: [0.01, 100] }, b__x: { randint: [-3, 3] } };
    for (const { params } of propose({ param_distributions: spaces, search: { method: 'random', n_iter: 300 } })) {
      expect(params.a__x).toSatisfy((x: number) => x >= 2 && x < 3);
      expect(params.a__y).toSatisfy((x: number) => x >= 0.01 && x <= 100);
      expect(params.b__x).toSatisfy((x: number) => Number.isInteger(x) && x >= -3 && x < 3);
    }
  });

  test('fails before anything runs where a drawn value is none that the estimator takes', () => {
    const grid = {
      pipeline: [{ pca: 'PCA' }, 'LogisticRegression'],
      param_distributions: { pca__n_components: { uniform: [1, 9] } },
    };
    expect(errorOf(() => propose(grid))).toContain(
      'GRID_PARAM_VALUE: n_components of PCA, as drawn: expected an integer ≥ 1',
    );
    expect(errorOf(() => propose(grid))).toContain('--> grid, param_distributions.pca__n_components');
  });

  test('refuses an n_iter beyond the limit', () => {
    const error = errorOf(() =>
      propose({ param_distributions: { a__x: { uniform: [0, 1] } }, search: { method: 'random', n_iter: 11 } }, 10),
    );
    expect(error).toContain('GRID_TOO_LARGE: n_iter asks for 11 candidates; the limit is 10');
  });
});
