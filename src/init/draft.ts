// The draft of a grid for a table: what is predicted, from which columns, and what to tell of it. A table in; plain
// facts out, which grid-text.ts writes as YAML.

import type { Task } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import type { Table } from '../table/csv/table.js';
import { columnNamed } from '../table/roles.js';
import { readTarget } from '../table/target.js';
import { chooseTarget } from './choose-target.js';
import { type SurveyedColumn, surveyTable } from './survey.js';

/** The rows of a class. */
export interface ClassCount {
  readonly label: string;
  readonly rows: number;
}

export interface Draft {
  readonly rows: number;
  readonly target: SurveyedColumn;
  readonly task: Task;
  /** Largest first; none for a regression. */
  readonly classes: readonly ClassCount[];
  readonly features: readonly SurveyedColumn[];
  /** Columns that are no features, each with its reason. */
  readonly excluded: readonly SurveyedColumn[];
  /** For the user. */
  readonly notes: readonly string[];
}

/**
 * Drafts a search for a table.
 * @param targetName  the target; undefined: one is chosen, and noted
 * @throws what fit would say of the target (DATA_UNKNOWN_COLUMN, DATA_TARGET_MISSING, DATA_ONE_CLASS, …);
 * DATA_NO_FEATURES
 */
export function draftFor(table: Table, targetName?: string): Draft {
  const columns = surveyTable(table);
  const choice =
    targetName === undefined
      ? chooseTarget(columns, table.rows, table.file)
      : { column: columns[columnNamed(table, targetName, 'target')] };
  const target = choice.column;
  const { task, target: values, notes } = readTarget(table, target.index, undefined);
  const others = columns.filter((column) => column !== target);
  const features = others.filter(({ kind }) => kind !== 'none');
  const excluded = others.filter(({ kind }) => kind === 'none');
  if (features.length === 0) throw noFeatures(table, target, others);
  return {
    rows: table.rows,
    target,
    task,
    classes: values.kind === 'classes' ? countClasses(values.codes, values.classes) : [],
    features,
    excluded,
    notes: [...table.notes, ...(choice.note === undefined ? [] : [choice.note]), ...notes, ...leftOut(excluded)],
  };
}

function countClasses(codes: Int32Array, labels: readonly (string | number)[]): ClassCount[] {
  const rows = new Array<number>(labels.length).fill(0);
  for (const code of codes) rows[code]++;
  return labels.map((label, code) => ({ label: String(label), rows: rows[code] })).sort((a, b) => b.rows - a.rows);
}

function leftOut(columns: readonly SurveyedColumn[]): string[] {
  if (columns.length === 0) return [];
  const shown = columns.slice(0, 3).map(({ name, why }) => `${JSON.stringify(name)} (${why})`);
  const more = columns.length > shown.length ? ` and ${columns.length - shown.length} more` : '';
  return [`left out: ${shown.join(', ')}${more}`];
}

function noFeatures({ file }: Table, target: SurveyedColumn, others: readonly SurveyedColumn[]): GridsearchError {
  const reasons = others.slice(0, 5).map(({ name, why }) => `${JSON.stringify(name)}: ${why}`);
  return new GridsearchError('DATA_NO_FEATURES', `no column is left to predict ${JSON.stringify(target.name)} from`, {
    where: { file, line: 1 },
    help: reasons.length === 0 ? "if the columns are separated by something else: --delimiter ';'" : reasons.join('\n'),
  });
}
