// Nothing lost: a search finds what earlier ones left, runs only the difference, and gives the same bytes as a search
// that finds nothing.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.js';
import { DISK } from '../../src/cache/disk.js';
import { toResultText } from '../../src/output/json-text.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { planSearch } from '../../src/search/plan-search.js';
import { fixture, type Run, run, scratch, start } from '../cli/run.js';
import { runHere } from '../cli/run-here.js';
import { comparable } from '../search/result.js';
import { seededRandom } from '../search/seeded.js';

const { folder, put } = scratch();
const data = fixture('breast_cancer.csv');

const GRID = {
  pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
  param_grid: { pca__n_components: [2, 9], lr__C: [0.01, 1], lr__penalty: ['l1', 'l2'] },
  cv: { ShuffleSplit: { n_splits: 2, test_size: { fraction: 0.3 }, random_state: 1 } },
  refit: false,
};

interface Told {
  readonly text: string;
  /** Tasks that were run, by op. */
  readonly ops: Readonly<Record<string, number>>;
  readonly graph: { readonly cached: number; readonly run: number };
  readonly cachedFits: number;
}

/** Searches in this process, counting the work. */
async function search(grid: object, cache: string | false, share = true): Promise<Told> {
  const ops: Record<string, number> = {};
  const { document } = await gridSearch({
    data,
    grid: grid as JsonObject,
    cache: cache === false ? false : join(folder, cache),
    share,
    jobs: 1,
    observer: (event) => {
      if (event.type === 'started') ops[event.op] = (ops[event.op] ?? 0) + 1;
    },
  });
  return {
    text: comparable(toResultText(document), { graph: share }),
    ops,
    graph: document.graph,
    cachedFits: document.meta.cached_fits,
  };
}

/** Runs the program with a cache. */
function fit(
  grid: string,
  cache: string,
  more: readonly string[] = [],
  during?: Parameters<typeof run>[1],
): Promise<Run> {
  return run(['fit', data, '-g', grid, '-q', '--cache', cache, ...more], {
    environment: { GRIDSEARCH_NO_CACHE: '0' },
    ...during,
  });
}

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => join(directory, path))
    .filter((path) => statSync(path).isFile());

describe('a search that finds what an earlier one left', () => {
  it('runs nothing when it is the same, and executed + reused = total', async () => {
    const grid = { ...GRID, refit: true };
    const [quiet, first, again] = [await search(grid, false), await search(grid, 'same'), await search(grid, 'same')];
    expect([first.text, again.text]).toEqual([quiet.text, quiet.text]);
    expect([again.ops, again.cachedFits]).toEqual([{}, 16]);
    expect([first.graph.cached, again.graph.cached, again.graph.run]).toEqual([0, quiet.graph.run, 0]);
  });

  it('finds with nothing shared what was found shared, and the other way round', async () => {
    await search(GRID, 'shared');
    const alone = await search(GRID, 'shared', false);
    expect([alone.ops, alone.text]).toEqual([{}, (await search(GRID, false, false)).text]);
    await search(GRID, 'alone', false);
    expect((await search(GRID, 'alone')).ops).toEqual({});
  });

  it('fits only the new candidates of a wider grid, on the PCA that is there', async () => {
    await search(GRID, 'wider');
    const grid = { ...GRID, param_grid: { ...GRID.param_grid, lr__C: [0.01, 0.1, 1] } };
    const wider = await search(grid, 'wider');
    expect(wider.text).toBe((await search(grid, false)).text);
    expect([wider.cachedFits, wider.ops]).toEqual([16, { fit: 4, predict: 4, score: 4, transform: 4 }]);
  });

  it('computes a new metric from stored predictions, with no fit', async () => {
    await search(GRID, 'metric');
    const grid = { ...GRID, scoring: ['accuracy', 'roc_auc', 'neg_log_loss'] };
    const more = await search(grid, 'metric');
    expect(more.text).toBe((await search(grid, false)).text);
    expect(Object.keys(more.ops)).toEqual(['score']);
    expect((await search(grid, 'metric')).ops).toEqual({});
  });

  it('never takes the scores of one metric for those of another', async () => {
    await search(GRID, 'auc');
    const grid = { ...GRID, scoring: 'roc_auc' };
    expect((await search(grid, 'auc')).text).toBe((await search(grid, false)).text);
  });

  it('runs only the new split where one is added', async () => {
    const withSplits = (n_splits: number) => ({ ...GRID, cv: { ShuffleSplit: { ...GRID.cv.ShuffleSplit, n_splits } } });
    await search(withSplits(4), 'split');
    const grid = withSplits(5);
    const [more, quiet] = [await search(grid, 'split'), await search(grid, false)];
    expect(more.text).toBe(quiet.text);
    expect([more.cachedFits, more.ops.score * 5]).toEqual([32, quiet.ops.score]);
  });

  it('looks up train scores as well', async () => {
    const grid = { ...GRID, return_train_score: true };
    await search(grid, 'train');
    const again = await search(grid, 'train');
    expect([again.ops, again.text]).toEqual([{}, (await search(grid, false)).text]);
  });

  it('computes a new metric of train scores from stored predictions too', async () => {
    const trained = { ...GRID, return_train_score: true };
    await search(trained, 'train metric');
    const grid = { ...trained, scoring: ['accuracy', 'neg_log_loss'] };
    const more = await search(grid, 'train metric');
    expect(more.text).toBe((await search(grid, false)).text);
    expect(Object.keys(more.ops)).toEqual(['score']);
    expect((await search(grid, 'train metric')).ops).toEqual({});
  });

  it('keeps failures and warnings', async () => {
    const grid = {
      ...GRID,
      param_grid: { pca__n_components: [2, 99], lr__max_iter: [1, 100], lr__penalty: ['l1'], lr__C: [100] },
    };
    await search(grid, 'warnings');
    const again = await search(grid, 'warnings');
    expect([again.ops, again.text]).toEqual([{}, (await search(grid, false)).text]);
    expect(again.text).toContain('NOT_CONVERGED');
    expect(again.text).toContain('INFEASIBLE_PARAMS');
  });
});

describe('a search that may be interrupted at any time', () => {
  it('scores what it has fitted before it fits more', async () => {
    const param_grid = { lr__C: { logspace: [-3, 3, 40] }, lr__penalty: ['l1', 'l2'] };
    const grid: JsonObject = { ...GRID, pipeline: [{ lr: 'LogisticRegression' }], param_grid, cv: 3 };
    let [fitted, scored, most] = [0, 0, 0];
    await gridSearch({
      data,
      grid,
      jobs: 1,
      observer: (event) => {
        if (event.type !== 'finished') return;
        if (event.op === 'fit') fitted++;
        if (event.op === 'score') scored++;
        most = Math.max(most, fitted - scored);
      },
    });
    expect([fitted > 10, scored, most]).toEqual([true, fitted, 1]);
  });
});

describe('a plan', () => {
  const planned = async (grid: object, cache: string | false) => {
    const { report } = await planSearch({
      data,
      grid: grid as JsonObject,
      cache: cache === false ? false : join(folder, cache),
    });
    return report;
  };

  it('tells what is in the cache, predicts the rest, and changes nothing in it', async () => {
    const fresh = await planned(GRID, 'planned');
    expect([existsSync(join(folder, 'planned')), fresh.cached]).toEqual([false, 0]);
    await search(GRID, 'planned');
    const before = filesOf(join(folder, 'planned')).map((path) => [path, statSync(path).mtimeMs]);
    const again = await planned(GRID, 'planned');
    expect([again.cached, again.run, again.predicted.work_seconds]).toEqual([fresh.run, 0, 0]);
    expect(again).toMatchObject({ naive: fresh.naive, distinct: fresh.distinct, tasks: fresh.tasks });
    const grid = { ...GRID, param_grid: { ...GRID.param_grid, lr__C: [0.01, 0.1, 1] } };
    const wider = await planned(grid, 'planned');
    expect(filesOf(join(folder, 'planned')).map((path) => [path, statSync(path).mtimeMs])).toEqual(before);
    const told = await search(grid, 'planned');
    expect([wider.cached, wider.run]).toEqual([told.graph.cached, told.graph.run]);
  });
});

describe('a cache that is damaged, shared or cleared', () => {
  it('F11, F12: changes no answer, whatever is flipped or cut in its files', async () => {
    const quiet = (await search(GRID, false)).text;
    const random = seededRandom(11);
    await search(GRID, 'damage');
    for (let round = 0; round < 6; round++) {
      for (const path of filesOf(join(folder, 'damage'))) {
        const bytes = readFileSync(path);
        const at = Math.floor(random() * bytes.length);
        if (round % 2 === 0) bytes[at] ^= 1 << Math.floor(random() * 8);
        writeFileSync(path, round % 2 === 0 ? bytes : bytes.subarray(0, at));
      }
      const scoring = round % 3 === 2 ? ['accuracy', 'roc_auc'] : 'accuracy';
      const told = await search({ ...GRID, scoring }, 'damage');
      expect(told.text).toBe(scoring === 'accuracy' ? quiet : (await search({ ...GRID, scoring }, false)).text);
    }
  });

  it('F13, F14: serves two searches at once, and one while it is cleared', async () => {
    const grid = put('both.json', JSON.stringify({ ...GRID, refit: true }));
    const cache = join(folder, 'both');
    const quiet = await runHere(['fit', data, '-g', grid, '-q']);
    const clearing = setInterval(() => DISK.remove(join(cache, 'v1')), 50);
    const runs = await Promise.all([fit(grid, cache, ['--jobs', '1']), fit(grid, cache, ['--jobs', '1'])]);
    clearInterval(clearing);
    for (const told of [...runs, await fit(grid, cache)]) {
      expect([told.code, told.stderr]).toEqual([0, '']);
      expect(comparable(told.stdout)).toBe(comparable(quiet.stdout));
    }
  });
});

/** Lines that a search has added to the log of scores; the folders of the cache come and go meanwhile. */
function scoresIn(cache: string): number {
  if (!existsSync(cache)) return 0;
  const logs = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('scores.log'));
  return logs.reduce((sum, path) => sum + readFileSync(join(cache, path), 'utf8').split('\n').length - 1, 0);
}

describe('a search that was killed', () => {
  it('F5: is finished by the same command with the same bytes, wherever the driver was when it died', async () => {
    const param_grid = { ...GRID.param_grid, lr__C: [0.01, 0.1, 1, 10, 100], lr__penalty: ['l1', 'l2'] };
    const grid = put('killed.json', JSON.stringify({ ...GRID, param_grid, cv: 5, refit: true }));
    const quiet = await runHere(['fit', data, '-g', grid, '-q']);
    const total = JSON.parse(quiet.stdout).graph.run;
    const scores = JSON.parse(quiet.stdout).cv_results_.params.length * 5;
    // Killed with its first score, and in the middle.
    for (const most of [0, 0.2, 0.5]) {
      const cache = join(folder, `killed-${most}`);
      const child = start(['fit', data, '-g', grid, '-q', '--jobs', '2', '--cache', cache], {
        GRIDSEARCH_NO_CACHE: '0',
      });
      const ended = new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)));
      while (child.exitCode === null && scoresIn(cache) <= most * scores) await delay(2);
      child.kill('SIGKILL');
      expect(await ended).toBe('SIGKILL');
      const resumed = await fit(grid, cache);
      expect([resumed.code, resumed.stderr]).toEqual([0, '']);
      expect(comparable(resumed.stdout)).toBe(comparable(quiet.stdout));
      const { cached, run: executed } = JSON.parse(resumed.stdout).graph;
      expect([cached > 0, executed > 0, cached + executed]).toEqual([true, true, total]);
    }
  }, 90_000);
});
