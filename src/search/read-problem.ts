// The problem: everything that a search is about, read and checked before the first task. Grid and CSV in; spec,
// dataset, layout out.

import type { Dataset } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { columnReader } from '../base/table-reading.js';
import { cacheDirectory } from '../cache/open-cache.js';
import type { Predictor } from '../contracts/fitter.js';
import type { Registries } from '../contracts/registries.js';
import type { KnownResults } from '../graph/plan/known-results.js';
import { type Layout, layoutOf } from '../graph/plan/layout.js';
import type { PlanContext } from '../graph/plan/plan-data.js';
import type { Candidate } from '../grid/candidate.js';
import { type GridDocument, gridFromValue } from '../grid/grid-document.js';
import { idleKeys } from '../grid/idle-keys.js';
import { idleParams } from '../grid/idle-params.js';
import { type Normalised, normaliseSpec } from '../grid/normalise.js';
import { applyOverrides } from '../grid/overrides.js';
import { readGrid } from '../grid/read-grid.js';
import type { RunSpec } from '../grid/read-run.js';
import { notePositiveClass, refuseMetrics } from '../grid/refuse-metrics.js';
import { resolveTask } from '../grid/resolve-task.js';
import type { DataSpec, SearchSpec, SpecDraft } from '../grid/spec.js';
import { readTable } from '../input/read-table.js';
import { readText } from '../input/read-text.js';
import { createKernels, type ThreadKernels } from '../kernels/index.js';
import { refuseSameFiles } from '../output/same-file.js';
import { folderOf, loadPlugins, type Plugins } from '../plugins/plugins.js';
import type { SearchRequest } from '../request.js';
import type { SearchWarning } from '../results/result-document.js';
import type { FeatureColumn } from '../table/feature-columns.js';
import { assignRoles } from '../table/roles.js';
import { timeColumn } from '../table/time-order.js';
import { toDataset } from '../table/to-dataset.js';

/** A grid that is read, and the plug-ins that it may name. */
export interface ReadGrid extends Normalised {
  readonly plugins: Plugins;
}

export interface Problem {
  readonly registries: Registries;
  readonly spec: SearchSpec;
  /** The grid file with flags laid over it, for the places of errors. */
  readonly document: GridDocument;
  readonly dataset: Dataset;
  /** The columns of X, and where what they hold stands in the file. */
  readonly columns: readonly FeatureColumn[];
  readonly layout: Layout;
  /** What the user should be told. */
  readonly notes: readonly string[];
  /** Whether tasks run code of the user's own. */
  readonly ownCode: boolean;
}

/** The grid, read and checked as far as it can be without the data. */
export async function readGridFile(request: SearchRequest): Promise<ReadGrid> {
  const { grid, overrides = {} } = request;
  if (grid === '-' && request.data === '-') {
    throw new GridsearchError('USAGE_STDIN_TWICE', 'the data and the grid cannot both be read from standard input', {
      help: 'give one of them as a file',
    });
  }
  const document =
    typeof grid === 'string' ? readGrid(await gridText(grid), grid === '-' ? '<stdin>' : grid) : gridFromValue(grid);
  const plugins = await loadPlugins(applyOverrides(document, overrides), {
    folder: folderOf(grid),
    onFiles: (modules) => refuseOverwriting(request, modules),
    signal: request.signal,
  });
  const normalised = normaliseSpec(document, overrides, plugins.registries);
  await beginWriting(request, normalised.run);
  return { ...normalised, plugins };
}

/** Fails where what the caller will write is what the search reads. @param modules  files of the user's own code */
function refuseOverwriting({ data, grid, writes }: SearchRequest, modules: readonly string[]): void {
  if (writes === undefined) return;
  const inputs = [
    { flag: 'the data', path: data },
    ...(typeof grid === 'string' ? [{ flag: 'the grid', path: grid }] : []),
  ];
  refuseSameFiles({
    ...writes,
    inputs: [...inputs, ...modules.map((path) => ({ flag: 'code that the grid names', path }))],
  });
}

/** The cache is the last thing to be known: the grid may name it. */
async function beginWriting({ cache, cacheByDefault = false, writes }: SearchRequest, run: RunSpec): Promise<void> {
  if (writes === undefined) return;
  refuseSameFiles({ ...writes, inputs: [], cache: cacheDirectory(cache ?? run.cache ?? cacheByDefault, () => {}) });
  await writes.begin?.();
}

/** What reading has to do with what runs the search. */
interface DataReading {
  readonly kernels: () => ThreadKernels;
  /** Whether tasks are likely to work in the memory of these kernels. */
  readonly inKernelMemory: boolean;
  /** Is called when the file has been read, before it is understood. */
  readonly onRead: () => Promise<void>;
}

const ALONE: DataReading = { kernels: createKernels, inKernelMemory: false, onRead: async () => {} };

/** Reads the data and cuts them into splits. */
export async function readProblem(
  request: SearchRequest,
  grid: ReadGrid,
  { kernels, inKernelMemory, onRead }: DataReading = ALONE,
): Promise<Problem> {
  const { data } = grid.draft;
  const roles = {
    ...data,
    features: { ...(data.include.length > 0 ? { include: data.include } : {}), exclude: data.exclude },
  };
  const table = await readTable(
    request.data,
    {
      ...data,
      columnReading: columnReader(data, typesOf(grid.draft)),
      ...(request.memoryBytes === undefined ? {} : { memoryBytes: request.memoryBytes }),
      ...(data.target === undefined ? {} : { spelled: [data.target] }),
      features: (header) => assignRoles(header, roles).features.length,
    },
    { kernels, inKernelMemory },
  );
  await onRead();
  const { dataset, columns, notes } = toDataset(table, {
    ...roles,
    ...(grid.draft.task === undefined ? {} : { task: grid.draft.task }),
    dropMissingTarget: data.dropMissingTarget === true,
  });
  const { registries } = grid.plugins;
  const spec = resolveTask(grid, dataset.task, registries);
  const metricNotes = checkMetrics(grid, spec, dataset);
  const splitter = registries.splitters.get(spec.cv.splitter);
  if (splitter === undefined) throw new Error(`internal: splitter ${spec.cv.splitter} was checked`);
  const { rows, target, folds, groups } = dataset;
  const input = {
    rows,
    target,
    ...(folds === undefined ? {} : { folds }),
    ...(groups === undefined ? {} : { groups }),
  };
  const splits = checkedAt(grid.document, 'cv', () => splitter.split(input, spec.cv.params));
  const all = [
    ...notes,
    ...metricNotes,
    ...noteTimeOrder(splitter.name, timeColumn(table)),
    ...noteGroups(splitter.name, groups),
    ...(splitter.notes?.(input, spec.cv.params) ?? []),
  ];
  const ownCode = grid.plugins.extensions.length > 0;
  return {
    registries,
    spec,
    document: grid.document,
    dataset,
    columns,
    layout: layoutOf(rows, splits, dataset.digest),
    notes: all,
    ownCode,
  };
}

/** Refuses metrics that cannot be computed for the classes; what is to be told of those that can. */
function checkMetrics({ plugins, document }: ReadGrid, { scoring }: SearchSpec, { target }: Dataset): string[] {
  if (target.kind !== 'classes') return [];
  const measures = { scoring, classes: target.classes };
  refuseMetrics(plugins.registries, measures, () => document.locate(['scoring']));
  return notePositiveClass(plugins.registries, measures);
}

/** Tells of folds that learn from what comes later. @param column  that has the rows in the order of time */
function noteTimeOrder(splitter: string, column: string | undefined): string[] {
  if (column === undefined || splitter === 'TimeSeriesSplit' || splitter === 'PredefinedSplit') return [];
  return [
    `rows stand in the order of time (${JSON.stringify(column)}), and ${splitter} trains on rows later than those it tests; --cv TimeSeriesSplit trains on earlier ones only`,
  ];
}

/** What is said of columns; the target of a regression is a number, however it looks. */
function typesOf({ data, task }: SpecDraft): NonNullable<DataSpec['types']> {
  const { types = {}, target } = data;
  return task === 'regression' && target !== undefined ? { ...types, [target]: 'numeric' } : types;
}

/** Tells of groups that nobody keeps together. */
function noteGroups(splitter: string, groups: Dataset['groups']): string[] {
  if (groups === undefined || splitter.includes('Group')) return [];
  return [`${splitter} does not keep the rows of a group (data.group) together; GroupKFold does`];
}

/** Tells of weights that a fit does not read. */
export function noteUnweighted({ dataset, spec }: Problem, candidates: readonly Candidate[]): string[] {
  if (dataset.weights === undefined) return [];
  const last = candidates.flatMap(({ steps }) => steps.flatMap(({ estimator }) => estimator ?? []));
  const fitted = last.filter(({ role }) => role === 'classifier' || role === 'regressor') as Predictor[];
  const names = new Set(fitted.flatMap(({ name, takesWeights }) => (takesWeights ? [] : name)));
  return [...names].map(
    (name) => `${name} takes no weights: ${JSON.stringify(spec.data.weight)} acts in its scores only`,
  );
}

/** Warnings of the search as a whole: what is written in the grid and has no effect. */
export function searchWarnings(problem: Problem, candidates: readonly Candidate[]): SearchWarning[] {
  const keys = idleKeys({ ...problem, targetName: problem.dataset.targetName }, candidates.length);
  return [...idleParams(problem, candidates), ...keys].map((idle) => ({ candidate: null, split: null, ...idle }));
}

/** What the graph must know of a problem. @param knownResults  what earlier searches left */
export function planContext(
  { registries, spec, dataset, layout }: Problem,
  { share = true, batchWidth }: Pick<SearchRequest, 'share' | 'batchWidth'> = {},
  knownResults?: KnownResults,
): PlanContext {
  return {
    layout,
    datasetDigest: dataset.digest,
    columns: dataset.X.cols,
    columnInfos: dataset.columns,
    ...(dataset.target.kind === 'classes'
      ? { classes: dataset.target.classes.length, codes: dataset.target.codes }
      : { classes: 0 }),
    weighted: dataset.weights !== undefined,
    decisions: spec.scoring.some(({ scorer }) => registries.scorers.get(scorer)?.readsDecisions === true),
    scorers: spec.scoring.map(({ scorer, params }) => ({
      scorer,
      version: registries.scorers.get(scorer)?.version ?? 0,
      params,
    })),
    returnTrainScore: spec.returnTrainScore,
    share,
    ...(batchWidth === undefined ? {} : { batchWidth }),
    ...(knownResults && { knownResults }),
  };
}

async function gridText(path: string): Promise<string> {
  const read = await readText(path, MAX_GRID_BYTES);
  if (read.ok) return read.text;
  throw new GridsearchError('GRID_UNREADABLE', `cannot read the grid: ${read.why}`, {
    where: { file: path === '-' ? '<stdin>' : path },
    help: read.nearest ?? 'give the path of a YAML or JSON file with --grid',
  });
}

/** More than readGrid takes, so that it is the one to say how many characters are too many. */
const MAX_GRID_BYTES = 64 * 2 ** 20;

/** Runs a check of the request; what it refuses without a place stands where the grid says it. */
function checkedAt<T>(document: GridDocument, key: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof GridsearchError) || error.where !== undefined) throw error;
    const { code, message, help, exitCode } = error;
    throw new GridsearchError(code, message, { where: document.locate([key]), help, exitCode, cause: error });
  }
}

/** Counts rows by class, keyed by the label as text. */
export function classCounts({ target }: Dataset): JsonObject | undefined {
  if (target.kind !== 'classes') return undefined;
  const counts = new Array<number>(target.classes.length).fill(0);
  for (const code of target.codes) counts[code]++;
  return Object.fromEntries(target.classes.map((label, code) => [String(label), counts[code]]));
}
