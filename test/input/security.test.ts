// The rows S1 to S10 of the reliability plan, as far as this machine alone is concerned. (S7 and S8 are about messages
// from other machines.)

import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/artifacts/file-store.js';
import { toJsonText } from '../../src/output/json-text.js';
import { predictionText } from '../../src/output/predictions.js';
import { fixture, run as runProcess } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { bench, documentOf, expectPlain, GOOD } from './program.js';

const { folder, put, fit } = bench();
const root = fileURLToPath(new URL('../..', import.meta.url));
const iris = fixture('iris.csv');
const hash = 'ab'.repeat(32);
const memory = { f64: (length: number) => new Float64Array(length), i32: (length: number) => new Int32Array(length) };

describe('security', () => {
  it.each([
    '../../x',
    '/abs',
    '..',
    '.',
    'CON',
    'x'.repeat(300),
    `${hash.toUpperCase()}`,
    `${hash.slice(1)}\0`,
    `${hash.slice(3)}/..`,
    '',
  ])('S1 the key %j reaches no path', (key) => {
    const directory = mkdtempSync(join(folder, 'store-'));
    const store = fileStore(directory);
    expect(() => store.put(key, 1)).toThrow('a key ends with 64 hex digits');
    expect(() => store.get(key, memory)).toThrow('a key ends with 64 hex digits');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('S2 a symbolic link at the place of an artifact is neither followed nor written through', () => {
    const directory = mkdtempSync(join(folder, 'links-'));
    const victim = put('victim.txt', 'untouched');
    symlinkSync(victim, join(directory, hash));
    const store = fileStore(directory);
    expect(() => store.get(`fit:PCA:${hash}`, memory)).toThrow(/ELOOP/);
    store.put(`fit:PCA:${hash}`, { answer: 42 });
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(store.get(`fit:PCA:${hash}`, memory)).toEqual({ answer: 42 });
  });

  it('S3 artifacts are for their owner alone, whatever the umask', () => {
    const directory = mkdtempSync(join(tmpdir(), 'gridsearch-s3-'));
    const before = process.umask(0);
    fileStore(directory).put(hash, 1);
    process.umask(before);
    expect(statSync(join(directory, hash)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('S4 no header, label or file name puts a control character on standard error, not even in colour-less progress', async () => {
    const evil = ['\u009b2J', '\u202etxet', '\u2066x', 'a\u0085b'];
    const header = GOOD.replace('a,b,y', `${evil[0]},${evil[1]},y`);
    const labels = GOOD.replaceAll(',x', `,${evil[2]}`).replaceAll(',z', `,${evil[3]}`);
    for (const told of [await fit(header), await fit(labels), await fit(labels.replace(evil[3], 'lone'))]) {
      expect(told.code).toBe(0);
      expectPlain(told.stderr);
      expectPlain(told.stdout.trimEnd());
    }
    expect(documentOf(await fit(labels)).classes_).toEqual([evil[3], evil[2]].sort());
    for (const name of ['\x1b[31m.csv', 'bell\x07.csv', 'line\nerror[BUG]: forged.csv', 'cr\r.csv']) {
      expectPlain((await run(['fit', join(folder, name), '-g', iris])).stderr);
      expectPlain((await run(['fit', iris, '-g', join(folder, name)])).stderr);
      expectPlain((await run(['predict', join(folder, name), iris])).stderr);
    }
    for (const words of [[`--\x1b[31m`], ['\x1b]52;c;aGk=\x07'], ['fit', iris, '-g', iris, '--cv', '\x1b[2J']])
      expectPlain((await run(words)).stderr);
  });

  it('S4 JSON on standard output says control characters in escapes and keeps their meaning', () => {
    const text = '\u0000\u001b\u007f\u0085\u009b\u202e\u2028';
    expectPlain(toJsonText(text).trimEnd());
    expect(JSON.parse(toJsonText(text))).toBe(text);
  });

  it('S5 with --guard-formulas text cells that a spreadsheet would run are quoted, numbers are not', () => {
    const values = ['=1+1', '+cmd', '-cmd', '@sum', '\tx', '\rx', '-1.5', 'plain'];
    const guarded = { format: 'csv', guarded: true } as const;
    const [, lines] = predictionText([{ name: 'prediction', values }], guarded);
    expect(lines.split('\n').slice(0, 4)).toEqual(["'=1+1", "'+cmd", "'-cmd", "'@sum"]);
    expect(lines).toContain('\n-1.5\nplain\n');
    const [header] = predictionText([{ name: '=evil()', values: [] }], guarded);
    expect(header).toBe("'=evil()\n");
  });

  it('S6 no word of the command line or environment is in the result, and a refused flag shows its name alone', async () => {
    const secret = 'hunter2';
    const environment = { GRIDSEARCH_SECRET: `redis://:${secret}@host`, REDIS_URL: `redis://:${secret}@host` };
    const told = await runProcess(['fit', iris, '-g', put('s6.yaml', 'pipeline: [GaussianNB]\ncv: 3\n')], {
      environment,
    });
    expect(told.stdout + told.stderr).not.toContain(secret);
    const refused = await run(['fit', iris, '-g', 'x', `--redis=redis://:${secret}@host`]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).not.toContain(secret);
  });

  it('S9 NODE_OPTIONS and the like reach the program that the user started, and no child of it', async () => {
    const log = join(folder, 'loaded.log');
    writeFileSync(log, '');
    const evil = put(
      'evil.cjs',
      `require('node:fs').appendFileSync(${JSON.stringify(log)}, process.argv[1] + '\\n');\n`,
    );
    const grid = put('s9.yaml', 'pipeline: [{l: LogisticRegression}]\ncv: 3\n');
    const told = await runProcess(['fit', iris, '-g', grid, '-q', '--jobs', '2'], {
      environment: { NODE_OPTIONS: `--require ${evil}` },
    });
    expect(documentOf(told).meta).toMatchObject({ engine: 'local', jobs: 2 });
    expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('S10 packages are installed without running their scripts', () => {
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean; dev?: boolean; optional?: boolean }>;
    };
    const scripted = Object.entries(packages).filter(
      ([, entry]) => entry.hasInstallScript && !entry.dev && !entry.optional,
    );
    expect(scripted).toEqual([]);
  });
});
