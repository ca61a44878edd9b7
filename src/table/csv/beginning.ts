// What the first lines of a table tell: what separates its cells, and where they begin. One rule for every command: the
// delimiter is the candidate that gives the first lines one width.

import { GridsearchError } from '../../base/errors.js';
import { WHITESPACE } from '../../base/units.js';
import { isNumber, quoteCell, trimBlanks } from './cells.js';

/** So much of a file is looked at before it is read. */
export const BEGINNING_BYTES = 1 << 16;

export interface BeginningOptions {
  readonly file: string;
  readonly delimiter?: string;
  readonly comment?: string;
  readonly skipRows?: number;
}

export interface Beginning {
  /** One character, or `whitespace`. */
  readonly delimiter: string;
  /** Whether nobody said so. */
  readonly guessed: boolean;
  /** Lines before the table. */
  readonly skip: number;
  readonly notes: readonly string[];
}

interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** With what stands in quotes as one letter. */
  readonly bare: string;
}

/** What candidates come to: how many lines stand before those of one width, and that width. */
interface Shape {
  readonly delimiter: string;
  readonly before: number;
  readonly width: number;
  /** Whether the first of those lines has one cell less: the names, behind which R writes the names of rows. */
  readonly rowNames: boolean;
}

const CANDIDATES = [',', ';', '\t', '|', WHITESPACE];
const MOST_LINES = 50;
/** More lines before a table are taken for a table of ragged rows. */
const MOST_BEFORE = 10;

/**
 * @param bytes  the first ones of the file
 * @param whole  whether they are all of it, so that the last line is one
 * @throws CSV_TITLE where the first lines are not those of a table
 */
export function lookAt(bytes: Uint8Array, whole: boolean, options: BeginningOptions): Beginning {
  const { skipRows = 0, delimiter } = options;
  const texts = linesOf(bytes, whole);
  const hint = /^"?sep=(.)"?[;,\t|]*$/i.exec(texts[skipRows] ?? '')?.[1];
  const skip = skipRows + (hint === undefined ? 0 : 1);
  const notes =
    hint === undefined || (delimiter !== undefined && delimiter !== hint)
      ? []
      : [`delimiter: ${JSON.stringify(hint)}, as line ${skip} says (sep=)`];
  const definite = delimiter ?? hint;
  const lines = tableLines(texts, skip, options.comment);
  const shapes = (definite === undefined ? CANDIDATES : [definite]).map((candidate) => shapeOf(lines, candidate));
  const shape = likeliest(shapes, lines, definite !== undefined);
  if (shape === undefined)
    return { delimiter: definite ?? byHeader(lines), guessed: definite === undefined, skip, notes };
  refuseTitle(lines, shape, options.file);
  const found = definite === undefined && shape.delimiter !== ',';
  return {
    delimiter: shape.delimiter,
    guessed: definite === undefined,
    skip,
    notes: found ? [`delimiter: ${nameOf(shape.delimiter)}, found out`] : notes,
  };
}

function nameOf(delimiter: string): string {
  return delimiter === WHITESPACE ? WHITESPACE : JSON.stringify(delimiter);
}

function linesOf(bytes: Uint8Array, whole: boolean): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const lines = text.split(/\r\n|\n|\r/);
  if (!whole || lines.at(-1) === '') lines.pop();
  return lines;
}

/** The first lines that hold anything; one that a quoted cell goes on in belongs to the line before. */
function tableLines(texts: readonly string[], skip: number, comment: string | undefined): Line[] {
  const lines: Line[] = [];
  let open: string | undefined;
  let start = 0;
  for (let i = skip; i < texts.length && lines.length < MOST_LINES; i++) {
    if (open === undefined && (texts[i].trim() === '' || (comment !== undefined && texts[i].startsWith(comment))))
      continue;
    if (open === undefined) start = i + 1;
    const text: string = open === undefined ? texts[i] : `${open}\n${texts[i]}`;
    open = text.split('"').length % 2 === 0 && text.length < BEGINNING_BYTES / 8 ? text : undefined;
    if (open === undefined) lines.push({ number: start, text, bare: text.replace(/"(?:[^"]|"")*"/g, 'q') });
  }
  return lines;
}

function cellsOf(bare: string, delimiter: string): string[] {
  return delimiter === WHITESPACE ? trimBlanks(bare).split(/[ \t]+/) : bare.split(delimiter);
}

function shapeOf(lines: readonly Line[], delimiter: string): Shape {
  const widths = lines.map(({ bare }) => cellsOf(bare, delimiter).length);
  const width = widths.at(-1) ?? 0;
  let before = widths.length;
  while (before > 0 && widths[before - 1] === width) before--;
  const rowNames = before === 1 && widths.length > 2 && widths[0] === width - 1 && width > 1;
  // A row of another width among rows is a slip: only narrower lines stand before a table.
  if (widths.slice(0, before).some((found) => found >= width)) return { delimiter, before, width: 0, rowNames };
  const nearlyEmpty = before === 0 ? nearlyEmptyLines(lines, delimiter, width) : 0;
  return { delimiter, before: before + nearlyEmpty, width, rowNames };
}

/** How many lines at the beginning hold one cell of many: a title that a spreadsheet filled up with delimiters. */
function nearlyEmptyLines(lines: readonly Line[], delimiter: string, width: number): number {
  if (width < 3 || delimiter === WHITESPACE) return 0;
  const filled = lines
    .slice(0, MOST_BEFORE + 2)
    .map(({ bare }) => cellsOf(bare, delimiter).filter((cell) => cell.trim() !== '').length);
  const before = filled.findIndex((count) => count > 1);
  return before > 0 && filled[0] === 1 ? before : 0;
}

/** The candidate of one width with the fewest lines before the table; undefined where none has one. */
function likeliest(shapes: readonly Shape[], lines: readonly Line[], isDefinite: boolean): Shape | undefined {
  const usable = shapes.filter(
    ({ delimiter, before, width }) =>
      width > 1 &&
      before <= Math.min(MOST_BEFORE, lines.length - 2) &&
      (isDefinite || delimiter !== WHITESPACE || isNumberTable(lines.slice(before))),
  );
  const rank = ({ before, rowNames, delimiter }: Shape) =>
    (rowNames ? 0.5 : before) +
    (!isDefinite && delimiter !== ',' && before === 0 && hasDecimalCommas(lines, delimiter) ? -1 : 0);
  const sorted = [...usable].sort((a, b) => rank(a) - rank(b));
  const [first] = sorted;
  // Runs of blanks are in many texts: a character goes first where it may be one.
  if (first?.delimiter !== WHITESPACE || isDefinite) return first;
  return lines.some(({ bare }) => /[,;\t|]/.test(bare))
    ? (sorted.find(({ delimiter }) => delimiter !== WHITESPACE) ?? first)
    : first;
}

/** Whether most lines behind the first hold a number between blanks. */
function isNumberTable(lines: readonly Line[]): boolean {
  const rows = lines.slice(1);
  return (
    rows.length > 0 && 2 * rows.filter(({ bare }) => cellsOf(bare, WHITESPACE).some(isNumber)).length > rows.length
  );
}

/** Whether many cells are numbers such as 2,5: what a comma between them would cut in two. */
function hasDecimalCommas(lines: readonly Line[], delimiter: string): boolean {
  if (delimiter === WHITESPACE) return false;
  const cells = lines.flatMap(({ bare }) => cellsOf(bare, delimiter));
  return 3 * cells.filter((cell) => /^\s*[+-]?\d+,\d+\s*$/.test(cell)).length > cells.length;
}

/** Where no candidate fits: the first that the first line holds. */
function byHeader([first]: readonly Line[]): string {
  return (first && CANDIDATES.slice(0, 4).find((candidate) => first.bare.includes(candidate))) ?? ',';
}

function refuseTitle(lines: readonly Line[], { before, rowNames, delimiter }: Shape, file: string): void {
  if (before === 0 || (rowNames && !isTitle(lines, delimiter))) return;
  const [first] = lines;
  const header = lines[before];
  const mark = /^(?:#|%|\/\/|--|\*)/.exec(first.text)?.[0];
  const isMarked = mark !== undefined && lines.slice(0, before).every(({ text }) => text.startsWith(mark));
  const isData = cellsOf(header.bare, delimiter).every((cell) => isNumber(cell) || trimBlanks(cell) === '');
  const flag = isMarked ? `--comment '${mark}'` : `--skip-rows ${header.number - 1}`;
  const key = isMarked ? `comment: ${JSON.stringify(mark)}` : `skip_rows: ${header.number - 1}`;
  const what = isMarked ? 'a remark' : 'a title or remark';
  throw new GridsearchError(
    'CSV_TITLE',
    `line ${first.number} is ${what}, not the names of columns: ${quoteCell(first.text)}`,
    {
      where: { file, line: first.number, column: 1, text: first.text.slice(0, 160) },
      help: isData
        ? `the rows begin in line ${header.number}, without names: ${flag} --no-header (data: {${key}, header: false})`
        : `the header is in line ${header.number}: ${flag} (data: {${key}})`,
    },
  );
}

/** Of a first line with one cell less than the others: whether the next one holds names rather than a row. */
function isTitle(lines: readonly Line[], delimiter: string): boolean {
  const second = cellsOf(lines[1].bare, delimiter);
  const third = cellsOf(lines[2].bare, delimiter);
  return !second.some(isNumber) && third.some(isNumber);
}
