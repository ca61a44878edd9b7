// What the rows of the input plan share: hostile files put in a folder, and the program's run() asked of them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Run, scratch } from '../cli/run.js';
import { type HereOptions, runHere } from '../cli/run-here.js';

export interface Bench {
  readonly folder: string;
  readonly put: (name: string, content: string | Uint8Array) => string;
  /**
   * Runs `fit` quietly on the content of a data file; the grid is a scaled naive Bayes on two folds unless words say
   * otherwise.
   */
  readonly fit: (content: string | Uint8Array, words?: readonly string[], options?: HereOptions) => Promise<Run>;
}

/** A folder for the calling test file, with the small grid that its rows are run on. */
export function bench(): Bench {
  const { folder } = scratch();
  let files = 0;
  const put = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const grid = put('grid.yaml', 'pipeline: [{scaler: StandardScaler}, {nb: GaussianNB}]\ncv: 2\n');
  return {
    folder,
    put,
    fit: (content, words = [], options = {}) => {
      const file = put(`data${files++}.csv`, content);
      return runHere(['fit', file, ...(words.includes('-g') ? [] : ['-g', grid]), ...words], options);
    },
  };
}

/** Eight rows of two classes that any small grid can be searched on. */
export const GOOD = 'a,b,y\n1,2,x\n2,1,z\n1,3,x\n3,1,z\n2,4,x\n4,2,z\n1.5,2,x\n3,2,z\n';

/** The lines of GOOD with one of them replaced. */
export function withLine(number: number, line: string): string {
  const lines = GOOD.trimEnd().split('\n');
  lines[number - 1] = line;
  return `${lines.join('\n')}\n`;
}

/**
 * Checks that a run refused its input: exit 2, nothing on stdout, the code (or its beginning, `GRID_`), and no byte
 * that could move a cursor.
 */
export function expectRefused(
  { code, stdout, stderr }: Run,
  error: string,
  ...parts: readonly (string | RegExp)[]
): void {
  expect(stderr).toContain(error.endsWith('_') ? `error[${error}` : `error[${error}]`);
  for (const part of parts) {
    if (typeof part === 'string') expect(stderr).toContain(part);
    else expect(stderr).toMatch(part);
  }
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expectPlain(stderr);
}

/** Checks that text holds no control character but line feeds. */
export function expectPlain(text: string): void {
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
}

/** The document of a run that succeeded. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks for.
export function documentOf({ code, stdout, stderr }: Run): any {
  expect(stderr).not.toContain('error[');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}
