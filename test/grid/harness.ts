// Short ways to run the grid room in tests.

import type { Task } from '../../src/base/dataset.js';
import { GridsearchError } from '../../src/base/errors.js';
import type { Candidate } from '../../src/grid/candidate.js';
import { candidates } from '../../src/grid/expand-candidates.js';
import { type Normalised, normaliseSpec } from '../../src/grid/normalise.js';
import type { SpecOverrides } from '../../src/grid/overrides.js';
import { readGrid } from '../../src/grid/read-grid.js';
import { resolveTask } from '../../src/grid/resolve-task.js';
import type { SearchSpec } from '../../src/grid/spec.js';
import { FAKES } from './fakes.js';

/** The pipeline of most tests, two lines of a grid file. */
export const PIPELINE = 'pipeline: [{pca: PCA}, {logistic: LogisticRegression}]\n';

export function normalise(text: string, overrides: SpecOverrides = {}): Normalised {
  return normaliseSpec(readGrid(text, 'grid.yaml'), overrides, FAKES);
}

export function resolve(text: string, task: Task = 'classification', overrides: SpecOverrides = {}): SearchSpec {
  return resolveTask(normalise(text, overrides), task, FAKES);
}

export function expand(text: string, maxCandidates?: number): Candidate[] {
  const { draft, document } = normalise(text);
  return candidates(draft, { registries: FAKES, document, maxCandidates });
}

/** The error that `run` throws, drawn as the command line draws it; fails where it throws something else or nothing. */
export function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GridsearchError)) throw error;
    const { code, message, where, help } = error;
    const at = [where?.file, where?.line, where?.column].filter((part) => part !== undefined).join(':');
    const lines = [`${code}: ${message}`, `--> ${at}`];
    if (where?.text !== undefined)
      lines.push(where.text, `${' '.repeat((where.column ?? 1) - 1)}${'^'.repeat(where.length ?? 1)}`);
    if (where?.note !== undefined) lines[lines.length - 1] += ` ${where.note}`;
    if (help !== undefined) lines.push(`help: ${help}`);
    return lines.join('\n');
  }
  throw new Error('nothing was thrown');
}
