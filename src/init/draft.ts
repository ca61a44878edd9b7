// The draft of a grid for a table: what is predicted, from which columns, and what to tell of it. A table in; plain
// facts out, which grid-text.ts writes as YAML.

import type { Task } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { quoteCell, trimBlanks } from '../table/csv/cells.js';
import type { Table } from '../table/csv/table.js';
import { withoutEmptyRows, withTargets } from '../table/drop-rows.js';
import { columnNamed } from '../table/roles.js';
import { readTarget } from '../table/target.js';
import { chooseTarget } from './choose-target.js';
import type { TypedColumn } from './spellings.js';
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
  /** Rows that have no target and are left out. */
  readonly dropped: number;
  /** For the user. */
  readonly notes: readonly string[];
}

/**
 * Drafts a search for a table.
 * @param targetName  the target; undefined: one is chosen, and noted
 * @throws what fit would say of the target (DATA_UNKNOWN_COLUMN, DATA_TARGET_MISSING, DATA_ONE_CLASS, …);
 * DATA_NO_FEATURES
 */
export function draftFor(whole: Table, targetName?: string, typed: readonly TypedColumn[] = []): Draft {
  const filled = withoutEmptyRows(whole);
  const surveyed = surveyTable(filled.table, typed);
  const choice =
    targetName === undefined
      ? chooseTarget(surveyed, filled.table)
      : { column: surveyed[columnNamed(filled.table, targetName, 'target')] };
  const { table, notes: dropped } = withTargets(filled.table, choice.column.index);
  const columns = dropped.length === 0 ? surveyed : surveyTable(table, typed);
  const target = columns[choice.column.index];
  const { task, target: values, notes } = targetIn(table, target.index, choice.column);
  const others = columns.filter((column) => column !== target);
  const features = others.filter(({ kind }) => kind !== 'none');
  const excluded = others.filter(({ kind }) => kind === 'none');
  if (features.length === 0) throw noFeatures(table, target, others);
  return {
    rows: table.rows,
    dropped: filled.table.rows - table.rows,
    target,
    task,
    classes: values.kind === 'classes' ? countClasses(values.codes, values.classes) : [],
    features,
    excluded,
    notes: [
      ...table.notes,
      ...(choice.note === undefined ? [] : [choice.note]),
      ...filled.notes,
      ...dropped,
      ...notes,
      ...leftOut(excluded),
    ],
  };
}

/** Reads the target of the rows that have one; where only one class is left, those without may be the other. */
function targetIn(
  table: Table,
  index: number,
  { missing, firstMissing }: SurveyedColumn,
): ReturnType<typeof readTarget> {
  try {
    return readTarget(table, index, undefined);
  } catch (error) {
    const cell = trimBlanks(firstMissing?.text ?? '');
    if (!(error instanceof GridsearchError) || error.code !== 'DATA_ONE_CLASS' || cell === '') throw error;
    throw new GridsearchError(
      error.code,
      `${error.message}, and ${missing} cells such as ${quoteCell(cell)} are read as missing`,
      {
        where: firstMissing?.where,
        help: `where ${quoteCell(cell)} is a value, say so in a grid: data: {na_values: {only: [""]}}`,
        cause: error,
      },
    );
  }
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
