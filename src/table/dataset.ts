// From a table to a dataset: which column is what, the target understood, the features as one matrix, the digest.

import type { Dataset, Task } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { datasetDigest } from './digest.js';
import { type FeatureColumn, featureColumns } from './feature-columns.js';
import { featureRows } from './features.js';
import { assignRoles, noFeatures, type RoleOptions } from './roles.js';
import { columnValues, type Table, type TableColumn } from './table.js';
import { readTarget } from './target.js';

export interface DatasetOptions extends RoleOptions {
  /** Default: inferred from the target, and noted. */
  readonly task?: Task;
}

/** A table understood. */
export interface UnderstoodTable {
  readonly dataset: Dataset;
  /** The columns of X, and where what they hold stands in the file. */
  readonly columns: readonly FeatureColumn[];
  readonly notes: readonly string[];
}

/**
 * Makes a dataset of a table.
 * @returns the dataset; its columns with their places in the file; and what the user should be told of it (on stderr)
 * @throws DATA_… (exit code 2) with the place in the file
 * Cost: one SHA-256 over the feature columns.
 */
export function toDataset(table: Table, options: DatasetOptions = {}): UnderstoodTable {
  const roles = assignRoles(table, options);
  const { columns, notes: columnNotes } = featureColumns(table, roles.features);
  if (columns.length === 0) throw noFeatures(table, roles.target);
  const { task, target, notes } = readTarget(table, roles.target, options.task);
  const folds = roles.fold === undefined ? undefined : readFolds(table, roles.fold);
  const typed = {
    rows: table.rows,
    X: featureRows(table, columns),
    columns: columns.map(({ info }) => info),
    targetName: table.columns[roles.target].name,
    task,
    target,
    ...(folds === undefined ? {} : { folds }),
  };
  const dataset: Dataset = { ...typed, digest: datasetDigest(typed), sha256: table.sha256 };
  return { dataset, columns, notes: [...table.notes, ...roles.notes, ...columnNotes, ...notes] };
}

/**
 * Fold codes: 0 for the smallest value (numbers by value, text by code unit) and so on; −1 in the file stays −1, a row that is
 * never tested, as in scikit-learn's PredefinedSplit.
 */
function readFolds(table: Table, index: number): Int32Array {
  const column = table.columns[index];
  if (column.firstMissing !== undefined) throw badFold(column, column.firstMissing, 'has missing values');
  if (column.kind === 'text') {
    const order = [...column.spelling.dictionary].sort();
    const codeOf = new Map(order.map((value, code) => [value, code]));
    return column.spelling.codes.map((code) => codeOf.get(column.spelling.dictionary[code]) as number);
  }
  const values = columnValues(table, index);
  if (!values.every(Number.isInteger)) throw badFold(column, undefined, 'holds numbers that are not integers');
  const order = [...new Set(values)].filter((value) => value !== -1).sort((a, b) => a - b);
  const codeOf = new Map(order.map((value, code) => [value, code]));
  return Int32Array.from(values, (value) => codeOf.get(value) ?? -1);
}

function badFold(column: TableColumn, cell: TableColumn['firstMissing'], what: string): GridsearchError {
  return new GridsearchError('DATA_FOLD', `the fold column ${JSON.stringify(column.name)} ${what}`, {
    where: cell?.where,
    help: 'each row needs the name or number of its fold; −1 marks a row that is in every train set',
  });
}
