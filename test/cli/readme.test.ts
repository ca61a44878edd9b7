import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fixture, run, scratch } from './run.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'README.md'), 'utf8');
const { folder, put } = scratch();

/** What the page shows under a command line. */
function shown(command: string): string {
  const transcripts = [...page.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text]) => text).join('');
  const start = transcripts.indexOf(`$ ${command}`);
  expect(start, command).toBeGreaterThanOrEqual(0);
  const [, ...lines] = transcripts.slice(start).split('\n');
  const end = lines.findIndex((line) => line.startsWith('$ '));
  return `${lines
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .trimEnd()}\n`;
}

/** Predictions of cost and measured times may change without the page being wrong. */
const withoutCosts = (text: string) =>
  text.replace(/^(predicted|sharing saves|longest path).*\n/gm, '').replace(/ +(seconds|[\d.]+ m?s)$/gm, '');

describe('the README', () => {
  it('shows what the demo really prints', async () => {
    const [data, grid] = [fixture('synthetic_600x60.csv'), join(root, 'grids', 'seed-small.json')];
    const [result, model] = [join(folder, 'result.json'), join(folder, 'model.json')];
    const planned = await run(['plan', data, '--grid', grid, '-q']);
    expect(withoutCosts(planned.stdout)).toBe(withoutCosts(shown('gridsearch plan')));
    expect((await run(['fit', data, '--grid', grid, '-o', result, '--model', model, '-q'])).code).toBe(0);
    expect(`${JSON.stringify(JSON.parse(readFileSync(result, 'utf8')).best_params_)}\n`).toBe(shown('jq -c .best_params_'));
    const predicted = await run(['predict', model, data, '-q']);
    expect(predicted.stdout.startsWith(shown('gridsearch predict'))).toBe(true);
    expect((await run(['score', model, data, '--scoring', 'accuracy,roc_auc', '-q'])).stdout).toBe(shown('gridsearch score'));
  });

  it('shows a grid that works', async () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const told = await run(['plan', fixture('iris.csv'), '--grid', put('readme.yaml', yaml), '--format', 'json', '-q']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(told.stdout)).toMatchObject({ candidates: 40, splits: 5 });
  });

  it('names every estimator, metric and splitter, and none that does not exist', async () => {
    const { ESTIMATORS } = await import('../../src/estimators/index.js');
    const { SCORERS } = await import('../../src/scorers/index.js');
    const { SPLITTERS } = await import('../../src/splitters/index.js');
    const row = (name: string) =>
      [...(new RegExp(`^\\| ${name} \\|(.*)\\|$`, 'm').exec(page)?.[1].matchAll(/`([^`]+)`/g) ?? [])].map(([, text]) => text);
    const estimators = ['transformers', 'classifiers', 'regressors'].flatMap(row);
    expect(estimators.sort()).toEqual([...ESTIMATORS.keys()].sort());
    expect(row('splitters').sort()).toEqual([...SPLITTERS.keys()].sort());
    const metrics = row('metrics').filter((name) => !name.startsWith('_'));
    expect(metrics.filter((name) => !SCORERS.has(name))).toEqual([]);
    expect([...SCORERS.keys()].filter((name) => !metrics.some((metric) => name.startsWith(metric)))).toEqual([]);
  });
});
