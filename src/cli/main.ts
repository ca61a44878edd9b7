// The command line's way in: finds the command, parses, runs, turns every outcome into words on stderr and an exit
// code. The process is ended when all output is on its way: left to end by itself, it would first take all its memory
// apart.

import { EXIT } from '../base/errors.js';
import { endedEarly, uncaught } from '../base/uncaught.js';
import { VERSION } from '../base/version.js';
import { redirectTalk } from '../output/talk.js';
import { writeStdout } from '../output/write.js';
import { COMMANDS, unknownCommand } from './commands.js';
import type { Surroundings } from './flag.js';
import { beforeExit, exit } from './signals.js';
import { asEnvironmentError, tellError } from './tell-error.js';

/** Runs the words of a command line and ends the process with its exit code. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const { stdout, stderr } = process;
  const surroundings: Surroundings = { stdout, stderr, environment: process.env };
  redirectTalk(stderr);
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

async function tell(text: string, { stdout }: Surroundings): Promise<number> {
  return (await writeStdout([text], stdout)) === 'closed' ? EXIT.pipeClosed : EXIT.done;
}
