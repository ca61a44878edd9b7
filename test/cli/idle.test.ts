// Params that do nothing, through the real program: told in the document and once on stderr, and by the plan, whatever
// runs the search.

import { describe, expect, it } from 'vitest';
import { fixture, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { put } = scratch();
const iris = fixture('iris.csv');
const IDLE = 'lr__l1_ratio has no effect: it acts only with penalty: auto or elasticnet';
const grid = put(
  'idle.yaml',
  'pipeline: [{lr: LogisticRegression}]\nparam_grid: {lr__penalty: [l2], lr__l1_ratio: [0.1, 0.9], lr__max_iter: [1]}\ncv: 3\n',
);
const warning = { candidate: null, split: null, code: 'PARAM_IDLE', message: IDLE };

describe('a param that does nothing', () => {
  it('is the first warning of the document, the same for one job and several, and stands on stderr once', async () => {
    const alone = await run(['fit', iris, '-g', grid, '--jobs', '1']);
    const document = JSON.parse(alone.stdout);
    expect(document.warnings[0]).toEqual(warning);
    expect(document.warnings.slice(1).every(({ code }: { code: string }) => code === 'NOT_CONVERGED')).toBe(true);
    expect(alone.stderr.split('lr__l1_ratio has no effect')).toHaveLength(2);
    const several = await run(['fit', iris, '-g', grid, '--jobs', '2', '-q', '--no-share']);
    expect(JSON.parse(several.stdout).warnings).toEqual(document.warnings);
    expect(several.stderr).toBe('');
  });

  it('is told by the plan, in words, as JSON and beside a drawing', async () => {
    expect((await run(['plan', iris, '-g', grid])).stdout).toContain(`! ${IDLE} (PARAM_IDLE)\n`);
    const json = await run(['plan', iris, '-g', grid, '--format', 'json']);
    expect(JSON.parse(json.stdout).warnings).toEqual([warning]);
    const drawn = await run(['plan', iris, '-g', grid, '--format', 'mermaid']);
    expect(drawn.stderr).toContain(IDLE);
  });
});
