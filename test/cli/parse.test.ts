import { describe, expect, it } from 'vitest';
import { fit } from '../../src/cli/fit.js';
import type { Command, Flag, Invocation } from '../../src/cli/flag.js';
import * as flags from '../../src/cli/flags.js';
import { parseInvocation } from '../../src/cli/parse.js';

const parse = (words: readonly string[], environment: Record<string, string> = {}): Promise<Invocation> =>
  parseInvocation(fit, words, environment);
const flagValue = async <T>(flag: Flag<T>, words: readonly string[], environment?: Record<string, string>) =>
  (await parse(['data.csv', ...words], environment)).get(flag);

const flagNamed = (name: string): Flag<unknown> => fit.flags.find((flag) => flag.name === name)!;

describe('words', () => {
  it('keep a lone dash as standard input and output', async () => {
    const invocation = await parse(['-', '--out', '-', '-g', '-']);
    expect(invocation.positionals).toEqual(['-']);
    expect([invocation.get(flags.OUT), invocation.get(flags.GRID)]).toEqual(['-', '-']);
  });

  it('may stand in any order; a repeatable flag takes one word at a time', async () => {
    const invocation = await parse(['--set', 'a=1', 'data.csv', '--set=b.c=2', '-q']);
    expect(invocation.positionals).toEqual(['data.csv']);
    expect(invocation.get(flagNamed('set'))).toEqual(['a=1', 'b.c=2']);
    expect(invocation.get(flags.QUIET)).toBe(true);
  });

  it('after a double dash are never flags', async () => {
    expect((await parse(['--', '--odd.csv'])).positionals).toEqual(['--odd.csv']);
  });

  it('join a short flag with or without a space', async () => {
    expect(await flagValue(flags.GRID, ['-gmy.yaml'])).toBe('my.yaml');
    expect(await flagValue(flags.GRID, ['-g=my.yaml'])).toBe('my.yaml');
    expect(await flagValue(flagNamed('jobs'), ['-j4'])).toBe(4);
    expect(await flagValue(flagNamed('jobs'), ['-qj', '3'])).toBe(3);
  });

  it('read numbers that begin with a minus', async () => {
    expect(await flagValue(flagNamed('jobs'), ['--jobs', '-1'])).toBe(-1);
    expect(await flagValue(flagNamed('fail-under'), ['--fail-under', '-.5'])).toBe(-0.5);
  });
});

describe('values', () => {
  it('of --cv, --scoring and --refit are read as YAML', async () => {
    expect(await flagValue(flagNamed('cv'), ['--cv', '5'])).toBe(5);
    expect(await flagValue(flagNamed('cv'), ['--cv', '{KFold: {n_splits: 3}}'])).toEqual({ KFold: { n_splits: 3 } });
    expect(await flagValue(flags.SCORING, ['--scoring', 'accuracy, f1'])).toEqual(['accuracy', 'f1']);
    expect(await flagValue(flagNamed('refit'), ['--refit', 'false'])).toBe(false);
    expect(await flagValue(flagNamed('error-score'), ['--error-score', 'null'])).toBeNull();
  });

  it('of column lists split at commas that are not quoted', async () => {
    expect(await flagValue(flagNamed('drop'), ['--drop', 'id, name', '--drop', '"last, first",x'])).toEqual([
      'id',
      'name',
      'last, first',
      'x',
    ]);
  });

  it('of --delimiter know the tabulator by two names', async () => {
    expect(await flagValue(flags.DELIMITER, ['--delimiter', '\\t'])).toBe('\t');
    expect(await flagValue(flags.DELIMITER, ['--delimiter', 'tab'])).toBe('\t');
    expect(await flagValue(flags.DELIMITER, ['--delimiter=;'])).toBe(';');
  });
});

describe('environment variables', () => {
  it('stand in for flags that are not given', async () => {
    expect(await flagValue(flagNamed('jobs'), [], { GRIDSEARCH_JOBS: '3' })).toBe(3);
    expect(await flagValue(flagNamed('error-score'), [], { GRIDSEARCH_ERROR_SCORE: 'raise' })).toBe('raise');
    expect(await flagValue(flags.QUIET, [], { GRIDSEARCH_QUIET: 'yes' })).toBe(true);
    expect(await flagValue(flagNamed('set'), [], { GRIDSEARCH_SET: 'cv=3\nrefit=false' })).toEqual([
      'cv=3',
      'refit=false',
    ]);
  });

  it('give way to flags, and count as absent when empty', async () => {
    expect(await flagValue(flagNamed('jobs'), ['--jobs', '2'], { GRIDSEARCH_JOBS: '3' })).toBe(2);
    expect(await flagValue(flagNamed('jobs'), [], { GRIDSEARCH_JOBS: '' })).toBeUndefined();
  });

  it('of flags that a command does not have are none of its business', async () => {
    await expect(parse(['data.csv'], { GRIDSEARCH_PROBA: 'nonsense' })).resolves.toBeDefined();
  });

  it('are named in the message when their value is wrong', async () => {
    await expect(parse(['data.csv'], { GRIDSEARCH_JOBS: 'many' })).rejects.toMatchObject({
      code: 'USAGE_FLAG_VALUE',
      message: expect.stringContaining('GRIDSEARCH_JOBS'),
    });
  });
});

describe('mistakes', () => {
  it.each([
    [['--cvv', '3'], 'USAGE_UNKNOWN_FLAG', 'did you mean "--cv"?'],
    [['--n_jobs', '3'], 'USAGE_UNKNOWN_FLAG', 'did you mean --jobs?'],
    [['--no-color'], 'USAGE_UNKNOWN_FLAG', 'did you mean --color never?'],
    [['-z'], 'USAGE_UNKNOWN_FLAG', '--help'],
    [['--set.cv=3'], 'USAGE_UNKNOWN_FLAG', '--help'],
    [['--__proto__', 'x'], 'USAGE_UNKNOWN_FLAG', '--help'],
    [['--constructor', 'x'], 'USAGE_UNKNOWN_FLAG', '--help'],
    [['--cv'], 'USAGE_MISSING_VALUE', '--cv N'],
    [['--cv', '--quiet'], 'USAGE_MISSING_VALUE', '--cv N'],
    [['--cv', '1', '--cv', '2'], 'USAGE_REPEATED_FLAG', 'once'],
    [['second.csv'], 'USAGE_EXTRA_ARGUMENT', 'gridsearch fit'],
    [['--json=maybe'], 'USAGE_FLAG_VALUE', '--json'],
  ])('%j is refused with %s and says %s', async (words, code, help) => {
    await expect(parse(['data.csv', ...words])).rejects.toMatchObject({
      code,
      exitCode: 2,
      help: expect.stringContaining(help),
    });
  });

  it.each([
    ['--jobs', 'abc'],
    ['--jobs', '0'],
    ['--jobs', '1.5'],
    ['--seed', '-1'],
    ['--fail-under', '0.9x'],
    ['--fail-under', '0x10'],
    ['--fail-under', 'NaN'],
    ['--max-candidates', '1e3'],
    ['--progress', 'fancy'],
    ['--color', 'yes'],
    ['--delimiter', ';;'],
    ['--target', ''],
    ['--drop', ','],
    ['--cv', '{KFold'],
  ])('%s %s is refused, quoting the value', async (flag, word) => {
    await expect(parse(['data.csv', `${flag}=${word}`])).rejects.toMatchObject({
      code: 'USAGE_FLAG_VALUE',
      message: expect.stringContaining(`${flag} expects`),
    });
  });

  it('name the argument that is missing, with a line that works', async () => {
    await expect(parse([])).rejects.toMatchObject({
      code: 'USAGE_MISSING_ARGUMENT',
      help: expect.stringContaining('gridsearch fit data.csv --grid'),
    });
  });
});

describe('a request for help', () => {
  it('wins over every mistake', async () => {
    const command: Command = fit;
    expect((await parseInvocation(command, ['--nonsense', '-h'], {})).help).toBe(true);
  });
});
