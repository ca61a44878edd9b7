// Every param of scikit-learn 1.9's signatures is supported, accepted without effect, or refused with a reason.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comingFromPage, DUMP, OTHER_DEFAULTS, otherDefaults, REGISTRIES } from '../../bench/coming-from.js';
import { elsewhere, isSameHere, PARAMS_ELSEWHERE } from '../../src/grid/params-elsewhere.js';

const KINDS = ['estimators', 'splitters', 'metrics'] as const;
/** What scikit-learn has not. */
const OURS = [
  ...['Log1p', 'TableVectorizer', 'ml-pca', 'ml-logistic-regression'],
  ...['true_positives', 'true_negatives', 'neg_false_positives', 'neg_false_negatives'],
];
/** Defaults of scikit-learn that mean something else than what is done here: they are refused when written. */
const REFUSED_DEFAULTS = ['Calibration.ensemble', 'DecisionThreshold.estimator', 'PredefinedSplit.test_fold'];

describe.each(KINDS)('%s', (kind) => {
  const registry = REGISTRIES[kind];
  const names = Object.keys(DUMP[kind]);

  it('are all in the dump of signatures, or ours alone', () => {
    expect([...registry.keys()].filter((name) => !OURS.includes(name)).sort()).toEqual(names.toSorted());
  });

  it.each(names)('%s: each param has one place', (name) => {
    const params = registry.get(name)?.params ?? {};
    for (const [param, value] of Object.entries(DUMP[kind][name])) {
      const rule = elsewhere(name, param);
      expect(Object.hasOwn(params, param) !== (rule !== undefined), `${name}.${param}`).toBe(true);
      if (rule === undefined || kind === 'metrics') continue;
      expect(isSameHere(rule, value), `${name}.${param}: the default`).toBe(
        !REFUSED_DEFAULTS.includes(`${name}.${param}`),
      );
    }
    for (const param of Object.keys(PARAMS_ELSEWHERE.get(name) ?? {}))
      expect(DUMP[kind][name], `a rule for ${name}.${param}`).toHaveProperty(param);
    for (const param of otherDefaults(kind, name)) expect(OTHER_DEFAULTS, `${name}.${param}`).toHaveProperty(param);
  });
});

it('the page is made of them: npm run docs', () => {
  expect(readFileSync('docs/coming-from-scikit-learn.md', 'utf8')).toBe(comingFromPage());
});
