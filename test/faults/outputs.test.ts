// E6, B9 of the fault plan (docs/reliability.md): names that Node cannot say, text that a terminal would obey, and
// results that are hard to write.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BINARY, fixture, run, scratch } from '../cli/run.js';
import { onlyWhere } from '../only-where.js';
import { AS_SOMEBODY, inNamespace, mayBeSomebodyElse, mayMount } from './namespace.js';

const { folder, put } = scratch();
const HARD_LIMIT_MS = 60_000;
const iris = fixture('iris.csv');
const grid = put('grid.json', JSON.stringify({ pipeline: ['GaussianNB'], cv: 2 }));
const PROGRAM = `"${process.execPath}" "${BINARY}"`;
const fit = `${PROGRAM} fit "${iris}" -g "${grid}" -q --no-cache --jobs 1`;

/** Runs words of bash, which can say any byte. */
function shell(line: string) {
  return spawnSync('bash', ['-c', line], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    encoding: 'utf8',
    timeout: HARD_LIMIT_MS,
  });
}

describe('E6: a name that is not UTF-8', () => {
  onlyWhere(process.platform === 'linux', 'Linux, where names are bytes');
  const name = `$'b\\xff.csv'`;
  it.each([
    ['data', `${PROGRAM} fit ${name} -g "${grid}"`, 'CSV_NOT_FOUND', 'use - and redirect'],
    ['the grid', `${PROGRAM} fit "${iris}" -g ${name}`, 'GRID_UNREADABLE', 'use - and redirect'],
    ['a model', `${PROGRAM} predict ${name} "${iris}"`, 'MODEL_UNREADABLE', 'use - and redirect'],
    ['--out', `${fit} --out ${name}`, 'OUTPUT_PATH', 'redirect standard output'],
    ['--model', `${fit} --model ${name}`, 'OUTPUT_PATH', 'redirect standard output'],
  ])('of %s is said to be so, and what helps', { timeout: HARD_LIMIT_MS }, (_, line, code, help) => {
    const told = shell(`cp "${iris}" ${name}; ${line}`);
    expect([told.status, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toMatch(new RegExp(`^error\\[${code}\\]: [^]*not UTF-8`));
    expect(told.stderr).toContain(help);
  });

  it('can be read and written by redirection, as is said', { timeout: HARD_LIMIT_MS }, () => {
    const told = shell(
      `cp "${iris}" ${name}; ${PROGRAM} fit - -g "${grid}" -q --no-cache < ${name} > $'r\\xff' && cat $'r\\xff'`,
    );
    expect([told.status, told.stderr, JSON.parse(told.stdout).status]).toEqual([0, '', 'complete']);
  });
});

describe('E6: text that a terminal would obey', () => {
  onlyWhere(spawnSync('which', ['script']).status === 0, 'the program script of util-linux');
  // (Control characters in a table are refused: D.2, C4.)
  const table = put(
    't\x1b[31m.csv',
    `a,y\n${Array.from({ length: 12 }, (_, i) => `${(i * i) % 7},${i % 2 === 0 ? 'x\u202ey' : 'b'}`).join('\n')}\n`,
  );

  it.each([
    ['init, of a file', () => `init "${table}" --force`, '\x1b', '\\x1b'],
    ['cache dir, of a folder', () => `cache dir --cache "${join(folder, 'c\x1b[31m')}"`, '\x1b', '\\x1b'],
    [
      'predict, of labels',
      () => {
        expect(shell(`${PROGRAM} fit "${table}" -g "${grid}" -q --no-cache --no-json --model labels.json`).status).toBe(
          0,
        );
        return `predict labels.json "${table}"`;
      },
      '\u202e',
      '\\u{202e}',
    ],
  ])(
    'is made visible by %s; every other reader gets it as it is',
    { timeout: HARD_LIMIT_MS },
    (_, words, obeyed, seen) => {
      const line = `${PROGRAM} ${words()} 2>/dev/null`;
      const piped = shell(line);
      expect([piped.status, piped.stdout]).toEqual([0, expect.stringContaining(obeyed)]);
      const shown = spawnSync('script', ['-qec', line, '/dev/null'], {
        cwd: folder,
        encoding: 'utf8',
        timeout: HARD_LIMIT_MS,
      });
      expect(shown.stdout.replaceAll('\r\n', '\n')).toBe(piped.stdout.replaceAll(obeyed, seen));
    },
  );
});

describe('B9: a result that is hard to write', () => {
  const documentAt = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

  it('costs the other file nothing: --model is written where --out cannot be', { timeout: HARD_LIMIT_MS }, async ({
    skip,
  }) => {
    skip(!existsSync('/dev/full'), 'needs /dev/full');
    const model = join(folder, 'model.json');
    const told = await run(['fit', iris, '-g', grid, '-q', '--out', '/dev/full', '--model', model]);
    expect([told.code, told.stderr]).toEqual([5, expect.stringMatching(/^error\[OUTPUT_WRITE\]: cannot write --out/)]);
    expect(documentAt(model).format).toBe('gridsearch-model');
  });

  describe('in place', () => {
    onlyWhere(mayMount(), 'the right to mount in a namespace of its own');
    it('where the file is a mount of its own', { timeout: HARD_LIMIT_MS }, () => {
      const [mounted, behind] = [put('mounted.json', 'old, and longer than'), put('behind.json', 'x'.repeat(100_000))];
      const told = inNamespace(`mount --bind "${behind}" "${mounted}" && ${fit} --out "${mounted}"`);
      expect([told.status, told.stderr, documentAt(behind).status]).toEqual([0, '', 'complete']);
    });
  });

  describe('in a folder of somebody else', () => {
    onlyWhere(mayBeSomebodyElse(), 'root, and a node that others may run');
    it('where the file may be written and the folder may not', { timeout: HARD_LIMIT_MS }, () => {
      const theirs = join(folder, 'theirs');
      mkdirSync(theirs);
      const out = join(theirs, 'r.json');
      writeFileSync(out, 'x'.repeat(100_000));
      chmodSync(out, 0o666);
      for (const path of [folder, theirs]) chmodSync(path, 0o755);
      const told = shell(`${AS_SOMEBODY.join(' ')} ${fit} --out "${out}"`);
      expect([told.status, told.stderr, documentAt(out).status]).toEqual([0, '', 'complete']);
    });
  });
});
