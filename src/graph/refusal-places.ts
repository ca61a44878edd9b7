// Where columns that a step cannot read stand in the file, and branches of a union in the grid: the graph, which
// refuses them, knows their names only.

import { GridsearchError, type SourceLocation } from '../base/errors.js';
import type { Registries } from '../contracts/registries.js';
import { type GridDocument, type GridPath, valueAt } from '../grid/grid-document.js';
import { placesOf } from '../grid/places.js';
import type { SearchSpec } from '../grid/spec.js';
import type { FeatureColumn } from '../table/feature-columns.js';
import { RefusedUnion } from './expand/select-columns.js';
import { UnreadableColumns } from './expand/step-columns.js';

/** Makes a plan; what it refuses of the columns gets the place of the first cell that is to blame. */
export function placeColumns<T>(columns: readonly FeatureColumn[], plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    const source =
      error instanceof UnreadableColumns ? columns.find(({ info }) => info.name === error.column)?.source : undefined;
    if (source === undefined) throw error;
    const { code, message, help } = error as UnreadableColumns;
    const lacking = code === 'DATA_MISSING_VALUES';
    const text = source.kind === 'text' ? source : undefined;
    const place = (lacking ? source.firstMissing : text?.firstText)?.where;
    const count = lacking ? source.missing : (text?.texts ?? 0);
    const where = place !== undefined && count > 1 ? { ...place, note: `the first of ${count}` } : place;
    throw new GridsearchError(code, message, { where, help, cause: error });
  }
}

/** Makes a plan; what it refuses stands where the file or the grid says it. */
export function placeRefusals<T>(
  problem: GridPlaces & { readonly columns: readonly FeatureColumn[] },
  plan: () => T,
): T {
  return placeUnions(problem, () => placeColumns(problem.columns, plan));
}

/** Where a grid and its pipeline can be asked for places. */
interface GridPlaces {
  readonly document: GridDocument;
  readonly spec: Pick<SearchSpec, 'pipeline'>;
  readonly registries: Registries;
}

/** Makes a plan; what it refuses of a union gets its place in the grid. */
function placeUnions<T>(places: GridPlaces, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof RefusedUnion)) throw error;
    const { code, message, help } = error;
    throw new GridsearchError(code, message, { where: unionPlace(places, error), help, cause: error });
  }
}

/** The columns of the branch to blame; of branches with that name, those of the one that asks for these columns. */
function unionPlace({ document, spec, registries }: GridPlaces, { branch }: RefusedUnion): SourceLocation {
  const places = placesOf(document.value, spec.pipeline, registries);
  if (branch === undefined) return document.locate(places.find(({ kind }) => kind === 'union')?.path ?? ['pipeline']);
  const named = places.filter(({ kind, address }) => kind === 'branch' && address.endsWith(`__${branch.name}`));
  const paths = named.map(({ path }): GridPath => [...path, branch.name, 'columns']);
  const asks = (path: GridPath): boolean =>
    JSON.stringify(valueAt(document.value, path)) === JSON.stringify(branch.columns);
  return document.locate(paths.find(asks) ?? paths[0] ?? ['pipeline']);
}
