// Post-steps in whole searches: scikit-learn's calibrated scores and probabilities, thresholds by algebra, and what they cost in fits.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { toResultText } from '../../src/output/json.js';
import { predictRows } from '../../src/predict.js';
import { gridSearch, planSearch } from '../../src/search.js';
import { fixture, scratch } from '../cli/run.js';
import { comparable } from './result.js';

interface Case {
  readonly data: string;
  readonly model: string;
  readonly method: string;
  /** Accuracy and negated log loss of each split. */
  readonly scores: readonly (readonly [number, number])[];
  /** Of every 15th row, when all rows were fitted. */
  readonly probabilities: readonly (readonly number[])[];
}

const { cases } = JSON.parse(readFileSync(new URL('../oracle/post.json', import.meta.url), 'utf8')) as { readonly cases: readonly Case[] };
const { put } = scratch();

const PARAMS: Readonly<Record<string, JsonObject>> = {
  LogisticRegression: { tol: 1e-10 },
  LinearSVC: { C: 0.1, tol: 1e-10 },
  SVC: { kernel: 'linear', tol: 1e-10 },
};

async function search(
  data: string,
  grid: JsonObject,
  options: { readonly share?: boolean; readonly jobs?: number; readonly verify?: number } = {},
) {
  const { document } = await gridSearch({ data: fixture(data), grid: { cv: 3, ...grid }, jobs: 1, ...options });
  const cv = document.cv_results_ as unknown as Record<string, readonly number[]>;
  return { document, cv };
}

describe('Calibration', () => {
  it.each(cases)('of $model by $method on $data has the scores and probabilities of scikit-learn', async (oracle) => {
    const { document, cv } = await search(oracle.data, {
      task: 'classification',
      pipeline: ['StandardScaler', { [oracle.model]: PARAMS[oracle.model] ?? {} }, { Calibration: { method: oracle.method, cv: 4 } }].map(
        (step, i) => ({
          [`s${i}`]: step,
        }),
      ),
      scoring: ['accuracy', 'neg_log_loss'],
      refit: 'accuracy',
    });
    oracle.scores.forEach(([accuracy, loss], split) => {
      expect(cv[`split${split}_test_accuracy`][0]).toBeCloseTo(accuracy, 12);
      expect(Math.abs(cv[`split${split}_test_neg_log_loss`][0] - loss)).toBeLessThan(1e-6);
    });
    const model = put('model.json', JSON.stringify(document.best_estimator_));
    const { probabilities } = await predictRows({ model, data: fixture(oracle.data) });
    oracle.probabilities.forEach((row, i) => {
      row.forEach((share, k) => void expect(Math.abs((probabilities?.data[15 * i * row.length + k] ?? 2) - share)).toBeLessThan(1e-6));
    });
  });
});
