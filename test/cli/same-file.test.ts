// B1, B2: no output of a command overwrites an input of it or another output, however the paths are spelled. Refused
// with 2, in words, before anything is run; what is there stays as it is.

import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, openSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../only-where.js';
import { BINARY, fixture, scratch } from './run.js';
import { runHere as run } from './run-here.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;
const OWN = `export const M = { kind: 'classifier' };`;

beforeAll(async () => {
  put('data.csv', readFileSync(fixture('iris.csv'), 'utf8'));
  put('g.json', JSON.stringify({ pipeline: ['GaussianNB'], cv: 2 }));
  put('own.json', JSON.stringify({ pipeline: ['./own.mjs#M'], cv: 2 }));
  put('cached.json', JSON.stringify({ pipeline: ['GaussianNB'], cv: 2, run: { cache: 'named' } }));
  put('own.mjs', OWN);
  put('old.json', 'old');
  linkSync(join(folder, 'old.json'), join(folder, 'hard.json'));
  symlinkSync('new.json', join(folder, 'dangling.json'));
  symlinkSync('data.csv', join(folder, 'link.csv'));
  mkdirSync(join(folder, 'sub'));
  symlinkSync('..', join(folder, 'sub', 'up'));
  await run(['fit', 'data.csv', '-g', 'g.json', '-q', '--no-json', '--model', 'm.json'], { folder });
}, HARD_LIMIT_MS);

const fit = ['fit', 'data.csv', '-g', 'g.json', '-q'];

describe('an output that is another file of the same command', () => {
  it.each([
    ['--out and --model, spelled differently', [...fit, '--out', 'r.json', '--model', './r.json']],
    ['--out and --events, one absolute', [...fit, '--out', 'r.json', '--events', () => join(folder, 'r.json')]],
    [
      '--model and --events, one through a folder that is a link',
      [...fit, '--model', 'r.json', '--events', 'sub/up/r.json'],
    ],
    ['--out and --model, two names of one file', [...fit, '--out', 'old.json', '--model', 'hard.json']],
    ['--events, a link that leads to where --out will be', [...fit, '--out', 'new.json', '--events', 'dangling.json']],
    ['--out, the data by a link', [...fit, '--out', 'link.csv']],
    ['--model, the grid', [...fit, '--model', './g.json']],
    ['--out, code that the grid names', ['fit', 'data.csv', '-g', 'own.json', '-q', '--out', 'sub/../own.mjs']],
    ['--events, code that the grid names', ['fit', 'data.csv', '-g', 'own.json', '-q', '--events', 'own.mjs']],
    ['--out of plan, code that the grid names', ['plan', 'data.csv', '-g', 'own.json', '--out', './own.mjs']],
    ['--out of a dry run, the grid', [...fit, '--dry-run', '--out', './g.json']],
    ['--out, the cache', [...fit, '--cache', 'c', '--out', './c']],
    ['--out, above the cache', [...fit, '--cache', 'c/d', '--out', './c']],
    ['--model, the cache that the grid names', ['fit', 'data.csv', '-g', 'cached.json', '-q', '--model', './named']],
    ['--out, a file that the cache keeps', [...fit, '--cache', '.', '--out', 'CACHEDIR.TAG']],
    ['--out of predict, the model', ['predict', 'm.json', 'data.csv', '--out', './m.json']],
    ['--out of predict, the data', ['predict', 'm.json', 'data.csv', '--out', 'link.csv']],
    [
      '--out of predict, an extension',
      ['predict', 'm.json', 'data.csv', '--extension', 'own.mjs', '--out', './own.mjs'],
    ],
    ['--out of score, the model', ['score', 'm.json', 'data.csv', '--out', 'sub/../m.json']],
    ['--out of init, the table', ['init', 'data.csv', '--force', '--out', './data.csv']],
    ['--out of init, the demo table that it writes too', ['init', '--force', '--out', './penguins.csv']],
  ] as const)('%s: is refused, and nothing is written', { timeout: HARD_LIMIT_MS }, async (_, words) => {
    const before = ['data.csv', 'g.json', 'own.json', 'own.mjs', 'old.json', 'm.json'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    const typed = words.map((word) => (typeof word === 'function' ? word() : word));
    const told = await run(typed, { folder, environment: { GRIDSEARCH_NO_CACHE: '' } });
    expect([told.code, told.stdout, told.stderr]).toEqual([
      2,
      '',
      expect.stringMatching(/^error\[OUTPUT_PATH\]: .*(overwrite|same|keeps)/),
    ]);
    const after = ['data.csv', 'g.json', 'own.json', 'own.mjs', 'old.json', 'm.json'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    expect(after).toEqual(before);
  });

  it('standard output, sent to the file of --model by the shell', { timeout: HARD_LIMIT_MS }, () => {
    const to = openSync(join(folder, 'both.json'), 'w');
    const words = [BINARY, ...fit, '--no-cache', '--model', './both.json'];
    const told = spawnSync(process.execPath, words, { cwd: folder, stdio: ['ignore', to, 'pipe'], encoding: 'utf8' });
    expect([told.status, told.stderr]).toEqual([
      2,
      expect.stringContaining('standard output and --model ./both.json are the same file'),
    ]);
  });

  it('standard output, a pipe, named once more by --model', { timeout: HARD_LIMIT_MS }, () => {
    const words = [BINARY, ...fit, '--no-cache', '--model', '/dev/fd/1'];
    // A shell's pipe: those of Node are sockets.
    const told = spawnSync('sh', ['-c', '{ "$0" "$@"; echo $? >&2; } | cat', process.execPath, ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(told.stdout).toBe('');
    expect(told.stderr).toMatch(/standard output and --model \/dev\/fd\/1 are the same file[\s\S]*\n2\n$/);
  });

  it('standard input, taken from the file of --out by the shell', { timeout: HARD_LIMIT_MS }, () => {
    const from = openSync(join(folder, 'data.csv'), 'r');
    const words = [BINARY, 'fit', '-', '-g', 'g.json', '-q', '--no-cache', '--out', 'data.csv'];
    const told = spawnSync(process.execPath, words, { cwd: folder, stdio: [from, 'pipe', 'pipe'], encoding: 'utf8' });
    expect([told.status, told.stderr]).toEqual([
      2,
      expect.stringContaining('would overwrite the file that is standard input'),
    ]);
  });
});

it('what only looks alike is written: /dev/null twice, a file beside the cache, names that differ in case', {
  timeout: HARD_LIMIT_MS,
}, async () => {
  const quiet = await run([...fit, '--out', '/dev/null', '--model', '/dev/null', '--events', '/dev/null'], { folder });
  expect([quiet.code, quiet.stderr]).toEqual([0, '']);
  const beside = await run([...fit, '--cache', '.', '--out', 'beside.json', '--model', 'Beside.json'], {
    folder,
    environment: { GRIDSEARCH_NO_CACHE: '' },
  });
  const apart = process.platform === 'linux';
  expect([beside.code, beside.stderr]).toEqual(apart ? [0, ''] : [2, expect.stringContaining('are the same file')]);
});

describe('a file that the shell opened', () => {
  onlyWhere(process.platform === 'linux', 'Linux, where descriptors have paths');

  it.each([
    ['--out', '/dev/stdout'],
    ['--model', '/dev/fd/1'],
    ['--events', '/proc/self/fd/1'],
  ])(
    '%s %s, sent to a file by the shell, comes after what is there, and before what follows',
    { timeout: HARD_LIMIT_MS },
    (flag, path) => {
      const words = [BINARY, ...fit, '--no-cache', '--no-json', flag, path];
      const script = `{ echo before; "$0" "$@"; echo after; } >> log`;
      const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, ...words], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
      const log = readFileSync(join(folder, 'log'), 'utf8');
      unlinkSync(join(folder, 'log'));
      expect(log).toMatch(/^before\n\{[\s\S]*\}\n?after\n$/);
    },
  );
});
