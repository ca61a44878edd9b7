// From words to a checked invocation. yargs' parser splits the words; what it lets pass silently is refused here:
// unknown and repeated flags, numbers that are none, missing and surplus arguments. A flag that is not given is looked
// up in the environment. The parser comes without the rest of yargs, which only help pages need: it would take three
// times as long to load.

import parser from 'yargs-parser';
import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import type { Command, Flag, Invocation } from './flag.js';

/** yargs turns a lone `-` into an empty word; this one stands in for it while yargs looks. */
const STDIO = '\0stdio';

/** Flags of other tools, and what they are called here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'n-jobs': '--jobs',
  n_jobs: '--jobs',
  'random-state': '--seed',
  random_state: '--seed',
  output: '--out',
  config: '--grid',
  'param-grid': '--grid',
  share: '--no-share',
  cache: '--no-cache',
  'no-color': '--color never',
  'no-progress': '--progress none',
};

/**
 * Parses the words after the command's name.
 * @throws USAGE_… where they make no sense, with what to type instead
 */
export async function parseInvocation(
  command: Command,
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Invocation> {
  const given = splitWords(command, words);
  const help = given.help === true || given.h === true;
  const typed = [command.name, ...words];
  if (help) return { words: typed, positionals: [], help, get: () => undefined };
  checkFlagNames(command, Object.keys(given), words);
  const values = new Map<string, unknown>();
  for (const flag of command.flags) {
    // Null is a value: --error-score null.
    const value =
      given[flag.name] === undefined
        ? await readEnvironment(flag, environment)
        : await readGiven(flag, given[flag.name]);
    if (value !== undefined) values.set(flag.name, value);
  }
  return {
    words: typed,
    positionals: checkPositionals(command, asWords(given._)),
    help,
    get: <T>(flag: Flag<T>) => values.get(flag.name) as T | undefined,
  };
}

function splitWords(command: Command, words: readonly string[]): Readonly<Record<string, unknown>> {
  const prepared = words.flatMap((word) => (word === '-' ? STDIO : detachValue(command, word)));
  const valued = command.flags.filter((flag) => flag.takes !== 'none');
  const { argv, error } = parser.detailed(prepared, {
    alias: {
      help: 'h',
      ...Object.fromEntries(command.flags.flatMap(({ name, alias }) => (alias === undefined ? [] : [[name, alias]]))),
    },
    boolean: ['help', ...command.flags.filter((flag) => flag.takes === 'none').map((flag) => flag.name)],
    string: valued.map((flag) => flag.name),
    narg: Object.fromEntries(valued.map((flag) => [flag.name, 1])),
    configuration: {
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    },
  });
  if (error === null) return argv;
  const missing = valued.find(({ name, alias }) => [name, alias].includes(/: (.+)$/.exec(error.message)?.[1]));
  if (missing === undefined)
    throw new GridsearchError('USAGE', error.message, { help: `gridsearch ${command.name} --help` });
  throw new GridsearchError('USAGE_MISSING_VALUE', `--${missing.name} needs a value`, {
    help: `--${missing.name} ${missing.metavar}: ${missing.about}`,
  });
}

/** `-ogo.json` is `-o go.json`; yargs would read it as a bundle of one-letter flags. */
function detachValue(command: Command, word: string): string | string[] {
  const [, letter, rest] = /^-([a-zA-Z])(?!=)(.+)$/s.exec(word) ?? [];
  const takesValue =
    letter !== undefined && command.flags.some((flag) => flag.alias === letter && flag.takes !== 'none');
  if (takesValue) return [`-${letter}`, rest];
  const bare = command.flags.find((flag) => word === `--${flag.name}`)?.bare;
  if (bare !== undefined) return `${word}=${bare}`;
  const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
  const flag = command.flags.find((candidate) => candidate.name === name && candidate.takes === 'none');
  if (flag !== undefined && !['true', 'false'].includes(value)) {
    throw new GridsearchError('USAGE_FLAG_VALUE', `--${name} takes no value; got ${JSON.stringify(value)}`, {
      help: `--${name}`,
    });
  }
  return word;
}

function checkFlagNames(command: Command, keys: readonly string[], words: readonly string[]): void {
  const accepted = new Set([
    '_',
    '$0',
    'help',
    'h',
    ...command.flags.flatMap(({ name, alias }) => [name, alias ?? name]),
  ]);
  const unknown = keys.find((key) => !accepted.has(key));
  if (unknown === undefined) return;
  const typed =
    words.find((word) => word === `-${unknown}` || /^--([^=]+)/.exec(word)?.[1] === unknown) ??
    `${unknown.length > 1 ? '--' : '-'}${unknown}`;
  const name = typed.replace(/^-+/, '').split('=')[0];
  const names = command.flags.map((flag) => `--${flag.name}`);
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  const nearest =
    elsewhere !== undefined && names.includes(elsewhere.split(' ')[0])
      ? `did you mean ${elsewhere}?`
      : didYouMean(`--${name}`, names);
  throw new GridsearchError('USAGE_UNKNOWN_FLAG', `${command.name} has no flag ${typed.split('=')[0]}`, {
    help: [nearest, `gridsearch ${command.name} --help lists its flags`]
      .filter((line) => line !== undefined)
      .join('\n'),
  });
}

async function readGiven<T>(flag: Flag<T>, given: unknown): Promise<T> {
  if (flag.takes === 'none') return (Array.isArray(given) ? given.at(-1) : given) as T;
  const words = asWords(given);
  if (flag.takes === 'one' && words.length > 1) {
    throw new GridsearchError(
      'USAGE_REPEATED_FLAG',
      `--${flag.name} is given ${words.length} times: ${words.join(', ')}`,
      { help: 'give it once' },
    );
  }
  return flag.read(words, `--${flag.name}`);
}

/** GRIDSEARCH_ERROR_SCORE is `--error-score`; repeatable flags take one value per line. */
async function readEnvironment<T>(
  flag: Flag<T>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<T | undefined> {
  const name = `GRIDSEARCH_${flag.name.toUpperCase().replaceAll('-', '_')}`;
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  return flag.read(flag.takes === 'many' ? text.split('\n') : [text], name);
}

function checkPositionals(command: Command, words: readonly string[]): readonly string[] {
  const missing = command.positionals[words.length];
  if (missing !== undefined && missing.optional !== true) {
    throw new GridsearchError('USAGE_MISSING_ARGUMENT', `${command.name} needs <${missing.name}>: ${missing.about}`, {
      help: command.examples[0][0],
    });
  }
  const extra = words[command.positionals.length];
  if (extra !== undefined) {
    const usage = command.positionals
      .map(({ name, optional }) => (optional === true ? `[${name}]` : `<${name}>`))
      .join(' ');
    throw new GridsearchError(
      'USAGE_EXTRA_ARGUMENT',
      `${command.name} takes ${usage} and nothing more; what is ${JSON.stringify(extra)}?`,
      { help: forgottenFlag(command, extra) ?? command.examples[0][0] },
    );
  }
  return words;
}

/** A grid that stands alone wants its flag. */
function forgottenFlag(command: Command, word: string): string | undefined {
  const takesGrid = command.flags.some((flag) => flag.name === 'grid');
  return takesGrid && /\.(ya?ml|json)$/i.test(word) ? `--grid ${word}` : undefined;
}

function asWords(given: unknown): string[] {
  const words = Array.isArray(given) ? given : given === undefined ? [] : [given];
  return words.map((word) => (word === STDIO ? '-' : String(word)));
}
