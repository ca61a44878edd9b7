// Runs the real program, as a user's shell would, in a folder of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const BINARY = fileURLToPath(new URL('../../bin/gridsearch.js', import.meta.url));
const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** The path of a data set that ships with the project. */
export const fixture = (name: string): string => join(fixtures, name);

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** A program in the place of the published one. */
  readonly program?: string;
  /** The folder in which it runs; default: that of the tester. */
  readonly folder?: string;
  /** Called with the process once it runs. */
  readonly during?: (child: ChildProcess) => void;
}

/** A folder of the calling test file, removed when it has run. */
export function scratch(): { readonly folder: string; readonly put: (name: string, text: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'gridsearch-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    put(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
  };
}

/**
 * Starts the program with neither the tester's colours, nor the tester's GRIDSEARCH_ settings, nor the tester's cache.
 */
export function start(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  program = BINARY,
  folder?: string,
): ChildProcess {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GRIDSEARCH_|NO_COLOR|FORCE_COLOR|CI$|GITHUB_)/.test(name)),
  );
  return spawn(process.execPath, [program, ...words], {
    env: { ...inherited, GRIDSEARCH_NO_CACHE: '1', GRIDSEARCH_ENGINE: 'local', ...environment },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
}

/** Runs the program to its end. */
export function run(
  words: readonly string[],
  { environment, stdin, program, folder, during }: RunOptions = {},
): Promise<Run> {
  const child = start(words, environment, program, folder);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece;
  });
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
  });
  // A program that refuses its arguments does not read: that is no failure of the test.
  child.stdin?.on('error', () => {}).end(stdin ?? '');
  during?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
