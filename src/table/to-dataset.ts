// From a table to a dataset: which column is what, the target understood, the features as one matrix, the digest.

import type { Dataset, Task } from '../base/dataset.js';
import { flagWord } from '../base/flag-word.js';
import { isRowNumber } from './csv/row-number.js';
import type { Table } from './csv/table.js';
import { datasetDigest } from './digest.js';
import { withoutEmptyRows, withTargets } from './drop-rows.js';
import { type FeatureColumn, featureColumns } from './feature-columns.js';
import { featureRows } from './features.js';
import { assignRoles, noFeatures, type RoleOptions } from './roles.js';
import { readFolds, readGroups, readWeights } from './row-columns.js';
import { readTarget } from './target.js';

export interface DatasetOptions extends RoleOptions {
  /** Default: inferred from the target, and noted. */
  readonly task?: Task;
  /** Whether rows without a target are left out; else they are refused. */
  readonly dropMissingTarget?: boolean;
}

/** A table understood. */
export interface UnderstoodTable {
  readonly dataset: Dataset;
  /** The columns of X, and where what they hold stands in the file. */
  readonly columns: readonly FeatureColumn[];
  readonly notes: readonly string[];
}

/**
 * Makes a dataset of a table, whose numbers it uses up.
 * @returns the dataset; its columns with their places in the file; and what the user should be told of it (on stderr)
 * @throws DATA_… (exit code 2) with the place in the file
 * Cost: one SHA-256 over the feature columns.
 */
export function toDataset(whole: Table, options: DatasetOptions = {}): UnderstoodTable {
  const filled = withoutEmptyRows(whole);
  const roles = assignRoles(filled.table, options);
  const dropped =
    options.dropMissingTarget === true ? withTargets(filled.table, roles.target) : { table: filled.table, notes: [] };
  const { table } = dropped;
  const { columns, notes: columnNotes } = featureColumns(table, roles.features, (index) => roles.kinds.get(index));
  if (columns.length === 0) throw noFeatures(table, roles.target);
  const rowNumbers = columns.flatMap(({ index, info }) => (isRowNumber(table, index) ? noteRowNumber(info.name) : []));
  const { task, target, notes } = readTarget(table, roles.target, options.task);
  const beside = {
    ...(roles.fold === undefined ? {} : { folds: readFolds(table, roles.fold) }),
    ...(roles.group === undefined ? {} : { groups: readGroups(table, roles.group) }),
    ...(roles.weight === undefined ? {} : { weights: readWeights(table, roles.weight) }),
  };
  const typed = {
    rows: table.rows,
    // All else has been read of the table by now.
    X: featureRows(table, columns),
    columns: columns.map(({ info }) => info),
    targetName: table.columns[roles.target].name,
    task,
    target,
    ...beside,
  };
  const dataset: Dataset = { ...typed, digest: datasetDigest(typed), sha256: table.sha256 };
  const others = [...roles.notes, ...columnNotes, ...rowNumbers, ...notes];
  return { dataset, columns, notes: [...table.notes, ...filled.notes, ...dropped.notes, ...others] };
}

function noteRowNumber(name: string): string {
  return `column ${JSON.stringify(name)} is the number of the row: what is learnt from it is the order of the file (${flagWord('drop', name)} leaves it out)`;
}
