// The problem: everything that a search is about, read and checked before the first task. Grid and CSV in; spec, dataset, layout out.

import { readFile } from 'node:fs/promises';
import type { Dataset, Label } from './base/dataset.js';
import { GridsearchError } from './base/errors.js';
import type { JsonObject } from './base/json.js';
import { ESTIMATORS } from './estimators/index.js';
import { type Layout, layoutOf } from './graph/layout.js';
import type { PlanContext } from './graph/plan.js';
import { type GridDocument, gridFromValue } from './grid/document.js';
import { type Normalised, normaliseSpec } from './grid/normalise.js';
import { readGrid } from './grid/read-grid.js';
import type { Registries } from './grid/registries.js';
import { resolveTask } from './grid/resolve-task.js';
import type { ScoringSpec, SearchSpec } from './grid/spec.js';
import { createKernels, type Kernels } from './kernels/index.js';
import { readTable } from './read-table.js';
import { SCORERS } from './scorers/index.js';
import type { SearchRequest } from './search-request.js';
import { SPLITTERS } from './splitters/index.js';
import { toDataset } from './table/dataset.js';

export const REGISTRIES: Registries = { estimators: ESTIMATORS, scorers: SCORERS, splitters: SPLITTERS };

export interface Problem {
  readonly spec: SearchSpec;
  /** The grid file with flags laid over it, for the places of errors. */
  readonly document: GridDocument;
  readonly dataset: Dataset;
  readonly layout: Layout;
  /** What the user should be told. */
  readonly notes: readonly string[];
}

/** The grid, read and checked as far as it can be without the data. */
export async function readGridFile(request: SearchRequest): Promise<Normalised> {
  const { grid, overrides = {} } = request;
  if (grid === '-' && request.data === '-') {
    throw new GridsearchError('USAGE_STDIN_TWICE', 'the data and the grid cannot both be read from standard input', {
      help: 'give one of them as a file',
    });
  }
  const document = typeof grid === 'string' ? readGrid(await gridText(grid), grid === '-' ? '<stdin>' : grid) : gridFromValue(grid);
  return normaliseSpec(document, overrides, REGISTRIES);
}

/** Reads the data and cuts them into splits. */
export async function readProblem(request: SearchRequest, grid: Normalised, kernels: () => Kernels = createKernels): Promise<Problem> {
  const { data } = grid.draft;
  const table = await readTable(
    request.data,
    {
      ...(data.delimiter === undefined ? {} : { delimiter: data.delimiter }),
      naValues: data.naValues,
      ...(data.target === undefined ? {} : { spelled: [data.target] }),
    },
    kernels,
  );
  const { dataset, notes } = toDataset(table, {
    ...(data.target === undefined ? {} : { target: data.target }),
    drop: [...data.id],
    features: { ...(data.include.length > 0 ? { include: data.include } : {}), exclude: data.exclude },
    ...(data.fold === undefined ? {} : { fold: data.fold }),
    ...(grid.draft.task === undefined ? {} : { task: grid.draft.task }),
  });
  const spec = resolveTask(grid, dataset.task, REGISTRIES);
  if (dataset.target.kind === 'classes') refuseMetrics(spec.scoring, dataset.target.classes);
  const splitter = SPLITTERS.get(spec.cv.splitter);
  if (splitter === undefined) throw new Error(`internal: splitter ${spec.cv.splitter} was checked`);
  const { rows, target, folds } = dataset;
  const input = { rows, target, ...(folds === undefined ? {} : { folds }) };
  const splits = splitter.split(input, spec.cv.params);
  const all = [...notes, ...(splitter.notes?.(input, spec.cv.params) ?? [])];
  return { spec, document: grid.document, dataset, layout: layoutOf(rows, splits, dataset.digest), notes: all };
}

/** What the graph must know of a problem. */
export function planContext({ spec, dataset, layout }: Problem, share: boolean): PlanContext {
  return {
    layout,
    datasetDigest: dataset.digest,
    columns: dataset.X.cols,
    classes: dataset.target.kind === 'classes' ? dataset.target.classes.length : 0,
    scorers: spec.scoring.map(({ scorer, params }) => ({ scorer, version: SCORERS.get(scorer)?.version ?? 0, params })),
    returnTrainScore: spec.returnTrainScore,
    share,
  };
}

/** Refuses metrics that cannot be computed for these classes, e.g. binary f1 on three of them. */
export function refuseMetrics(scoring: readonly ScoringSpec[], classes: readonly Label[]): void {
  for (const { scorer, params } of scoring) {
    const reason = SCORERS.get(scorer)?.infeasible?.(params, classes);
    if (reason !== undefined) throw new GridsearchError('GRID_METRIC', reason, { help: 'choose another metric with --scoring' });
  }
}

async function gridText(path: string): Promise<string> {
  if (path !== '-') {
    try {
      return await readFile(path, 'utf8');
    } catch (cause) {
      throw unreadable(path, cause);
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString('utf8');
}

function unreadable(path: string, cause: unknown): GridsearchError {
  const { code } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : String((cause as Error).message);
  return new GridsearchError('GRID_UNREADABLE', `cannot read the grid ${JSON.stringify(path)}: ${why}`, {
    cause,
    help: 'give the path of a YAML or JSON file with --grid',
  });
}

/** Counts rows by class, keyed by the label as text. */
export function classCounts({ target }: Dataset): JsonObject | undefined {
  if (target.kind !== 'classes') return undefined;
  const counts = new Array<number>(target.classes.length).fill(0);
  for (const code of target.codes) counts[code]++;
  return Object.fromEntries(target.classes.map((label, code) => [String(label), counts[code]]));
}
