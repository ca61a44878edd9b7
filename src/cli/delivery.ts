// Hands a finished text to where the user wants it: a file (-o), standard output, or a person. Shared by all commands.

import { EXIT, GridsearchError } from '../base/errors.js';
import { refuseSameFiles } from '../output/same-file.js';
import { checkOutputPath, writeFile, writeStdout } from '../output/write.js';
import { colorLevel, createPalette, type Palette } from '../report/palette.js';
import { printable } from '../report/printable.js';
import type { Flag, Invocation, Surroundings } from './flag.js';
import { COLOR, OUT, QUIET } from './flags.js';

/** `-` and an absent flag are standard output. */
export function outFile({ get }: Invocation): string | undefined {
  const path = get(OUT);
  return path === '-' ? undefined : path;
}

/**
 * Checks before any work is done that -o, or what standard output was redirected to, can be written and is no input.
 * @throws OUTPUT_PATH
 */
export function checkOut(invocation: Invocation, inputs: readonly string[]): void {
  const path = outFile(invocation);
  if (path !== undefined) checkOutputPath(path, '--out', inputs);
  else refuseSameFiles({ inputs: inputs.map((input) => ({ flag: '', path: input })), outputs: [], stdout: true });
}

/**
 * Writes to -o or standard output.
 * @returns 0, or 141 where the reader went away
 */
export async function deliver(
  pieces: Iterable<string>,
  invocation: Invocation,
  { stdout, stderr }: Surroundings,
): Promise<number> {
  const path = outFile(invocation);
  const delivery =
    path === undefined
      ? await writeStdout(forReader(pieces, stdout), stdout)
      : await writeFile({ flag: '--out', path }, pieces, {
          onWait: () => void stderr.write(`waiting for somebody to read --out ${printable(path, 200)}\n`),
        });
  return delivery === 'closed' ? EXIT.pipeClosed : EXIT.done;
}

/**
 * What a terminal would act on is shown instead: labels, paths and names come from files. Every other reader gets the
 * true text.
 */
export function* forReader(pieces: Iterable<string>, { isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>): Generator<string> {
  for (const piece of pieces) {
    yield isTTY === true ? piece.replace(/[^\n\t]+/g, (text) => printable(text, Number.POSITIVE_INFINITY)) : piece;
  }
}

/** Colours for stderr, as flag and surroundings want them. */
export function stderrPalette({ get }: Invocation, { stderr, environment }: Surroundings): Palette {
  return createPalette(colorLevel(get(COLOR) ?? 'auto', environment, stderr.isTTY === true));
}

/** @throws USAGE_CONFLICT where two flags are given that contradict each other; a switch may be given as false. */
export function refuseBoth([a, b]: readonly [Flag<unknown>, Flag<unknown>], get: Invocation['get']): void {
  const isGiven = (flag: Flag<unknown>): boolean => ![undefined, false].includes(get(flag) as undefined);
  if (isGiven(a) && isGiven(b)) throw contradiction(`--${a.name} and --${b.name}`, 'give one of them');
}

/** @throws USAGE_CONFLICT where both files of a command are standard input. */
export function refuseTwoStdin(model: string, data: string): void {
  if (model === '-' && data === '-') throw contradiction('two files that are both standard input', 'name one of them');
}

function contradiction(names: string, help: string): GridsearchError {
  return new GridsearchError('USAGE_CONFLICT', `${names} contradict each other`, { help });
}

/** Prints a note for people on stderr, or nothing when quiet. */
export function noteTeller(invocation: Invocation, surroundings: Surroundings): (text: string) => void {
  const palette = stderrPalette(invocation, surroundings);
  return (text) => {
    if (invocation.get(QUIET) !== true) surroundings.stderr.write(`${palette.dim('note:')} ${printable(text, 1000)}\n`);
  };
}
