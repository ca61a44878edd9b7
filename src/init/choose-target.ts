// Which column to predict, where nobody says: one that is called so, else the last one, if it can be predicted at all.

import { GridsearchError } from '../base/errors.js';
import type { Table } from '../table/csv/table.js';
import type { SurveyedColumn } from './survey.js';

/** What people call the column to predict, whatever it is about. */
const TARGET_NAME = /^(target|label|labels|class|y|outcome)$/i;
/** Columns that are likely to be what a table was made for. */
const LIKELY_NAME =
  /^(species|survived|diagnosis|quality|price|saleprice|churn|churned|default|response|result|variety|medv|income|strength|progression|digit)$/i;

export interface TargetChoice {
  readonly column: SurveyedColumn;
  /** Why this one, for the user. */
  readonly note?: string;
}

/**
 * Chooses the target.
 * @throws DATA_TARGET_MISSING where every column that could be one has holes; DATA_NO_FEATURES where there is none at
 * all
 */
export function chooseTarget(
  columns: readonly SurveyedColumn[],
  { rows, file }: Pick<Table, 'rows' | 'file'>,
): TargetChoice {
  const last = columns.findLast(({ why }) => why !== 'no values') ?? columns[columns.length - 1];
  const usable = columns.filter((column) => whyNot(column, rows) === undefined);
  const named = usable.find(({ name }) => TARGET_NAME.test(name));
  const likely = usable.find(({ name }) => LIKELY_NAME.test(name));
  const isBetter = likely !== undefined && likely.missing === 0;
  const reason = whyNot(last, rows) ?? (isBetter ? holesIn(last) : undefined);
  if (named === undefined && last.fault !== undefined) throw dirty(last, last.fault);
  const column = named ?? (reason === undefined ? last : (likely ?? usable.at(-1)));
  if (column === undefined) throw noTarget(columns, rows, file);
  const other = '--target NAME chooses another';
  if (column === last) {
    const hint = likely === undefined || likely === column ? other : `--target ${likely.name} might be meant; ${other}`;
    return { column, note: `target: ${JSON.stringify(column.name)}, the last column (${hint})` };
  }
  const why = named === undefined ? `the last column, ${JSON.stringify(last.name)}, ${reason}` : 'by its name';
  return { column, note: `target: ${JSON.stringify(column.name)} (${why}; ${other})` };
}

/** Rows without a target are left out, which is a pity where another column is as likely to be meant. */
function holesIn({ missing }: SurveyedColumn): string | undefined {
  return missing === 0 ? undefined : `has ${missing} missing ${missing === 1 ? 'value' : 'values'}`;
}

/** Why a column can hardly be what to predict, or undefined. */
function whyNot({ kind, why, missing, distinct }: SurveyedColumn, rows: number): string | undefined {
  if (kind === 'none') return `is no target: ${why}`;
  if (missing === rows) return 'has no values';
  if (kind === 'categorical' && distinct > Math.min(MOST_CLASSES, rows / 2)) return `has ${distinct} different texts`;
  return undefined;
}

/** The last column is most likely the one to predict: what is wrong with it is told rather than another taken. */
function dirty({ name }: SurveyedColumn, { code, message, where, help }: GridsearchError): GridsearchError {
  return new GridsearchError(code, `the last column, likely the target: ${message}`, {
    where,
    help: `${help}\n--target NAME predicts another column; --na 'CELL' reads a cell as missing (--drop-missing-target leaves its rows out of ${JSON.stringify(name)})`,
  });
}

const MOST_CLASSES = 100;

function noTarget(columns: readonly SurveyedColumn[], rows: number, file: string): GridsearchError {
  const holes = columns.find((column) => column.kind !== 'none' && column.missing > 0);
  const code = holes === undefined ? 'DATA_NO_FEATURES' : 'DATA_TARGET_MISSING';
  const reasons = columns.map((column) => `${JSON.stringify(column.name)} ${whyNot(column, rows)}`);
  const more = reasons.length > 5 ? [`… and ${reasons.length - 5} more columns`] : [];
  return new GridsearchError(code, 'no column can be the target, the one to predict', {
    where: { file, line: 1 },
    help: [
      ...reasons.slice(0, 5),
      ...more,
      ...(holes ? ['remove the rows without a target, then name it with --target'] : []),
    ].join('\n'),
  });
}
