// The files of some commands: data sets, grids, models, own modules, good and hostile, in one folder.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { randomGrid } from './grid.js';
import type { RandomSource } from './random.js';

export interface Files {
  readonly data: readonly string[];
  readonly grids: readonly string[];
  readonly models: readonly string[];
  /** The grids that words name, as text. */
  readonly show: (words: readonly string[]) => string;
}

const OWN = `
export class Mean { constructor() { throw new Error('never'); } }
export const M = { kind: 'estimator', name: 'M', version: 1, role: 'classifier', params: {},
  fit: (input) => ({ ok: true, fitted: { a: 1 }, warnings: [] }), predict: () => { throw new Error('own trouble'); } };
export const notOne = 7;
export default undefined;
`;

/** @param program  fits the models */
export function writeFiles(folder: string, random: RandomSource, program: string): Files {
  const put = (name: string, text: string | Uint8Array): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const rows = (n: number, cells: (i: number) => readonly (string | number)[]): string =>
    Array.from({ length: n }, (_, i) => `${cells(i).join(',')}\n`).join('');
  const jitter = (): number => random.below(1000) / 100;
  const n = 12 + random.below(40);
  const classes = ['a', 'b', 'c'].slice(0, 2 + random.below(2));
  const label = (i: number): string => classes[i % classes.length];
  const good = `x1,x2,x3,y\n${rows(n, (i) => [jitter() + (i % classes.length), jitter(), i % 5, label(i)])}`;
  const data = [
    put('good.csv', good),
    put('good.csv', good),
    put('values.csv', `x1,x2,y\n${rows(n, (i) => [jitter(), i, i * 1.5 + jitter()])}`),
    put(
      'mixed.csv',
      `n,city,flag,w,g,f,y\n${rows(n, (i) => [i % 7 === 0 ? '' : jitter(), 'rome|oslo|'.split('|')[i % 3], String(i % 2 === 0), 1 + (i % 3), `g${i % 4}`, i % 3, label(i)])}`,
    ),
    put('hard.csv', `a,b,c,y\n${rows(n, (i) => [1e155 * (i % 7), 5e-324 * i, 7, label(i)])}`),
    put('signs.csv', `a,"=b",prediction,y\n${rows(n, (i) => [i, i % 5, i, i % 2 === 0 ? '+' : '=x'])}`),
    put(
      'escapes.csv',
      `a\u202e,b,"q\u009b",y\n${rows(n, (i) => [i, i % 5, jitter(), i % 2 === 0 ? 'x\u202e' : 'y\u009b31m'])}`,
    ),
    put('few.csv', `a,b,y\n${rows(random.below(4), (i) => [i, i * 2, label(i)])}`),
    put(
      'odd.csv',
      random.pick([
        '',
        '\n',
        'a',
        'a,a,y\n1,2,x\n',
        'a,y\n1\n',
        '\ufeffa,y\r\n1,x\r\n2,z\r\n',
        'a;y\n1;x\n2;z\n',
        '"a,y\n1,2\n',
        'a,y\n\0,1\n',
        'a,y\n1,x\x1b[31m\n2,y\n',
      ]),
    ),
    put('text.csv.gz', gzipSync(good)),
    put('cut.csv.gz', gzipSync(good).subarray(0, 60)),
    '/dev/null',
    'nothere.csv',
    '.',
    '',
    'good.csv/x',
    'x'.repeat(300),
  ];
  put('own.mjs', OWN);
  mkdirSync(join(folder, 'sub'));
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('good.csv', join(folder, 'link.csv'));
  const simple = put('simple.json', JSON.stringify({ pipeline: ['StandardScaler', 'GaussianNB'], cv: 2 }));
  const grids = [
    simple,
    ...Array.from({ length: 6 }, (_, i) => put(`grid${i}.json`, randomGrid(random))),
    put(
      'yaml.yaml',
      `pipeline: [{m: ${random.pick(['LogisticRegression', 'SVC', 'Ridge', 'KNeighborsClassifier'])}}]\ncv: 2\n`,
    ),
    put(
      'broken.yaml',
      random.pick([
        '[',
        'a: *b',
        '{',
        '? ',
        'pipeline: !!x y',
        '%YAML 1.1\n---\na: 1',
        '\t',
        'pipeline: [GaussianNB]\npipeline: [SVC]',
      ]),
    ),
    'nogrid.yaml',
    'sub',
    'loop',
  ];
  return { data, grids, models: modelsIn(folder, random, program, put), show: (words) => shown(folder, words) };
}

function modelsIn(
  folder: string,
  random: RandomSource,
  program: string,
  put: (name: string, text: string) => string,
): string[] {
  const pipeline = random.pick([
    ['StandardScaler', 'GaussianNB'],
    ['PCA', 'LogisticRegression'],
    ['KNeighborsClassifier'],
    ['SVC'],
    ['GaussianNB', 'Calibration'],
  ]);
  put('for-model.json', JSON.stringify({ pipeline, cv: 2 }));
  const words = [
    'fit',
    'good.csv',
    '-g',
    'for-model.json',
    '-q',
    '--no-cache',
    '--jobs',
    '1',
    '--out',
    'result.json',
    '--model',
    'model.json',
  ];
  spawnSync(process.execPath, [program, ...words], { cwd: folder, stdio: 'ignore' });
  const text = existsSync(join(folder, 'model.json')) ? readFileSync(join(folder, 'model.json'), 'utf8') : '{}';
  put('damaged.json', damaged(text, random));
  put(
    'empty.json',
    random.pick(['', 'null', '[]', '{"format":"gridsearch-model"}', '['.repeat(5000), text.slice(0, -20)]),
  );
  return ['model.json', 'model.json', 'result.json', 'damaged.json', 'empty.json', 'nomodel.json', 'sub'];
}

/** A model with one value changed, and no digest that would tell. */
function damaged(text: string, random: RandomSource): string {
  const model = JSON.parse(text) as Record<string, unknown>;
  delete (model.trained as Record<string, unknown> | undefined)?.sha256;
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || places.length > 2000) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(model);
  if (places.length > 0) {
    const { holder, key } = random.pick(places);
    holder[key] = random.pick<unknown>([
      null,
      true,
      -1,
      0.5,
      1e308,
      'x',
      '',
      [],
      {},
      [[]],
      [null],
      2 ** 53,
      ['a', 'a'],
    ]);
  }
  return JSON.stringify(model);
}

function shown(folder: string, words: readonly string[]): string {
  const named = words.filter(
    (word) => /^(grid\d|yaml|broken|simple|damaged|odd)\b/.test(word) && existsSync(join(folder, word)),
  );
  return named.map((word) => `  ${word}: ${readFileSync(join(folder, word), 'utf8').slice(0, 1500)}\n`).join('');
}
