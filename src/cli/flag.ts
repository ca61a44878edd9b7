// What a flag and a command are: declarations that parsing, help, environment variables and did-you-mean all read.
// A flag's reader turns the words a user typed into a value, or says what would have been accepted.

import { GridsearchError } from '../base/errors.js';
import type { JsonValue } from '../base/json.js';
import { listNames } from '../base/suggest.js';
import { delimiterIn, readBytes } from '../base/units.js';
import type { SearchRequest, SpecOverrides } from '../request.js';

/** A named option with a value of type T; a switch has no value and is true where it is given. */
export interface Flag<T> {
  readonly name: string;
  readonly alias?: string;
  /** `one` word, `many` (repeatable), or `none` (a switch). */
  readonly takes: 'one' | 'many' | 'none';
  /** What stands for the value in help. */
  readonly metavar?: string;
  /** What the flag says where it is given without a value; a value can then only be attached: `--name=value`. */
  readonly bare?: string;
  readonly about: string;
  readonly group: string;
  /** The field of a search request that it sets. */
  readonly sets?: Exclude<keyof SearchRequest, 'overrides'> | `overrides.${keyof SpecOverrides}`;
  /** What that field becomes, where it is not the flag's value; undefined: as if the flag were not given. */
  inRequest?(value: T): unknown;
  /** @param label  how the user gave it, for messages: `--cv` or `GRIDSEARCH_CV` */
  readonly read: (words: readonly string[], label: string) => T | Promise<T>;
}

/** Standard streams and surroundings, given so that tests can give others. */
export interface Surroundings {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What one command line says, checked: flags win over environment variables. */
export interface Invocation {
  /** The command's name and the words after it, as they were typed. */
  readonly words: readonly string[];
  readonly positionals: readonly string[];
  readonly help: boolean;
  /** The value of a flag, or undefined where it was not given. */
  readonly get: <T>(flag: Flag<T>) => T | undefined;
}

export interface Command {
  readonly name: string;
  /** What follows the name: `<data.csv|-> --grid <grid.yaml>`. */
  readonly usage: string;
  readonly about: string;
  /** Positional arguments in order; those that may be left out come last. */
  readonly positionals: readonly { readonly name: string; readonly about: string; readonly optional?: boolean }[];
  readonly flags: readonly Flag<unknown>[];
  /** Three command lines that work, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Returns the exit code. */
  readonly run: (invocation: Invocation, surroundings: Surroundings) => Promise<number>;
}

/** One word, not empty. */
export function readText([word]: readonly string[], label: string): string {
  if (word === '') throw badValue(label, 'a value that is not empty', word);
  return word;
}

/** A switch; in the environment 1, true, yes, on and 0, false, no, off. */
export function readSwitch([word]: readonly string[], label: string): boolean {
  const choice = word.toLowerCase();
  if (['1', 'true', 'yes', 'on'].includes(choice)) return true;
  if (['0', 'false', 'no', 'off'].includes(choice)) return false;
  throw badValue(label, 'true or false', word);
}

/** Names, each word a comma-separated list; double quotes keep a comma: `'"a,b",c'`. */
export function readNames(words: readonly string[], label: string): string[] {
  return words.flatMap((word) => {
    const names = word.match(/"(?:[^"]|"")*"|[^,]+/g);
    if (names === null) throw badValue(label, 'a name or a comma-separated list of names', word);
    return names.map((name) => (/^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name.trim()));
  });
}

/** Words as they are, in order. */
export function readWords(words: readonly string[]): readonly string[] {
  return words;
}

/** A whole number within bounds. */
export function readInteger(expected: string, accepts: (value: number) => boolean): Flag<number>['read'] {
  return ([word], label) => {
    const value = /^[+-]?\d+$/.test(word.trim()) ? Number(word) : Number.NaN;
    if (!Number.isSafeInteger(value) || !accepts(value)) throw badValue(label, expected, word);
    return value;
  };
}

/** Any finite number in decimal notation. */
export function readNumber([word]: readonly string[], label: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word.trim()) ? Number(word) : Number.NaN;
  if (!Number.isFinite(value)) throw badValue(label, 'a number', word);
  return value;
}

/** A number of seconds above 0; `90s`, `5m` and `2h` are read as well. */
export function readSeconds([word]: readonly string[], label: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?|\.\d+)([smh]?)$/.exec(word.trim()) ?? [];
  const seconds = Number(digits) * ({ m: 60, h: 3600 }[unit] ?? 1);
  if (!(seconds > 0)) throw badValue(label, 'a number of seconds above 0, such as 90, 5m or 2h', word);
  return seconds;
}

/** A size in bytes: `2g`, `512m`, `1000000`. */
export function readSize([word]: readonly string[], label: string): number {
  const bytes = readBytes(word);
  if (bytes === undefined) throw badValue(label, 'a size such as 2g or 512m', word);
  return bytes;
}

/** One of a few words. */
export function readChoice<const T extends string>(choices: readonly T[]): Flag<T>['read'] {
  return ([word], label) => {
    const choice = choices.find((name) => name === word);
    if (choice === undefined) throw badValue(label, `one of ${listNames(choices)}`, word);
    return choice;
  };
}

/** A single character; `\t` and `tab` are the tabulator, `whitespace` stands for runs of blanks. */
export function readDelimiter([word]: readonly string[], label: string): string {
  const delimiter = delimiterIn(word);
  if (delimiter === undefined) throw badValue(label, "a single character such as ';', tab or whitespace", word);
  return delimiter;
}

/** A value as YAML reads it: `5`, `true`, `accuracy`, `{KFold: {n_splits: 3}}`; words with commas make a list. */
export async function readValue([word]: readonly string[], label: string): Promise<JsonValue> {
  const text = word.trim();
  if (text === '') throw badValue(label, 'a value that is not empty', word);
  const { parseYamlValue } = await import('./yaml-value.js');
  const value = parseYamlValue(/^[^[{"']*,/.test(text) ? `[${text}]` : text, label);
  if (value === undefined) throw badValue(label, 'a word, a list or a map in YAML', word);
  return value;
}

/** The error of a value that a flag cannot take. */
export function badValue(label: string, expected: string, word: string): GridsearchError {
  return new GridsearchError(
    'USAGE_FLAG_VALUE',
    `${label} expects ${expected}; got ${JSON.stringify(word.slice(0, 80))}`,
    { help: 'the command with --help shows what each flag takes' },
  );
}
