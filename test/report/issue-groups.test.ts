import { describe, expect, it } from 'vitest';
import { groupIssues } from '../../src/report/issue-groups.js';

describe('the advice for a score that is undefined', () => {
  it.each([
    ['neg_mean_squared_log_error', 'its target and predictions must not be negative: choose another metric'],
    ['r2', 'use fewer folds, so that every fold holds several rows'],
    ['neg_log_loss', 'use fewer folds or StratifiedKFold, so that every fold holds every class'],
  ])('fits the metric: %s', (metric, cure) => {
    const issue = { candidate: 0, split: 0, code: 'UNDEFINED_SCORE', message: `${metric} is undefined on these rows` };
    expect(groupIssues([issue], [{}])[0].cure).toBe(cure);
  });
});
