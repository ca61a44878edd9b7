// The rows G1 to G10 of the reliability plan: broken and hostile grids, through the program's run().

import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, type Run, run as runProcess } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { bench, documentOf, expectRefused } from './program.js';

const { folder, put } = bench();
const iris = fixture('iris.csv');
const PIPELINE = 'pipeline: [{pca: PCA}, {knn: KNeighborsClassifier}]\n';
let grids = 0;
const search = (grid: string | Uint8Array, words: readonly string[] = []): Promise<Run> =>
  run(['fit', iris, '-g', put(`g${grids++}.yaml`, grid), '-q', ...words]);

/** The real program, in a Node that refuses the name. */
const withoutProto = (words: readonly string[]): Promise<Run> =>
  runProcess(words, { environment: { NODE_OPTIONS: '--disable-proto=throw' } });

describe.concurrent('hostile grids', () => {
  it.each([
    ['a key', `${PIPELINE}scorng: f1`, 'GRID_UNKNOWN_KEY', 'did you mean "scoring"?'],
    ['a step', `${PIPELINE}param_grid: {pac__n_components: [1]}`, 'GRID_UNKNOWN_STEP', 'did you mean "pca'],
    [
      'a param',
      `${PIPELINE}param_grid: {pca__n_component: [1]}`,
      'GRID_UNKNOWN_PARAM',
      'did you mean "pca__n_components"?',
    ],
    ['a metric', `${PIPELINE}scoring: acuracy`, 'GRID_UNKNOWN_SCORER', 'did you mean "accuracy"?'],
    ['an estimator', 'pipeline: [PAC, Ridge]', 'GRID_UNKNOWN_ESTIMATOR', 'did you mean "PCA"?'],
  ])('G1 %s misspelt is refused with the nearest name', async (_what, grid, code, near) => {
    expectRefused(await search(grid), code, near, /yaml:\d+:\d+/);
  });

  it.each([
    [`${PIPELINE}param_grid: {pca__n_components: []}`, 'GRID_PARAM_LIST'],
    [`${PIPELINE}param_grid: []`, 'GRID_TYPE'],
    [`${PIPELINE}param_grid: null`, 'GRID_TYPE'],
    ['pipeline: []', 'GRID_TYPE'],
    ['cv: 3', 'GRID_MISSING_KEY'],
    ['pipeline: [{a: PCA}, {a: GaussianNB}]', 'GRID_DUPLICATE_STEP'],
  ])('G2 nothing where something is needed is refused with its place: %s', async (grid, code) => {
    expectRefused(await search(grid), code, /yaml:\d+:\d+/);
  });

  it('G3 values that are equal are searched once and keep their places', async () => {
    const { cv_results_, graph } = documentOf(
      await search(`${PIPELINE}param_grid: {pca__n_components: [2, 2.0, 2e0]}`),
    );
    expect(cv_results_.params).toEqual(Array(3).fill({ pca__n_components: 2 }));
    expect(cv_results_.rank_test_score).toEqual([1, 1, 1]);
    expect(graph.naive['fit:PCA']).toBe(15);
    expect(graph.distinct['fit:PCA']).toBe(5);
    expect(graph.distinct['score:accuracy']).toBe(5);
  });

  it.each([
    ['knn__n_neighbors: [.nan]', 'NaN is not a value of a grid'],
    ['knn__n_neighbors: [.inf]', 'an infinite number'],
    ['knn__n_neighbors: [1e309]', 'an infinite number'],
    ['knn__n_neighbors: [-0]', 'expected an integer ≥ 1; got 0'],
    ['knn__n_neighbors: [0]', 'expected an integer ≥ 1; got 0'],
    ['knn__n_neighbors: [2.5]', 'expected an integer ≥ 1; got 2.5'],
    ['knn__n_neighbors: ["3"]', 'got "3"'],
    ['knn__n_neighbors: [true]', 'got true'],
    ['knn__n_neighbors: [1_000]', 'got "1_000"'],
    ['knn__n_neighbors: [2024-01-01]', 'got "2024-01-01"'],
    ['pca__whiten: [no]', 'expected true or false; got "no"'],
    ['pca__n_components: [-1]', 'got -1'],
  ])('G4 the value of %s is refused with what is allowed', async (line, why) => {
    expectRefused(await search(`${PIPELINE}param_grid: {${line}}`), 'GRID_', why, /yaml:2:\d+/);
  });

  it('G4 012 is twelve and << merges nothing', async () => {
    const { cv_results_ } = documentOf(await search(`${PIPELINE}param_grid: {knn__n_neighbors: [012]}`));
    expect(cv_results_.params).toEqual([{ knn__n_neighbors: 12 }]);
    expectRefused(await search(`a: &a {cv: 3}\n${PIPELINE}<<: *a`), 'GRID_UNKNOWN_KEY');
  });

  it('G5 a bomb of aliases is refused', async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]\n`;
    const bomb = `a: &a [1]\n${[...'bcdefghi'].map((name, i) => level(name, 'abcdefgh'[i])).join('')}`;
    expectRefused(await search(bomb), 'GRID_TOO_LARGE', 'more than 100 aliases');
  });

  it.each([
    ['__proto__', 'nor where __proto__ throws', withoutProto],
    ['constructor', 'nor what it inherits', run],
    ['toString', 'nor what it inherits', run],
  ] as const)('G6 %s is nothing that a grid has, at any level, %s', async (key, _more, ask) => {
    for (const grid of [
      `{"pipeline": ["GaussianNB"], "${key}": {"polluted": 1}}`,
      `${PIPELINE}param_grid: {"${key}": [1]}`,
      `${PIPELINE}param_grid: {"pca__${key}": [1]}`,
      `${PIPELINE}cv: {"${key}": {}}`,
      `pipeline: [{"${key}": "${key}"}]`,
    ]) {
      expectRefused(await ask(['fit', iris, '-g', put(`p${grids++}.yaml`, grid), '-q']), 'GRID_');
    }
  });

  it('G7 more combinations than any number holds are counted before they are made', async () => {
    const list = `[${Array.from({ length: 1000 }, (_, i) => i + 1).join(',')}]`;
    const steps = 'abcdefghij'.split('').map((name) => `{${name}: PCA}`);
    const params = 'abcdefghij'.split('').map((name) => `${name}__n_components: ${list}`);
    const grid = `pipeline: [${steps.join(', ')}, GaussianNB]\nparam_grid: {${params.join(', ')}}\n`;
    expectRefused(
      await search(grid),
      'GRID_TOO_LARGE',
      '1,000,000,000,000,000,000,000,000,000,000 candidates',
      'the limit is 1,000,000',
    );
    expectRefused(await search(grid, ['--max-candidates', '5']), 'GRID_TOO_LARGE', 'the limit is 5');
  });

  it('G8 a value that is too large for the smallest fold fails its candidate alone, with 0', async () => {
    // Eleven rows in three folds: the train sets have 7, 7 and 8 rows, so that 8 neighbours are too many for two of
    // them.
    const rows = Array.from({ length: 11 }, (_, i) => `${i},${(i * i) % 7},${'xz'[i % 2]}`);
    const data = put('eleven.csv', `a,b,y\n${rows.join('\n')}\n`);
    const grid = put(
      'eight.yaml',
      'pipeline: [{knn: KNeighborsClassifier}]\nparam_grid: {knn__n_neighbors: [7, 8]}\ncv: {KFold: {n_splits: 3}}\n',
    );
    const { cv_results_, errors } = documentOf(await run(['fit', data, '-g', grid, '-q']));
    expect(cv_results_.mean_test_score[0]).not.toBeNull();
    expect(cv_results_.mean_test_score[1]).toBeNull();
    expect(cv_results_.rank_test_score).toEqual([1, 2]);
    expect(errors).toMatchObject([
      { candidate: 1, split: 0, code: 'INFEASIBLE_PARAMS', message: 'n_neighbors 8 exceeds the 7 train rows' },
      { candidate: 1, split: 1, code: 'INFEASIBLE_PARAMS' },
    ]);
  });

  it('G8 all candidates impossible is 3, an impossible number of folds is 2 with its place', async () => {
    const none = await search(`${PIPELINE}param_grid: {pca__n_components: [50]}`);
    expect(none.code).toBe(3);
    expect(none.stderr).toContain(
      'error[NO_SCORE]: no candidate could be scored; the first failed with: n_components 50 exceeds the 4 columns',
    );
    expectRefused(await search(`${PIPELINE}cv: 1`), 'GRID_TYPE', 'a number of folds from 2', /yaml:2:5/);
    expectRefused(
      await search(`${PIPELINE}cv: {KFold: {n_splits: 151}}`),
      'CV_TOO_MANY_FOLDS',
      '151 folds of 150 rows',
      /yaml:2:5/,
    );
    expectRefused(await search(`${PIPELINE}cv: 51`), 'CV_TOO_FEW_MEMBERS', '--cv 50', /yaml:2:5/);
  });

  it.each<[string, string | Uint8Array, string, string | RegExp]>([
    ['a key twice', 'cv: 3\ncv: 4\n', 'GRID_SYNTAX', /yaml:2:1/],
    ['a key twice in JSON', '{"cv": 3,\n "cv": 4}', 'GRID_SYNTAX', /yaml:2:2/],
    ['two documents', 'cv: 3\n---\ncv: 4\n', 'GRID_SYNTAX', /yaml:2:1/],
    ['a tag', 'pipeline: !!js/function x\n', 'GRID_SYNTAX', /yaml:1:11/],
    ['a tab', 'run:\n\tjobs: 1\n', 'GRID_SYNTAX', /yaml:2:1/],
    [
      '300,000 keys',
      Array.from({ length: 300_000 }, (_, i) => `k${i}: 1\n`).join(''),
      'GRID_TOO_LARGE',
      'more than 50,000 keys',
    ],
    [
      '60,000 keys in JSON',
      JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1]))),
      'GRID_TOO_LARGE',
      'more than 50,000 keys',
    ],
    [
      '50,000 keys of a map',
      Array.from({ length: 50_000 }, (_, i) => `k${i}: 1\n`).join(''),
      'GRID_UNKNOWN_KEY',
      'unknown key "k0"',
    ],
    ['a million aliases', `a: &a x\nb: [${'*a,'.repeat(1_000_000)}]\n`, 'GRID_TOO_LARGE', 'more than 100 aliases'],
    [
      'a list of a million values',
      `a: [${'1,'.repeat(1_000_000)}]\n`,
      'GRID_TOO_LARGE',
      'more than 500,000 words and marks',
    ],
    ['5 MB of text', `# ${'x'.repeat(5_000_000)}\n`, 'GRID_TOO_LARGE', 'at most 4,194,304 are read'],
    ['lists in lists without end', '['.repeat(100_000), 'GRID_TOO_DEEP', /yaml:1:1/],
    ['maps in maps without end', '{"a":'.repeat(100_000), 'GRID_TOO_DEEP', /yaml:1:1/],
    ['a comment in JSON', '{"pipeline": ["GaussianNB"], // three\n "cv": 3}', 'GRID_UNKNOWN_KEY', 'has // comments'],
    ['an empty file', '', 'GRID_EMPTY', 'a small grid: {'],
    ['bytes that are no text', Buffer.from([0xc3, 0x28, 0x80, 0x80]), 'GRID_UNREADABLE', 'not UTF-8'],
    ['half a sign of UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'GRID_UNREADABLE', 'damaged UTF-16'],
  ])('G9 %s is refused', async (_what, grid, code, where) => {
    expectRefused(await search(grid), code, where);
  });

  it('G9 a file of 70 MB is not read to its end', async () => {
    expectRefused(await search(Buffer.alloc(70 << 20, 0x20)), 'GRID_UNREADABLE', 'larger than 64 MiB');
  });

  it('G10 a symbolic link, a named pipe and standard input are read once', async () => {
    const grid = put('ten.yaml', `${PIPELINE}cv: 3\n`);
    const plain = documentOf(await run(['fit', iris, '-g', grid, '-q'])).cv_results_.mean_test_score;
    const [link, fifo] = [join(folder, 'link.yaml'), join(folder, 'fifo.yaml')];
    symlinkSync(grid, link);
    execFileSync('mkfifo', [fifo]);
    spawn('sh', ['-c', 'cat "$0" > "$1"', grid, fifo]);
    for (const told of [
      await run(['fit', iris, '-g', link, '-q']),
      await run(['fit', iris, '-g', fifo, '-q']),
      await run(['fit', iris, '-g', '-', '-q'], { stdin: `${PIPELINE}cv: 3\n` }),
    ]) {
      expect(documentOf(told).cv_results_.mean_test_score).toEqual(plain);
    }
    expectRefused(await run(['fit', iris, '-g', folder]), 'GRID_UNREADABLE', 'it is a directory');
    expectRefused(
      await run(['fit', iris, '-g', join(folder, 'tem.yaml')]),
      'GRID_UNREADABLE',
      'did you mean "ten.yaml"?',
    );
  });
});
