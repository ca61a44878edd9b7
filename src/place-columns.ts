// Where columns that a step cannot read stand in the file: the graph, which refuses them, knows their names only.

import { GridsearchError } from './base/errors.js';
import { UnreadableColumns } from './graph/stage-columns.js';
import type { FeatureColumn } from './table/feature-columns.js';

/** Makes a plan; what it refuses of the columns gets the place of the first cell that is to blame. */
export function placeColumns<T>(columns: readonly FeatureColumn[], plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    const source = error instanceof UnreadableColumns ? columns.find(({ info }) => info.name === error.column)?.source : undefined;
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
