// The cost model: how a plan's predictions add up, and that they stay near what was measured.

import { describe, expect, it } from 'vitest';
import type { Fitter } from '../../../src/contracts/fitter.js';
import { ESTIMATORS } from '../../../src/estimators/index.js';
import { buildPlan } from '../../../src/graph/build.js';
import { fusedSeconds, predictSeconds, projectionSeconds, statisticSeconds } from '../../../src/graph/plan/cost.js';
import { candidatesOf, contextOf } from '../candidates.js';

function predictionOf(n_neighbors: number[]): number {
  const plan = buildPlan(
    contextOf(),
    candidatesOf({ pipeline: [{ knn: 'KNeighborsClassifier' }], param_grid: { knn__n_neighbors: n_neighbors } }),
  );
  const tasks = [...plan.tasks.values()].filter(({ op }) => op === 'predict');
  return tasks.reduce((sum, { seconds }) => sum + seconds, 0) / tasks.length;
}

describe('the cost model', () => {
  it('counts the search for neighbours once for all candidates that share it', () => {
    const [one, two, three] = [[5], [3, 5], [1, 3, 5]].map(predictionOf);
    expect(one).toBeGreaterThan(two - one);
    expect(three - two).toBeCloseTo(two - one, 12);
  });

  it('expects a logistic fit to take longer by the decade of C, most of all one that selects columns of several classes', () => {
    const { cost } = ESTIMATORS.get('LogisticRegression') as Fitter;
    const growth = (penalty: string, classes: number): number => {
      const [weak, strong] = [10, 0.1].map((C) => cost({ penalty, C }, { rows: 1000, cols: 20, classes }));
      return weak / strong;
    };
    expect(growth('l2', 2)).toBeGreaterThan(1);
    expect(growth('l1', 2)).toBeGreaterThan(growth('l2', 2));
    expect(growth('l1', 3)).toBeGreaterThan(growth('l2', 3));
    expect(growth('l1', 3)).toBeGreaterThan(growth('l1', 2));
  });

  // CPU seconds of these tasks in the searches of bench/cases.ts on one core of an AMD EPYC.
  it.each([
    ['second moments of 10,000 × 500', statisticSeconds('moments', 10_000, 500), 0.126],
    ['second moments of 100,000 × 50', statisticSeconds('moments', 100_000, 50), 0.028],
    ['a projection of 10,000 × 500 to 250', projectionSeconds(10_000, 500, 250), 0.138],
    ['predictions of 6 items for 20,000 × 20', predictSeconds({ rows: 20_000, cols: 20, items: 6, outputs: 1 }), 0.041],
    [
      'fused predictions of 4 items for 3,333 × 500',
      fusedSeconds({ rows: 3333, cols: 500, items: 4, outputs: 1 }, 250),
      0.0035,
    ],
  ])('predicts %s within a factor of two', (_, predicted, measured) => {
    expect(predicted / measured).toBeGreaterThan(0.5);
    expect(predicted / measured).toBeLessThan(2);
  });
});
