// The registry of commands: one line each. A command's code is loaded when it is called, which keeps the start quick.

import { GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import type { Command } from './flag.js';

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  { name: 'init', summary: 'write a grid that works for a table', load: async () => (await import('./init.js')).init },
  {
    name: 'fit',
    summary: 'search a grid, refit the best, write the result',
    load: async () => (await import('./fit.js')).fit,
  },
  {
    name: 'plan',
    summary: 'tell what fit would run, and run nothing',
    load: async () => (await import('./plan.js')).plan,
  },
  {
    name: 'predict',
    summary: 'predict the rows of new data',
    load: async () => (await import('./predict.js')).predict,
  },
  {
    name: 'score',
    summary: 'score a model on data that it has not seen',
    load: async () => (await import('./score.js')).score,
  },
  {
    name: 'cache',
    summary: 'where finished work is kept, how much there is, clear it',
    load: async () => (await import('./cache.js')).cache,
  },
  {
    name: 'schema',
    summary: 'print the JSON Schema of a file format',
    load: async () => (await import('./schema.js')).schema,
  },
  {
    name: 'explain',
    summary: 'explain an estimator, a splitter, a metric or the code of a message',
    load: async () => (await import('./explain.js')).explain,
  },
];

/** What to say of a word that is no command. */
export function unknownCommand(name: string): GridsearchError {
  const names = COMMANDS.map((command) => command.name);
  if (name.startsWith('-')) {
    return new GridsearchError('USAGE_UNKNOWN_FLAG', `the command comes first; got ${name}`, {
      help: 'gridsearch fit data.csv --grid grid.yaml',
    });
  }
  const isFile = /\.(csv|tsv|ya?ml|json)$/i.test(name);
  return new GridsearchError('USAGE_UNKNOWN_COMMAND', `there is no command "${name}"`, {
    help: isFile
      ? `gridsearch fit ${name.endsWith('sv') ? `${name} --grid grid.yaml` : `data.csv --grid ${name}`}`
      : [didYouMean(name, names), `commands: ${names.join(', ')}`].filter((line) => line !== undefined).join('\n'),
  });
}
