// What each column of a table is good for: a feature of some kind, or none and why not. The kinds are those that a
// search would read (table/feature-columns.ts); on top of that, constants, row numbers, ids and columns whose values
// say which rows belong together.

import type { ColumnInfo } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { describeBadNumber, isDate, quoteCell } from '../table/csv/cells.js';
import { isRowNumber } from '../table/csv/row-number.js';
import { type CellPlace, columnValues, type Table, type TableColumn } from '../table/csv/table.js';
import { featureColumns } from '../table/feature-columns.js';

export interface SurveyedColumn {
  readonly name: string;
  readonly index: number;
  /** `none`: no feature, for the reason `why`. */
  readonly kind: ColumnInfo['kind'] | 'none';
  /** The end of a sentence about the column. */
  readonly why?: string;
  /** Its rows belong together where it has the same value. */
  readonly groups?: boolean;
  readonly dates?: boolean;
  readonly missing: number;
  readonly firstMissing?: CellPlace | undefined;
  /** What is wrong with its numbers, where it is no feature for that. */
  readonly fault?: GridsearchError | undefined;
  /** Different values, missing ones aside. */
  readonly distinct: number;
}

/** Looks at every column, in the order of the file. Cost: O(cells). */
export function surveyTable(table: Table, typed: readonly { readonly name: string }[] = []): SurveyedColumn[] {
  const texts = new Set(typed.map(({ name }) => name));
  return table.columns.map((column, index) => {
    const { name, missing, firstMissing } = column;
    const values = column.kind === 'numeric' ? columnValues(table, index) : undefined;
    const distinct =
      column.kind === 'text' ? column.spelling.dictionary.length : distinctNumbers(values ?? new Float64Array());
    const isText = texts.has(name);
    return {
      name,
      index,
      missing,
      firstMissing,
      distinct,
      ...judge(table, column, { index, distinct, values, isText }),
    };
  });
}

type Verdict = Pick<SurveyedColumn, 'kind' | 'why' | 'groups' | 'dates' | 'fault'>;

interface Facts {
  readonly index: number;
  readonly distinct: number;
  readonly values: Float64Array | undefined;
  /** Whether it is known to be text, whatever its cells look like. */
  readonly isText: boolean;
}

function judge(table: Table, column: TableColumn, { index, distinct, values, isText }: Facts): Verdict {
  if (column.missing === table.rows) return { kind: 'none', why: 'no values' };
  if (column.leftOut !== undefined) return { kind: 'none', why: column.leftOut };
  if (distinct === 1 && column.missing === 0) return { kind: 'none', why: 'the same value in every row' };
  if (isText) return { kind: 'categorical' };
  const kind = kindOf(table, column, index);
  if (typeof kind !== 'string') return kind;
  const reals = values?.some((value) => !Number.isNaN(value) && !Number.isInteger(value)) === true;
  if (reals || kind === 'boolean') return { kind };
  const present = table.rows - column.missing;
  if (values !== undefined && isRowNumber(table, index)) return { kind: 'none', why: 'the number of the row' };
  const named = ID_NAME.test(column.name) || ID_SUFFIX.test(column.name);
  if (named && distinct === present && present >= FEWEST_ROWS)
    return { kind: 'none', why: 'an id: every row has its own' };
  const groups = (named || GROUP_NAME.test(column.name)) && distinct <= present / 2 && distinct >= FEWEST_GROUPS;
  return groups ? { kind: 'none', why: 'says whose row it is, not what it is like', groups } : { kind };
}

const ID_NAME = /^(id|uuid|guid|index|key|row|unnamed.*)$/i;
const ID_SUFFIX = /([_\s.-]id|[a-z]I[dD])$|[_\s.-]ID$/;
const GROUP_NAME =
  /^(group|subject|patient|user|customer|client|person|household|session|batch)(_?(name|no|nr|number|code))?$/i;
const FEWEST_ROWS = 10;
const FEWEST_GROUPS = 5;

/** The kind that a search would read, or why it would read none. */
function kindOf(table: Table, column: TableColumn, index: number): ColumnInfo['kind'] | Verdict {
  try {
    const [feature] = featureColumns(table, [index]).columns;
    return feature?.info.kind ?? { kind: 'none', why: 'an id: nearly every row has its own' };
  } catch (error) {
    if (!(error instanceof GridsearchError) || column.kind !== 'text') throw error;
    if (column.spelling.overflow) return { kind: 'none', why: 'an id: nearly every row has its own' };
    const { text } = column.firstText;
    if (isDate(text))
      return {
        kind: 'none',
        why: 'dates are not read: turn them into numbers (year, month, days since …)',
        dates: true,
      };
    const reason = describeBadNumber(text);
    return {
      kind: 'none',
      why: `${quoteCell(text)} is no number${reason === undefined ? '' : `: ${reason}`}`,
      fault: error,
    };
  }
}

function distinctNumbers(values: Float64Array): number {
  const found = new Set(values);
  return found.size - (found.has(Number.NaN) ? 1 : 0);
}
