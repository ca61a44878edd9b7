// What code of the user's own may not do to the process that it runs in: end it, kill it, move it to another folder.
// And what it leaves behind when it has answered: promises that fail with nobody waiting, timers that throw. (A module
// that is bent on it can do all of this in other ways; these are slips, and where a process ends all the same its exit
// code and a message tell of it.)

import { syncBuiltinESMExports } from 'node:module';
import { EXIT, GridsearchError, type TaskError } from '../../base/errors.js';
import { append } from '../../base/lists.js';
import { explainUncaughtBy } from '../../base/uncaught.js';
import { ContractBroken, comesFrom, type OwnFile, slipError } from './words.js';

/** How deep we are in own code. */
let depth = 0;
const files: OwnFile[] = [];
const late: unknown[] = [];
let isGuarded = false;

/** Call it before own code runs; the returned function when it has. */
export function enterOwnCode(): () => void {
  depth++;
  return () => {
    depth--;
  };
}

/** After own code was broken off, which leaves nothing in order. */
export function leaveOwnCode(): void {
  depth = 0;
}

/** Guards this process, or thread, from own code from now on. Files are known by their places in stacks. */
export function guardProcess(modules: readonly OwnFile[]): void {
  append(files, modules);
  if (isGuarded) return;
  isGuarded = true;
  explainUncaughtBy({ error: (error) => slipOf(error), end: endOfProgram });
  for (const name of ['exit', 'reallyExit', 'abort'] as const) forbid(name, () => true);
  forbid(
    'kill',
    (pid, signal) =>
      signal !== 0 && (typeof pid !== 'number' || pid <= 0 || pid === process.pid || pid === process.ppid),
  );
  const { chdir } = process;
  process.chdir = (folder) => {
    if (isOwnCall())
      process.stderr.write(
        'note: process.chdir does nothing in a module of your own: paths go on from where you are\n',
      );
    else chdir(folder);
  };
  // What a module imports from node:process by name is a copy.
  syncBuiltinESMExports();
}

type Forbidden = 'exit' | 'reallyExit' | 'abort' | 'kill';

function forbid(name: Forbidden, ends: (...input: readonly unknown[]) => boolean): void {
  const host = process as unknown as Record<Forbidden, (...input: readonly unknown[]) => unknown>;
  const given = host[name].bind(process);
  host[name] = (...input) => {
    if (isOwnCall() && ends(...input)) {
      throw new ContractBroken(`called process.${name}(${input.map(wordFor).join(', ')}), which would end the program`);
    }
    return given(...input);
  };
}

/** Process ids differ from run to run. */
function wordFor(value: unknown): string {
  if (value === process.pid) return 'process.pid';
  if (value === process.ppid) return 'process.ppid';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Whether own code asks: what it does at once, or in a promise or timer of its own later. */
function isOwnCall(): boolean {
  if (depth > 0) return true;
  const here = new Error('here');
  return files.some((module) => comesFrom(here, module));
}

/**
 * Listens to what own code leaves behind in this process, instead of Node, which would end it: for a worker, whose
 * driver is to be told. `takeSlip` hands it over.
 */
export function collectSlips(): void {
  const note = (error: unknown): void => void late.push(error);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
}

/**
 * What own code left behind and failed since the last call, as an error that names it; undefined where there is
 * nothing.
 */
export function takeSlip(): TaskError | undefined {
  const [first] = late.splice(0).map((error) => slipOf(error) ?? { code: 'TASK_FAILED', message: String(error) });
  return first && { code: first.code, message: first.message };
}

/**
 * An error that nobody caught, as the fault of own code; undefined where it cannot be: no file of one's own is in its
 * stack.
 */
export function slipOf(error: unknown, exitCode: number = EXIT.noScore): GridsearchError | undefined {
  // What is no error has no stack; the program itself throws errors alone.
  const module = files.find((file) => comesFrom(error, file)) ?? (error instanceof Error ? undefined : files[0]);
  return module === undefined ? undefined : slipError(module, error, exitCode);
}

function endOfProgram(): GridsearchError {
  const names = [...new Set(files.map(({ name }) => name))].join(', ');
  return new GridsearchError(
    'EXTENSION_CONTRACT',
    `the program was ended before it was done, while code of your own ran in it: ${names}`,
    {
      help: 'nothing was written; a module must neither end the process nor wait for what never comes: docs/custom.md',
      exitCode: EXIT.noScore,
    },
  );
}
