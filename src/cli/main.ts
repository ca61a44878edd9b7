// The command line's way in: finds the command, parses, runs, turns every outcome into words on stderr and an exit
// code. The process is ended when all output is on its way: left to end by itself, it would first take all its memory
// apart.

import { EXIT, GridsearchError } from '../base/errors.js';
import { didYouMean } from '../base/suggest.js';
import { endedEarly, uncaught } from '../base/uncaught.js';
import { VERSION } from '../base/version.js';
import { writeStdout } from '../output/write.js';
import { formatError } from '../report/error-text.js';
import { type ColorChoice, colorLevel, createPalette } from '../report/palette.js';
import { COMMANDS } from './commands.js';
import type { Surroundings } from './flag.js';
import { beforeExit, exit } from './signals.js';

/** Runs the words of a command line and ends the process with its exit code. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { stdout, stderr } = process;
  const surroundings: Surroundings = { stdout, stderr, environment: process.env };
  // What is asked for goes to standard output, and nothing else: what a module of the user's own prints is talk.
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => stderr });
  // A reader that went away must not end a search: what is lost is only talk.
  stderr.on('error', () => {});
  let isOver = false;
  const end = (code: number): never => {
    isOver = true;
    exit(code);
  };
  process.on('uncaughtException', (error) => end(tellError(uncaught(error), words, surroundings)));
  // A promise that is never kept, or somebody else's process.exit: nobody may take that for success.
  process.on('exit', (code) => {
    if (isOver || SIGNALLED.includes(code)) return;
    process.exitCode = tellError(endedEarly(), words, surroundings);
  });
  const code = await run(words, surroundings);
  await Promise.all([stdout, stderr].map(handedOver));
  await beforeExit();
  end(code);
}

/** Codes of a process that a signal ends: whoever heard it has said so. */
const SIGNALLED: readonly number[] = [EXIT.interrupted, EXIT.terminated];

/** Says what went wrong. @returns the exit code */
function tellError(error: unknown, words: readonly string[], surroundings: Surroundings): number {
  surroundings.stderr.write(explain(error, words, surroundings));
  return error instanceof GridsearchError ? error.exitCode : EXIT.bug;
}

/** Resolves when the operating system has all that was written, or when nobody reads it any more. */
function handedOver(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) return resolve();
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

/** Runs the words of a command line and returns the exit code. Never throws, and leaves the process alone. */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(words, surroundings);
  } catch (error) {
    return tellError(asEnvironmentError(error), words, surroundings);
  }
}

async function dispatch([name, ...rest]: readonly string[], surroundings: Surroundings): Promise<number> {
  if (name === '--version' || name === '-V') return tell(`${VERSION}\n`, surroundings);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const { programHelp } = await import('./help.js');
    const page = programHelp(COMMANDS, VERSION);
    if (name !== undefined) return tell(page, surroundings);
    surroundings.stderr.write(page);
    return EXIT.request;
  }
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry === undefined) throw unknownCommand(name);
  const [command, { parseInvocation }] = await Promise.all([entry.load(), import('./parse.js')]);
  const invocation = await parseInvocation(command, rest, surroundings.environment);
  if (invocation.help) {
    const { commandHelp } = await import('./help.js');
    return tell(await commandHelp(command, surroundings.stdout.columns ?? 100), surroundings);
  }
  return command.run(invocation, surroundings);
}

function unknownCommand(name: string): GridsearchError {
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

async function tell(text: string, { stdout }: Surroundings): Promise<number> {
  return (await writeStdout([text], stdout)) === 'closed' ? EXIT.pipeClosed : EXIT.done;
}

function explain(error: unknown, words: readonly string[], { stderr, environment }: Surroundings): string {
  const palette = createPalette(colorLevel(colorWish(words, environment), environment, stderr.isTTY === true));
  return formatError(error, { palette, columns: stderr.columns });
}

/** The --color flag even where parsing failed: a wrong flag elsewhere must not bring colours back. */
function colorWish(words: readonly string[], environment: Surroundings['environment']): ColorChoice {
  const flag = words.findLast((word, i) => word.startsWith('--color=') || words[i - 1] === '--color');
  const wish = flag?.replace('--color=', '') ?? environment.GRIDSEARCH_COLOR;
  return wish === 'always' || wish === 'never' ? wish : 'auto';
}

/**
 * What the operating system refused (a full disk, too many open files, a name that is too long) is no bug of ours; a
 * call that it cannot make sense of is.
 */
function asEnvironmentError(error: unknown): unknown {
  if (error instanceof GridsearchError || !(error instanceof Error) || !('syscall' in error) || !('code' in error))
    return error;
  if (['EBADF', 'EFAULT', 'EINVAL'].includes(String(error.code))) return error;
  return new GridsearchError('ENVIRONMENT', error.message, { exitCode: EXIT.environment, cause: error });
}
