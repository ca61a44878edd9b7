// Help pages: of a command (usage, flags by group, examples) and of the whole program. They go to standard output.

import yargs from 'yargs';
import { EXIT } from '../base/errors.js';
import type { Command } from './flag.js';

/** The page of one command. */
export async function commandHelp(command: Command, columns: number): Promise<string> {
  const page = (await describeFlags(command, columns).getHelp()).replace(/\s*\[(string|boolean|array)\]$/gm, '');
  const arguments_ = command.positionals.map(
    ({ name, about, optional }) => `  ${optional === true ? `[${name}]` : `<${name}>`}  ${about}`,
  );
  const examples = command.examples.map(([line, does]) => `  ${line}\n      ${does}`);
  return [
    page.trimEnd(),
    ...(arguments_.length > 0 ? ['', 'Arguments:', ...arguments_] : []),
    '',
    'Examples:',
    ...examples,
    '',
    'A flag --like-this can be given as GRIDSEARCH_LIKE_THIS too; flags win over it, and it wins over the grid file.',
    '',
  ].join('\n');
}

/** Hands the flags to yargs, which lays them out by group. */
function describeFlags(command: Command, columns: number): ReturnType<typeof yargs> {
  const page = yargs([])
    .locale('en')
    .help(false)
    .version(false)
    .usage(`gridsearch ${command.name} ${command.usage}\n\n${command.about}`)
    .wrap(Math.max(60, Math.min(110, columns)));
  for (const { name, alias, takes, metavar, about, group } of command.flags) {
    page.option(name, {
      alias,
      group,
      describe: metavar === undefined ? about : `${metavar}: ${about}`,
      type: takes === 'none' ? 'boolean' : 'string',
    });
  }
  return page.option('help', { alias: 'h', type: 'boolean', describe: 'this page', group: 'Output:' });
}

/** The page of the program. */
export function programHelp(
  commands: readonly { readonly name: string; readonly summary: string }[],
  version: string,
): string {
  return [
    `gridsearch ${version}: tunes a model from the command line`,
    'A CSV and a grid in, the best parameters and a portable model out. Shared work is done once.',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`),
    '',
    'Examples:',
    '  gridsearch init data.csv',
    '      writes a grid that works for the columns of the data, to be edited or not',
    '  gridsearch fit data.csv --grid data.grid.yaml --model model.json',
    '      searches the grid and writes the best model; the result goes to standard output',
    '  gridsearch plan data.csv --grid grid.yaml',
    '      tells what would run, and what sharing saves',
    '  gridsearch predict model.json new.csv',
    '      predicts the rows of new data',
    '',
    `Exit codes: ${EXIT.done} done, ${EXIT.bug} a bug, ${EXIT.request} wrong request, ${EXIT.noScore} nothing could be scored, ${EXIT.gate} a gate failed,`,
    `  ${EXIT.environment} environment, ${EXIT.interrupted} interrupted, ${EXIT.terminated} terminated, ${EXIT.pipeClosed} reader went away`,
    '`gridsearch <command> --help` tells more.',
    '',
  ].join('\n');
}
