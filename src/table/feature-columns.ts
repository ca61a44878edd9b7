// What each feature column of a table holds: numbers, truth values or categories; or nothing to learn from (no values,
// an id), so that it is left out and the user told; or what is most likely a mistake (a number spelled otherwise, a
// date), so that it is refused.

import type { ColumnInfo, DeclaredKind } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { flagWord } from '../base/flag-word.js';
import type { NumberFormat } from '../base/table-reading.js';
import { categoriesOf, categoryCodes, TRUE_AND_FALSE, TRUTH_WORDS, truthValues } from './categories.js';
import { describeBadNumber, isDate, quoteCell, trimBlanks } from './csv/cells.js';
import { formatsOf, formatText } from './csv/number-format.js';
import type { Table, TableColumn, TextColumn } from './csv/table.js';

/** A column of the table as a column of X. */
export interface FeatureColumn {
  readonly index: number;
  readonly info: ColumnInfo;
  /** Value of each row; undefined: the numbers as they lie in the table. */
  readonly cells?: Float64Array;
  /** The table's column, which knows where its first text and its first missing cell stand. */
  readonly source: TableColumn;
}

/**
 * Understands columns of a table.
 * @param declaredKind  what the user said of a column, undefined where nothing
 * @returns those that are features, and what is to be told of the others
 * @throws DATA_TEXT_FEATURE, DATA_TYPE with the first offending cell
 */
export function featureColumns(
  table: Table,
  indices: readonly number[],
  declaredKind: (index: number) => DeclaredKind | undefined = () => undefined,
): { readonly columns: readonly FeatureColumn[]; readonly notes: readonly string[] } {
  const columns: FeatureColumn[] = [];
  const notes: string[] = [];
  for (const index of indices) {
    const understood = understand(table, index, declaredKind(index));
    if (typeof understood === 'string') notes.push(understood);
    else columns.push(understood);
  }
  return { columns, notes };
}

/** One column, or why it is left out. */
function understand(table: Table, index: number, declaredKind: DeclaredKind | undefined): FeatureColumn | string {
  const column = table.columns[index];
  if (column.missing === table.rows) return `column ${JSON.stringify(column.name)} has no values: left out`;
  switch (declaredKind) {
    case 'categorical':
      return categorical(table, index);
    case 'boolean':
      return declaredBoolean(table, index);
    case 'numeric':
      if (column.kind === 'text') throw notANumber(column);
      return numeric(column, index);
    default:
      return column.kind === 'text' ? guessText(table, index, column) : numeric(column, index);
  }
}

function guessText(table: Table, index: number, column: TextColumn): FeatureColumn | string {
  const truth = truthValues(table, index, TRUE_AND_FALSE);
  if (truth !== undefined) return { index, info: infoOf(column, 'boolean'), cells: truth, source: column };
  if (holdsDates(column)) throw dates(column);
  if (column.codes !== true && isMeantAsNumbers(column)) throw notANumber(column);
  const distinct = column.spelling.dictionary.length;
  const present = table.rows - column.missing;
  const { overflow } = column.spelling;
  if (!overflow && (present < FEWEST_IDS || distinct <= ID_SHARE * present)) return categorical(table, index);
  const reason = overflow
    ? `more than ${distinct} different texts`
    : distinct === present
      ? 'every row has a text of its own'
      : `${distinct} of ${present} cells are texts of their own`;
  return `column ${JSON.stringify(column.name)}: ${reason}: taken for an id and left out (data.types can say that it is categorical)`;
}

/** A text column in which more than this share of the cells differ says which row it is, not what it is like. */
const ID_SHARE = 0.9;
/** In so few rows any column may have a text of its own in each. */
const FEWEST_IDS = 20;

function numeric(source: TableColumn, index: number): FeatureColumn {
  return { index, info: infoOf(source, 'numeric'), source };
}

function categorical(table: Table, index: number): FeatureColumn {
  const source = table.columns[index];
  const dictionary = categoriesOf(table, index);
  return {
    index,
    info: infoOf(source, 'categorical', dictionary),
    cells: categoryCodes(table, index, dictionary),
    source,
  };
}

function declaredBoolean(table: Table, index: number): FeatureColumn {
  const source = table.columns[index];
  const cells = truthValues(table, index, TRUTH_WORDS);
  if (cells === undefined) throw notTruth(table, index);
  return { index, info: infoOf(source, 'boolean'), cells, source };
}

function infoOf(
  { name, missing }: TableColumn,
  kind: ColumnInfo['kind'],
  dictionary: readonly string[] = [],
): ColumnInfo {
  return { name, kind, dictionary, missing: missing > 0 };
}

/** A column that is all numbers but for some cells, or whose text is a number spelled in a way that is not read. */
export function isMeantAsNumbers(column: TextColumn): boolean {
  return (
    column.numbers > column.texts ||
    describeBadNumber(column.firstText.text) !== undefined ||
    columnFormats(column).length > 0
  );
}

/** The formats in which all cells of a column of text are numbers. */
export function columnFormats({ spelling }: TextColumn): NumberFormat[] {
  return formatsOf(spelling.dictionary.map(trimBlanks));
}

/** What reads a column's numbers, for a message; undefined where nothing does. */
export function formatAdvice(column: TextColumn): string | undefined {
  const [format, other] = columnFormats(column);
  if (format === undefined) return undefined;
  const types = (chosen: NumberFormat) => `data.types: {${JSON.stringify(column.name)}: ${formatText(chosen)}}`;
  const decimals = other?.decimal ?? format.decimal;
  const all =
    decimals === undefined || Object.keys(other ?? format).length > 1
      ? ''
      : `; --decimal '${decimals}' where all columns have decimal commas`;
  return `${types(format)} reads them${other === undefined ? '' : `, or ${types(other)} where "," stands before decimals`}${all}`;
}

/** Whether nearly all of a column's texts are dates. */
function holdsDates({ spelling: { dictionary } }: TextColumn): boolean {
  const found = dictionary.filter(isDate).length;
  return found > 0 && found >= DATE_SHARE * dictionary.length;
}

const DATE_SHARE = 0.8;

/** The error of a column that holds a cell which is no number. @param ofModel  whether a fitted model reads it */
export function notANumber(column: TextColumn, ofModel = false): GridsearchError {
  const reason = describeBadNumber(column.firstText.text);
  const more = column.texts - 1;
  const why =
    (reason === undefined ? '' : `: ${reason}`) +
    (more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'cell' : 'cells'})`);
  const advice = formatAdvice(column);
  const missing =
    reason === undefined && advice === undefined ? ` or --na '${column.firstText.text}' where it means "missing",` : '';
  return new GridsearchError(
    'DATA_TEXT_FEATURE',
    `column ${JSON.stringify(column.name)}: not a number: ${quoteCell(column.firstText.text)}${why}`,
    {
      where: column.firstText.where,
      help: ofModel
        ? `correct the file${missing.replace(/,$/, '')}: the model was fitted on numbers`
        : `${advice === undefined ? 'correct the file,' : `${advice};`}${missing} or ${flagWord('drop', column.name)}; data.types can say that it is categorical`,
    },
  );
}

function dates(column: TextColumn): GridsearchError {
  const name = JSON.stringify(column.name);
  return new GridsearchError(
    'DATA_TEXT_FEATURE',
    `column ${name} holds dates, which are not read: ${quoteCell(column.firstText.text)}`,
    {
      where: column.firstText.where,
      help: `${flagWord('drop', column.name)}, or turn them into numbers (year, month, days since …); data.types can say that it is categorical`,
    },
  );
}

/** The error of a column that should hold true and false alone. @param ofModel  whether a fitted model reads it */
export function notTruth(table: Table, index: number, ofModel = false): GridsearchError {
  const column = table.columns[index];
  const [cell] = categoriesOf(table, index).filter((category) => !TRUTH_WORDS.has(category.toLowerCase()));
  return new GridsearchError(
    'DATA_TYPE',
    `column ${JSON.stringify(column.name)} is boolean, and ${quoteCell(cell)} is neither true nor false`,
    {
      where: { file: table.file, line: 1 },
      help: `true, yes, 1 and false, no, 0 are read${ofModel ? '' : `; or say data.types: {${JSON.stringify(column.name)}: categorical}`}`,
    },
  );
}
