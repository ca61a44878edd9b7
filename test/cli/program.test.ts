import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { fixture, run as runProcess, scratch, start } from './run.js';
import { runHere as run } from './run-here.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const { folder } = scratch();

describe('the program', () => {
  it('prints its version on standard output', async () => {
    expect(await runProcess(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await runProcess(['-V'])).stdout).toBe(`${version}\n`);
  });

  it('prints help on standard output when asked, on standard error when it knows nothing better', async () => {
    const [asked, lost] = [await runProcess(['--help']), await runProcess([])];
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(lost).toMatchObject({ code: 2, stdout: '', stderr: asked.stdout });
  });

  it('suggests the command that was meant', async () => {
    const told = await run(['ft']);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toBe(
      'error[USAGE_UNKNOWN_COMMAND]: there is no command "ft"\n  help: did you mean "fit"?\n        commands: init, fit, plan, predict, score, cache, schema, explain\n',
    );
  });

  it('says what to do with a bare file name, and that commands come first', async () => {
    expect((await run(['data.csv'])).stderr).toContain('gridsearch fit data.csv --grid grid.yaml');
    expect((await run(['--quiet', 'fit'])).stderr).toContain('the command comes first');
  });

  it('stops quietly with 141 when the reader of help has gone', async () => {
    const child = start(['--help']);
    let stderr = '';
    child.stderr?.on('data', (piece) => {
      stderr += String(piece);
    });
    child.stdout?.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(141);
    expect(stderr).toBe('');
  });

  it('keeps colours out of pipes and lets the flag bring them back', async () => {
    const red = '\u001b[31m';
    expect((await run(['fit', 'x.csv'])).stderr).not.toContain(red);
    expect((await run(['fit', 'x.csv', '--color', 'always'])).stderr).toContain(red);
    expect((await run(['fit', 'x.csv'], { environment: { FORCE_COLOR: '1' } })).stderr).toContain(red);
    expect((await run(['fit', 'x.csv', '--color=never'], { environment: { FORCE_COLOR: '1' } })).stderr).not.toContain(
      red,
    );
  });

  it('escapes control characters that come in as arguments', async () => {
    expect((await run(['\u001b[2Jfit'])).stderr).toContain('\\x1b[2Jfit');
  });
});

describe.each(COMMANDS.map(({ name }) => name))('%s --help', (name) => {
  it('tells usage, flags and three examples on standard output', async () => {
    const told = await run([name, '--help']);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(new RegExp(`^gridsearch ${name} [<[]`));
    expect(told.stdout.match(/^ {2}(cat .* \| )?gridsearch /gm)).toHaveLength(3);
    expect(told.stdout).toContain('-h, --help');
    expect(told.stdout).not.toMatch(/\[(string|boolean)\]/);
  });
});

it('help is in English whatever the language of the system', async () => {
  const told = await runProcess(['fit', '--help'], { environment: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } });
  expect(told.stdout).toBe((await run(['fit', '--help'])).stdout);
});

describe('requests that cannot be met', () => {
  const iris = fixture('iris.csv');

  it.each<[string, string[], string]>([
    ['fit without a grid', ['fit', iris], 'USAGE_MISSING_FLAG'],
    ['both files from standard input', ['fit', '-', '-g', '-'], 'USAGE_CONFLICT'],
    ['contradicting flags', ['fit', iris, '-g', 'g.yaml', '--json', '--no-json'], 'USAGE_CONFLICT'],
    ['a model on standard output', ['fit', iris, '-g', 'g.yaml', '--model', '-'], 'USAGE_CONFLICT'],
    [
      'one file for result and model',
      ['fit', iris, '-g', 'g.yaml', '-o', 'r.json', '--model', 'r.json'],
      'OUTPUT_PATH',
    ],
    ['an output that is the input', ['fit', iris, '-g', 'g.yaml', '-o', iris], 'OUTPUT_PATH'],
    ['an output that is a directory', ['fit', iris, '-g', 'g.yaml', '-o', folder], 'OUTPUT_PATH'],
    ['an unknown schema', ['schema', 'gird'], 'SCHEMA_UNKNOWN'],
    ['a grid that is not there', ['fit', iris, '-g', `${folder}/none.yaml`], 'GRID_UNREADABLE'],
    ['a model that is not there', ['predict', `${folder}/none.json`, iris], 'MODEL_UNREADABLE'],
  ])('%s', async (_what, words, code) => {
    const told = await run(words);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toMatch(new RegExp(`^error\\[${code}\\]: `));
  });

  it('refuses an output that cannot be written with 5, before it reads the data', async () => {
    const told = await run(['fit', 'no-such.csv', '-g', 'no-such.yaml', '-o', `${folder}/no/such/folder/r.json`]);
    expect(told).toMatchObject({ code: 5, stdout: '' });
    expect(told.stderr).toContain('error[OUTPUT_PATH]');
  });
});
