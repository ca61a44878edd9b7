// Cells that are no numbers as numbers: categories become codes of a dictionary, true and false become 1 and 0.
// A category is a cell's text without the blanks around it; a number is spelled as JavaScript prints it (7 and 7.0 are
// one category), because a table knows the text of a number only where the reader was asked to keep it. Codes (007) and
// the cells of columns that are said to be categorical are what stands in the file.

import { GridsearchError } from '../base/errors.js';
import { flagWord } from '../base/flag-word.js';
import { isCode, isNumber, trimBlanks } from './csv/cells.js';
import { columnValues, isVerbatim, type Table, type TableColumn } from './csv/table.js';

/** The category of a cell that is there. */
function categoryOf(text: string): string {
  const trimmed = trimBlanks(text);
  if (!isNumber(trimmed)) return trimmed;
  const value = Number(trimmed);
  return Number.isFinite(value) && !isCode(trimmed, value) ? String(value + 0) : trimmed;
}

/** What makes a category of a cell: in some columns numbers are text as they stand. */
function categoryIn(column: TableColumn): (text: string) => string {
  return isVerbatim(column) ? trimBlanks : categoryOf;
}

/**
 * The categories of a text column, sorted by code unit, each once. Those of a numeric column: its numbers as text.
 * @throws DATA_TOO_MANY_TEXTS where there are more than are told apart
 */
export function categoriesOf(table: Table, index: number): string[] {
  const column = table.columns[index];
  refuseOverflow(column);
  const cells =
    column.kind === 'text' ? column.spelling.dictionary.map(categoryIn(column)) : numbersIn(table, index).map(String);
  return [...new Set(cells)].sort();
}

/** Throws DATA_TOO_MANY_TEXTS where a column holds more different texts than are told apart. */
export function refuseOverflow({ name, spelling }: TableColumn): void {
  if (spelling?.overflow !== true) return;
  throw new GridsearchError(
    'DATA_TOO_MANY_TEXTS',
    `column ${JSON.stringify(name)} has more than ${spelling.dictionary.length} different texts`,
    {
      help: `${flagWord('drop', name)}: it tells rows apart, and little of what they are like`,
    },
  );
}

/**
 * The code of each row's category in a dictionary; NaN where the cell is missing, the dictionary's length where it does
 * not know it. Cost: one look-up per distinct text, or per cell of a numeric column.
 */
export function categoryCodes(table: Table, index: number, dictionary: readonly string[]): Float64Array {
  const codeOf = new Map(dictionary.map((category, code) => [category, code]));
  return recoded(table, index, (category) => codeOf.get(category) ?? dictionary.length);
}

/**
 * 1 and 0 for each row of a column of truth values; NaN where the cell is missing. Undefined where a cell is neither.
 */
export function truthValues(table: Table, index: number, words: ReadonlyMap<string, number>): Float64Array | undefined {
  let isTruth = true;
  const values = recoded(table, index, (category) => {
    const value = words.get(category.toLowerCase());
    if (value === undefined) isTruth = false;
    return value ?? Number.NaN;
  });
  return isTruth ? values : undefined;
}

/** What makes a column a boolean one though nobody said so. */
export const TRUE_AND_FALSE: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

/** What a column that is said to be boolean may hold. */
export const TRUTH_WORDS: ReadonlyMap<string, number> = new Map([
  ...TRUE_AND_FALSE,
  ...['1', 't', 'yes', 'y', 'on'].map((word) => [word, 1] as const),
  ...['0', 'f', 'no', 'n', 'off'].map((word) => [word, 0] as const),
]);

/** A column as numbers, from the category of each cell. */
function recoded(table: Table, index: number, numberFor: (category: string) => number): Float64Array {
  const column: TableColumn = table.columns[index];
  if (column.kind === 'text') {
    const { codes, dictionary } = column.spelling;
    const category = categoryIn(column);
    const values = dictionary.map((text) => numberFor(category(text)));
    return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : values[code]));
  }
  const numbers = new Map<number, number>();
  return columnValues(table, index).map((number) => {
    if (Number.isNaN(number)) return Number.NaN;
    const before = numbers.get(number);
    if (before !== undefined) return before;
    const value = numberFor(String(number));
    numbers.set(number, value);
    return value;
  });
}

function numbersIn(table: Table, index: number): number[] {
  return [...new Set(columnValues(table, index))].filter((value) => !Number.isNaN(value));
}
