// Columns that say something of their rows and are no features: fold, group, weight.

import { GridsearchError } from '../base/errors.js';
import { categoriesOf, categoryCodes } from './categories.js';
import { quoteCell } from './csv/cells.js';
import { columnValues, lineOfRow, type Table, type TableColumn } from './csv/table.js';

/**
 * Fold codes: 0 for the smallest value (numbers by value, text by code unit) and so on; −1 in the file stays −1, a row
 * that is never tested, as in scikit-learn's PredefinedSplit.
 * @throws DATA_FOLD
 */
export function readFolds(table: Table, index: number): Int32Array {
  const column = table.columns[index];
  if (column.firstMissing !== undefined) throw badFold(column, column.firstMissing, 'has missing values');
  if (column.kind === 'text') return textCodes(table, index);
  const values = columnValues(table, index);
  if (!values.every(Number.isInteger)) throw badFold(column, undefined, 'holds numbers that are not integers');
  return numberCodes(values, -1);
}

/**
 * Group codes: 0 for the smallest value (numbers by value, text by code unit) and so on.
 * @throws DATA_GROUP where a row has none
 */
export function readGroups(table: Table, index: number): Int32Array {
  const column = table.columns[index];
  if (column.firstMissing !== undefined) {
    throw new GridsearchError('DATA_GROUP', `the group column ${JSON.stringify(column.name)} has missing values`, {
      where: column.firstMissing.where,
      help: 'each row needs the name or number of its group; a row that stands alone needs a group of its own',
    });
  }
  return column.kind === 'text' ? textCodes(table, index) : numberCodes(columnValues(table, index));
}

/**
 * The weight of each row.
 * @throws DATA_WEIGHT where one is missing, text or negative, or all are 0
 */
export function readWeights(table: Table, index: number): Float64Array {
  const column = table.columns[index];
  const values = columnValues(table, index);
  if (column.kind === 'text')
    throw badWeight(column, `holds text: ${quoteCell(column.firstText.text)}`, column.firstText.where);
  if (column.firstMissing !== undefined) throw badWeight(column, 'has missing values', column.firstMissing.where);
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw badWeight(column, `holds a negative number: ${values[negative]}`, {
      file: table.file,
      line: lineOfRow(table, negative),
    });
  }
  if (values.every((value) => value === 0)) throw badWeight(column, 'holds zeros only', { file: table.file, line: 1 });
  return values;
}

function textCodes(table: Table, index: number): Int32Array {
  return Int32Array.from(categoryCodes(table, index, categoriesOf(table, index)));
}

/** Codes of numbers by value; `apart` keeps −1 for itself. */
function numberCodes(values: Float64Array, apart?: number): Int32Array {
  const order = [...new Set(values)].filter((value) => value !== apart).sort((a, b) => a - b);
  const codeOf = new Map(order.map((value, code) => [value, code]));
  return Int32Array.from(values, (value) => codeOf.get(value) ?? -1);
}

function badWeight({ name }: TableColumn, what: string, where: GridsearchError['where']): GridsearchError {
  return new GridsearchError('DATA_WEIGHT', `the weight column ${JSON.stringify(name)} ${what}`, {
    where,
    help: 'each row needs a weight: a number from 0, and not all of them 0',
  });
}

function badFold(column: TableColumn, cell: TableColumn['firstMissing'], what: string): GridsearchError {
  return new GridsearchError('DATA_FOLD', `the fold column ${JSON.stringify(column.name)} ${what}`, {
    where: cell?.where,
    help: 'each row needs the name or number of its fold; −1 marks a row that is in every train set',
  });
}
