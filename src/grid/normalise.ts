// From a grid file (and flags) to the spec: structure first, then every name and value against the registries, then
// defaults.

import type { DeclaredKind } from '../base/dataset.js';
import type { JsonValue } from '../base/json.js';
import { defined, type NumberFormat, readingOf } from '../base/table-reading.js';
import type { Registries } from '../contracts/registries.js';
import { withStepNames } from './bare-params.js';
import { checkStructure } from './check-structure.js';
import type { GridDocument } from './grid-document.js';
import { applyOverrides, type SpecOverrides } from './overrides.js';
import { readCv, readExpect, readRefit, readScoring } from './read-measure.js';
import { paramKey, readParams } from './read-params.js';
import { readPipeline } from './read-pipeline.js';
import { type RunSpec, readRun } from './read-run.js';
import { complain, type Reading } from './reading.js';
import type { GridFile } from './schema.js';
import type { DataSpec, ParamGrid, SearchMethod, SpecDraft } from './spec.js';

/** A draft, and the document (with the flags laid over it) that knows where each part of it stands. */
export interface Normalised {
  readonly draft: SpecDraft;
  readonly document: GridDocument;
  /** Of `run`: how to run. Flags win over it. */
  readonly run: RunSpec;
}

/** Reads everything that can be read without the data. Throws GridsearchError GRID_… with the place of the mistake. */
export function normaliseSpec(source: GridDocument, overrides: SpecOverrides, registries: Registries): Normalised {
  const document = withStepNames(applyOverrides(source, overrides), registries);
  const file = checkStructure(document);
  const reading: Reading = { document, registries };
  const pipeline = readPipeline(reading, file);
  const search = readSearch(reading, file);
  const drawn = search.method === 'random';
  const spaces = readParams(reading, { file, key: paramKey(document.value) }, pipeline);
  const randomState = file.random_state ?? 0;
  const { scoring, multimetric } = readScoring(reading, file);
  const draft: SpecDraft = {
    data: readData(file),
    task: file.task,
    pipeline,
    // Without param_distributions every space is lists: readDistribution refuses distributions in a param_grid.
    grids: drawn ? [] : (spaces as ParamGrid[]),
    distributions: drawn ? spaces : [],
    search,
    cv: readCv(reading, file, randomState),
    scoring,
    multimetric,
    refit: readRefit(file),
    aggregate: file.aggregate ?? 'mean',
    errorScore: file.error_score === 'nan' ? null : (file.error_score ?? null),
    returnTrainScore: file.return_train_score ?? false,
    randomState,
    expect: readExpect(file),
  };
  return { draft, document, run: readRun(reading, file) };
}

function readData({ data = {} }: GridFile): DataSpec {
  return {
    ...(data.target === undefined ? {} : { target: String(data.target) }),
    include: listOf(data.features?.include),
    exclude: listOf(data.features?.exclude),
    ...readTypes(data.types ?? {}),
    ...(data.weight === undefined ? {} : { weight: String(data.weight) }),
    ...(data.group === undefined ? {} : { group: String(data.group) }),
    ...(data.fold === undefined ? {} : { fold: String(data.fold) }),
    id: listOf(data.id),
    ...readingOf(data),
  };
}

type Types = NonNullable<NonNullable<GridFile['data']>['types']>;

/** Columns with a format of their own are numeric. */
function readTypes(types: Types): Pick<DataSpec, 'types' | 'numbers'> {
  const kinds: Record<string, DeclaredKind> = {};
  const numbers: Record<string, NumberFormat> = {};
  for (const [name, type] of Object.entries(types)) {
    kinds[name] = typeof type === 'string' ? type : 'numeric';
    if (typeof type !== 'string') numbers[name] = defined(type.number);
  }
  return {
    ...(Object.keys(kinds).length === 0 ? {} : { types: kinds }),
    ...(Object.keys(numbers).length === 0 ? {} : { numbers }),
  };
}

/** Names of columns: YAML reads that of the column 2015 as a number. */
function listOf(value: string | number | readonly (string | number)[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'object' ? value.map(String) : [String(value)];
}

/** The method said, or the one that the params call for. */
function readSearch(reading: Reading, file: GridFile): SearchMethod {
  const distributions = file.param_distributions !== undefined;
  if (distributions && file.param_grid !== undefined && !isEmptyMap(file.param_grid as JsonValue)) {
    throw complain(reading, ['param_distributions'], {
      code: 'GRID_CONFLICT',
      message: 'param_grid and param_distributions cannot both be searched',
      part: 'key',
      help: 'move the lists of param_grid to param_distributions: a random search draws from lists too',
    });
  }
  const method = file.search?.method ?? (distributions ? 'random' : 'grid');
  const draws = file.search?.n_iter;
  if (method === 'random') return { method, n_iter: draws ?? DEFAULT_DRAWS };
  if (distributions) {
    throw complain(reading, ['search', 'method'], {
      code: 'GRID_CONFLICT',
      message: 'a grid search needs lists, not distributions',
      help: 'use search: {method: random}, or param_grid',
    });
  }
  if (draws !== undefined) {
    throw complain(reading, ['search', 'n_iter'], {
      code: 'GRID_CONFLICT',
      message: 'n_iter is for a random search; a grid search tries every candidate',
      part: 'key',
      help: 'add method: random',
    });
  }
  return { method: 'grid' };
}

function isEmptyMap(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** scikit-learn's default n_iter. */
const DEFAULT_DRAWS = 10;
