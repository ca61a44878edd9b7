// How the cells of a table are spelled, found out: numbers with decimal commas, groups of digits, currencies and units;
// codes and scales that look like numbers. What of it a grid should say, each with its reason.

import { listNames } from '../base/suggest.js';
import type { NumberFormat, TableReading } from '../base/table-reading.js';
import { quoteCell, trimBlanks } from '../table/csv/cells.js';
import { formatsOf } from '../table/csv/number-format.js';
import { columnValues, type Table, type TableColumn, type TextColumn } from '../table/csv/table.js';

/** A column that is text though its cells may look like numbers. */
export interface TypedColumn {
  readonly name: string;
  /** The end of a sentence about it. */
  readonly why: string;
}

export interface Spellings {
  /** What the reading has to know. */
  readonly reading: Pick<TableReading, 'decimal' | 'numbers'>;
  /** By column: how its numbers are written, and such a cell. */
  readonly formats: readonly { readonly name: string; readonly format: NumberFormat; readonly cell: string }[];
  readonly types: readonly TypedColumn[];
  readonly notes: readonly string[];
}

/** @param tokens  cells that stand for no value */
export function findSpellings(table: Table, tokens: readonly string[]): Spellings {
  const missing = new Set(tokens);
  const found = table.columns.flatMap((column) => {
    if (column.kind !== 'text' || column.codes === true) return [];
    const texts = textsOf(column).filter((text) => !missing.has(text));
    const options = formatsOf(texts);
    const cell = texts.find((text) => Number.isNaN(Number(text)));
    return options.length === 0 || cell === undefined ? [] : [{ name: column.name, options, cell }];
  });
  const hasDecimals = found.some(({ options }) => options[0].decimal === ',');
  const formats = found.map(({ name, options, cell }) => {
    const decimal = hasDecimals ? options.find((option) => option.decimal === ',') : undefined;
    return { name, format: decimal ?? options[0], cell };
  });
  const isEverywhere = formats.length > 0 && formats.every(({ format }) => isDecimalComma(format)) && !hasPoints(table);
  const types = table.columns.flatMap((column, index) => {
    const why = formats.some(({ name }) => name === column.name) ? undefined : whyText(table, column, index);
    return why === undefined ? [] : [{ name: column.name, why }];
  });
  return {
    reading: isEverywhere
      ? { decimal: ',' }
      : formats.length === 0
        ? {}
        : { numbers: Object.fromEntries(formats.map(({ name, format }) => [name, format])) },
    formats,
    types,
    notes: [
      ...(formats.length === 0
        ? []
        : [`read as numbers: ${listNames(formats.map(({ name, cell }) => `${name} (${cell})`))}`]),
      ...(types.length === 0 ? [] : [`read as text: ${listNames(types.map(({ name, why }) => `${name} (${why})`))}`]),
    ],
  };
}

function isDecimalComma(format: NumberFormat): boolean {
  return format.decimal === ',' && Object.keys(format).length === 1;
}

/** Whether some column has numbers with a point. */
function hasPoints(table: Table): boolean {
  return table.columns.some(
    ({ kind }, index) =>
      kind === 'numeric' &&
      columnValues(table, index).some((value) => !Number.isNaN(value) && !Number.isInteger(value)),
  );
}

function textsOf({ spelling }: TextColumn): string[] {
  return spelling.dictionary.map(trimBlanks);
}

/** Why a column should be read as text; undefined where it should not. */
function whyText(table: Table, column: TableColumn, index: number): string | undefined {
  if (column.kind === 'numeric') {
    if (!CODE_NAME.test(column.name)) return undefined;
    const values = columnValues(table, index).filter((value) => !Number.isNaN(value));
    const isCode = values.length > 0 && values.every((value) => Number.isInteger(value) && value >= 0);
    return isCode && values.some((value) => value !== values[0]) ? 'a code by its name, no quantity' : undefined;
  }
  if (column.codes === true || column.numbers <= column.texts) return undefined;
  const texts = textsOf(column);
  const [strange] = texts.filter((text) => Number.isNaN(Number(text)));
  const few = texts.length <= MOST_SCALE && 2 * texts.length <= table.rows;
  return few && strange !== undefined && /^\W{0,2}\d|^\d+\W{1,2}$/.test(strange)
    ? `few values, ${quoteCell(strange)} among numbers`
    : undefined;
}

/** Whole numbers under such a name say which, not how much. */
const CODE_NAME =
  /^(?:zip|zip_?code|postal|postal_?code|post_?code|plz|code|.*[_\s.-](?:zip|code|cd|plz|postal)|.*(?<=[a-z])(?:Zip|Code|Cd))$/i;
const MOST_SCALE = 12;
