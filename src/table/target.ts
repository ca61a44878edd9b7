// The target column: which task it makes, and its values as class codes or numbers.
// Labels: a target whose every value is a number has numeric labels, sorted by value; any other has strings, sorted by
// code unit.

import type { Label, Target, Task, TrainTarget } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import { listNames } from '../base/suggest.js';
import { refuseOverflow } from './categories.js';
import { describeBadNumber, quoteCell, trimBlanks } from './csv/cells.js';
import { columnValues, lineOfRow, type Table, type TableColumn } from './csv/table.js';
import { columnFormats, formatAdvice } from './feature-columns.js';
import { twinDifference, twinKey } from './near-label.js';
import { columnNamed } from './roles.js';

/** Integers with more distinct values than this are taken for quantities. */
const MAX_INFERRED_CLASSES = 20;

/**
 * Reads the target of a table to be searched on.
 * @param task undefined: inferred (strings, or integers with at most 20 distinct values, each twice on average, are
 * classes)
 * @throws DATA_TARGET_MISSING, DATA_TARGET_TEXT, DATA_ONE_CLASS
 */
export function readTarget(
  table: Table,
  index: number,
  task: Task | undefined,
): { readonly task: Task; readonly target: Target; readonly notes: readonly string[] } {
  const column = table.columns[index];
  refuseMissing(table, column);
  const name = JSON.stringify(column.name);
  if (column.kind === 'text') {
    if (task === 'regression' || isNumbersSpelledOtherwise(column, task)) throw textTarget(column);
    const target = stringTarget(column);
    const notes = [
      ...(task === undefined ? [`task: classification (${name} is text${amongNumbers(column)})`] : []),
      ...noteNearLabels(target.classes),
    ];
    return { task: 'classification', target: refuseOneClass(table, column.name, target), notes };
  }
  const values = columnValues(table, index);
  const distinct = new Set(values);
  const chosen = task ?? inferTask(distinct, table.rows);
  const notes =
    task === undefined
      ? [`task: ${chosen} (${name} has ${distinct.size} distinct values; task: in the grid chooses)`]
      : [];
  if (chosen === 'classification') {
    return { task: chosen, target: refuseOneClass(table, column.name, numberTarget(values, distinct)), notes };
  }
  if (distinct.size === 1) notes.push(`the target ${name} has the same value in every row`);
  return { task: chosen, target: { kind: 'values', values }, notes };
}

/**
 * A target of which nobody said what it is, all numbers but for some that no double can hold, or all written in another
 * way. A few such texts may be classes: 5 kg, 10 kg and 20 kg are read as numbers only where that is said.
 */
function isNumbersSpelledOtherwise(column: TableColumn & { kind: 'text' }, task: Task | undefined): boolean {
  if (task !== undefined || column.codes === true || column.verbatim === true) return false;
  if (column.numbers > column.texts) return describeBadNumber(column.firstText.text) !== undefined;
  return columnFormats(column).length > 0;
}

/** What is inferred of a numeric target: few and repeated integers are classes. */
function inferTask(distinct: ReadonlySet<number>, rows: number): Task {
  const few = distinct.size <= MAX_INFERRED_CLASSES && rows >= 2 * distinct.size;
  if (!few) return 'regression';
  for (const value of distinct) if (!Number.isInteger(value)) return 'regression';
  return 'classification';
}

function numberTarget(values: Float64Array, distinct: ReadonlySet<number>): Target & { kind: 'classes' } {
  const classes = [...distinct].sort((a, b) => a - b);
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) codes[row] = codeOf.get(values[row]) as number;
  return { kind: 'classes', codes, classes };
}

function stringTarget(column: TableColumn & { kind: 'text' }): Target & { kind: 'classes' } {
  refuseOverflow(column);
  const { codes, dictionary } = column.spelling;
  const classes = [...dictionary].sort();
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  const sorted = dictionary.map((label) => codeOf.get(label) as number);
  return { kind: 'classes', codes: codes.map((code) => sorted[code]), classes };
}

/** Names the cell that makes classes of a column of numbers: it may be a slip. */
function amongNumbers({ numbers, texts, firstText }: TableColumn & { kind: 'text' }): string {
  if (numbers <= texts) return '';
  const more = texts === 1 ? '' : `, and ${texts - 1} more`;
  return `: ${quoteCell(firstText.text)} in line ${firstText.where.line}${more}; the other ${numbers} cells are numbers`;
}

function noteNearLabels(classes: readonly Label[]): string[] {
  const folded = new Map<string, Label>();
  const notes: string[] = [];
  for (const label of classes) {
    const other = folded.get(twinKey(String(label)));
    if (other !== undefined)
      notes.push(
        `labels ${JSON.stringify(other)} and ${JSON.stringify(label)} differ only in ${twinDifference(String(other), String(label))}: two classes`,
      );
    folded.set(twinKey(String(label)), label);
  }
  return notes.slice(0, 3);
}

/** The target of rows to score. */
export interface KnownTarget {
  /** Labels that the model does not know stand behind its classes. */
  readonly truth: TrainTarget;
  /** What the user should be told. */
  readonly notes: readonly string[];
}

/**
 * Reads a target for a model that exists: labels are looked up among the model's classes.
 * @param expected  the model's classes, or undefined for a regression
 * @throws DATA_UNKNOWN_COLUMN, DATA_TARGET_MISSING, DATA_TARGET_TEXT; DATA_UNSEEN_LABEL where no row has a class of it
 */
export function decodeTarget(table: Table, targetName: string, expected: readonly Label[] | undefined): KnownTarget {
  const index = columnNamed(table, targetName, 'target');
  const column = table.columns[index];
  refuseMissing(table, column);
  if (expected === undefined) {
    if (column.kind === 'text') throw textTarget(column);
    return { truth: { kind: 'values', values: columnValues(table, index) }, notes: [] };
  }
  const codeOf = new Map(expected.map((label, code) => [label, code]));
  const labels = labelsOf(table, index, typeof expected[0] === 'number');
  const codes = new Int32Array(table.rows);
  let strange = 0;
  for (let row = 0; row < table.rows; row++) {
    const code = codeOf.get(labels[row]) ?? codeOf.size;
    if (code >= expected.length) strange++;
    codeOf.set(labels[row], code);
    codes[row] = code;
  }
  const classes = [...codeOf.keys()];
  const unseen = classes.slice(expected.length);
  if (strange === table.rows) throw unseenLabel({ table, column, row: 0 }, labels[0], expected);
  return { truth: { kind: 'classes', codes, classes }, notes: noteUnseen({ strange, unseen, expected }) };
}

interface Unseen {
  /** Rows. */
  readonly strange: number;
  readonly unseen: readonly Label[];
  readonly expected: readonly Label[];
}

function noteUnseen({ strange, unseen, expected }: Unseen): string[] {
  if (unseen.length === 0) return [];
  const rows = `${strange} ${strange === 1 ? 'row has' : 'rows have'} a label that the model does not know`;
  const twins = unseen.flatMap((label) => twinOf(label, expected) ?? []).slice(0, 3);
  const what = `${rows} (${listNames(unseen.map(String), 3)}): wrong for metrics of labels, no score of probabilities`;
  return [[what, ...twins].join('; ')];
}

/** The class that a label is meant to be, where they look alike. */
function twinOf(label: Label, expected: readonly Label[]): string | undefined {
  const twin = expected.find((each) => twinDifference(String(each), String(label)) !== undefined);
  if (twin === undefined) return undefined;
  const difference = twinDifference(String(twin), String(label));
  return `${JSON.stringify(label)}: did you mean ${JSON.stringify(twin)}? they differ only in ${difference}`;
}

/**
 * The column's labels in the type that the model knows; a text cell among numeric labels stays text, and so is unseen.
 */
function labelsOf(table: Table, index: number, numeric: boolean): ArrayLike<Label> {
  const column = table.columns[index];
  const values = columnValues(table, index);
  if (numeric && column.kind === 'numeric') return values;
  const { spelling } = column;
  return Array.from(values, (value, row) => {
    if (numeric && !Number.isNaN(value)) return value;
    return spelling === undefined ? String(value) : spelling.dictionary[spelling.codes[row]];
  });
}

function unseenLabel(
  { table, column, row }: { readonly table: Table; readonly column: TableColumn; readonly row: number },
  label: Label,
  expected: readonly Label[],
): GridsearchError {
  return new GridsearchError(
    'DATA_UNSEEN_LABEL',
    `column ${JSON.stringify(column.name)}: the model knows no class ${JSON.stringify(label)}`,
    {
      where: { file: table.file, line: lineOfRow(table, row) },
      help: [twinOf(label, expected), `its classes: ${listNames(expected.map(String))}`].filter(Boolean).join('\n'),
    },
  );
}

function refuseMissing(table: Table, column: TableColumn): void {
  if (column.firstMissing === undefined) return;
  const cells =
    column.missing === table.rows
      ? 'no values at all'
      : `${column.missing} missing ${column.missing === 1 ? 'value' : 'values'}`;
  throw new GridsearchError('DATA_TARGET_MISSING', `the target ${JSON.stringify(column.name)} has ${cells}`, {
    where: column.firstMissing.where,
    help: missingHelp(column.firstMissing.text),
  });
}

function missingHelp(text: string): string {
  const way = '--drop-missing-target leaves these rows out (data: {drop_missing_target: true})';
  const cell = trimBlanks(text);
  if (cell === '') return way;
  return `${way}\n${quoteCell(cell)} is read as missing; where it is a value: data: {na_values: {only: [""]}}`;
}

function textTarget(column: TableColumn & { kind: 'text' }): GridsearchError {
  const { text, where } = column.firstText;
  const reason = describeBadNumber(text);
  const why = reason === undefined ? '' : `: ${reason}`;
  const advice = formatAdvice(column);
  return new GridsearchError(
    'DATA_TARGET_TEXT',
    `the target ${JSON.stringify(column.name)} of a regression is not a number: ${quoteCell(text)}${why}`,
    {
      where,
      help:
        advice !== undefined
          ? `${advice}; or set task: classification`
          : column.texts === 1
            ? 'correct the cell, or set task: classification'
            : `${column.texts} cells are text; set task: classification`,
    },
  );
}

function refuseOneClass(table: Table, name: string, target: Target & { kind: 'classes' }): Target {
  if (target.classes.length > 1) return target;
  throw new GridsearchError(
    'DATA_ONE_CLASS',
    `the target ${JSON.stringify(name)} has one class only: ${JSON.stringify(target.classes[0])}`,
    {
      where: { file: table.file, line: lineOfRow(table, 0) },
      help: 'a classifier needs at least two classes; --target NAME chooses another column',
    },
  );
}
