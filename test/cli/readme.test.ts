import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fixture, run, scratch } from './run.js';
import { runHere } from './run-here.js';

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

/** Measured times. */
const withoutTimes = (text: string) => text.replace(/\b[\d.]+ s\b/g, 's').replace(/(± [\d.]+) +[\d.e-]+ {2}/g, '$1  ');

describe('the README', () => {
  it('shows what the quick start really prints', async () => {
    const told = await run(['init'], { folder });
    expect(told.stderr + told.stdout).toBe(shown('gridsearch init\n'));
    const words = /^gridsearch (fit .*)$/m.exec(told.stderr.replace('next: ', ''))?.[1] ?? '';
    const fitted = await run([...words.split(' '), '--progress', 'none'], { folder });
    expect(withoutTimes(fitted.stderr)).toBe(withoutTimes(shown(`gridsearch ${words}\n`)));
    const predicted = await run(['predict', 'penguins.model.json', 'penguins.csv', '--proba'], { folder });
    expect(predicted.stdout.startsWith(shown('gridsearch predict'))).toBe(true);
    const scored = await run(['score', 'penguins.model.json', 'penguins.csv', '--scoring', 'accuracy,f1_macro'], {
      folder,
    });
    expect(scored.stdout).toBe(shown('gridsearch score'));
    const { best_params_ } = JSON.parse(readFileSync(join(folder, 'penguins.result.json'), 'utf8'));
    expect(`${JSON.stringify(best_params_)}\n`).toBe(shown('jq -c .best_params_'));
  });

  it('shows the plan that is really made', async () => {
    const planned = await runHere([
      'plan',
      fixture('synthetic_600x60.csv'),
      '--grid',
      join(root, 'grids', 'seed-small.json'),
      '-q',
    ]);
    expect(withoutCosts(planned.stdout)).toBe(withoutCosts(shown('gridsearch plan')));
  });

  it('leads to a picture of the plan that is really made', async () => {
    const [, picture] = /```mermaid\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs', 'plan.md'), 'utf8')) ?? [];
    const grid = join(root, 'grids', 'seed-small.json');
    const planned = await runHere([
      'plan',
      fixture('synthetic_600x60.csv'),
      '--grid',
      grid,
      '--format',
      'mermaid',
      '-q',
      '--no-cache',
    ]);
    const withoutSeconds = (text = '') => text.replace(/[\d.]+ m?s\b/g, 's');
    expect(withoutSeconds(planned.stdout)).toBe(withoutSeconds(picture));
  });

  it('shows a grid that works', async () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const told = await runHere([
      'plan',
      fixture('penguins.csv'),
      '--grid',
      put('readme.yaml', yaml),
      '--format',
      'json',
      '-q',
    ]);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(told.stdout)).toMatchObject({ candidates: 60, splits: 5 });
  });

  it('names every estimator, metric and splitter, and none that does not exist', async () => {
    const { ESTIMATORS } = await import('../../src/estimators/index.js');
    const { SCORERS } = await import('../../src/scorers/index.js');
    const { SPLITTERS } = await import('../../src/splitters/index.js');
    const row = (name: string) =>
      [...(new RegExp(`^\\| ${name} \\|(.*)\\|$`, 'm').exec(page)?.[1].matchAll(/`([^`]+)`/g) ?? [])].map(
        ([, text]) => text,
      );
    const estimators = ['transformers', 'classifiers', 'regressors', 'post-steps'].flatMap(row);
    expect(estimators.sort()).toEqual([...ESTIMATORS.keys()].sort());
    expect(row('splitters').sort()).toEqual([...SPLITTERS.keys()].sort());
    const metrics = row('metrics').filter((name) => !name.startsWith('_'));
    expect(metrics.filter((name) => !SCORERS.has(name))).toEqual([]);
    expect([...SCORERS.keys()].filter((name) => !metrics.some((metric) => name.startsWith(metric)))).toEqual([]);
  });
});
