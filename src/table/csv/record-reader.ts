// Text of a CSV file in (whole lines, "\n" only), rows of cells out. Papaparse knows the grammar; this keeps the line
// numbers, carries an unfinished quoted record to the next piece, and refuses quotes that do not pair up. Until the
// first quote in the file a row is its line cut at the delimiters (papaparse's fastMode), which is several times
// faster.

import Papa from 'papaparse';
import { GridsearchError } from '../../base/errors.js';
import { lineAndColumn } from './whole-lines.js';

/** One record: its cells, the line it begins on, and (where it may hold quotes) its text in the file. */
export interface CsvRecord {
  readonly cells: string[];
  readonly line: number;
  readonly raw: string | undefined;
}

/** What papaparse hands to `step`. */
interface Step {
  readonly data: readonly string[][];
  readonly errors: readonly { readonly code: string; readonly index?: number }[];
  readonly meta: { readonly cursor: number };
}

/** Longer records are taken for a quote that was never closed. */
const MAX_RECORD_CHARACTERS = 16 * 1024 * 1024;

/** Cuts pieces of text into records. A class because it guards what is left over between pieces. */
export class RecordReader {
  readonly #file: string;
  readonly #delimiter: string;
  readonly #comment: string | undefined;
  readonly #onRecord: (record: CsvRecord) => void;
  #quoted = false;
  #carry = '';
  /** Line of the first character not yet handed on. */
  #line = 1;

  constructor(options: {
    readonly file: string;
    readonly delimiter: string;
    /** Lines that begin with it are skipped. */
    readonly comment?: string | undefined;
    readonly onRecord: (record: CsvRecord) => void;
  }) {
    this.#file = options.file;
    this.#delimiter = options.delimiter;
    this.#comment = options.comment;
    this.#onRecord = options.onRecord;
  }

  /** Line of the next record. */
  get line(): number {
    return this.#line;
  }

  /** Whether everything that was pushed has been handed on, so that the next line begins a record. */
  get idle(): boolean {
    return this.#carry === '';
  }

  /** Says that somebody else read the next lines. */
  skip(lines: number): void {
    this.#line += lines;
  }

  /** Takes the next whole lines. Throws CSV_QUOTE, CSV_LINE_TOO_LONG. */
  push(text: string): void {
    const comment = this.#comment;
    if (comment === undefined || !`\n${text}`.includes(`\n${comment}`)) {
      this.#read(text);
      return;
    }
    for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      if (this.idle && line.startsWith(comment)) this.#line++;
      else this.#read(line);
    }
  }

  #read(text: string): void {
    if (!this.#quoted && text.includes('"')) this.#quoted = true;
    if (this.#quoted) this.#readQuoted(this.#carry + text, false);
    else this.#readPlain(text);
  }

  /** Says that there is no more text: what is left must be a whole record. */
  end(): void {
    if (this.#carry !== '') this.#readQuoted(this.#carry, true);
  }

  #readPlain(text: string): void {
    const body = text.endsWith('\n') ? text.slice(0, -1) : text;
    if (body === '') {
      this.#onRecord({ cells: [''], line: this.#line++, raw: undefined });
      return;
    }
    const parser = new Papa.Parser({ delimiter: this.#delimiter, newline: '\n', fastMode: true });
    const { data } = parser.parse(body, 0, false) as { data: string[][] };
    for (const cells of data) this.#onRecord({ cells, line: this.#line++, raw: undefined });
  }

  /** Reads all complete records of `text`; an incomplete last one is kept for later unless this is the end. */
  #readQuoted(text: string, atEnd: boolean): void {
    const firstLine = this.#line;
    let done = 0;
    const step = ({ data, errors, meta }: Step) => {
      if (errors.length > 0) throw this.#unpaired(text, firstLine, errors[0]);
      const end = data.length > 0 ? meta.cursor : done;
      if (end === done) return;
      this.#handOn(data[0], text.slice(done, end));
      done = end;
    };
    const config: Papa.ParseConfig & { step: (result: Step) => void } = {
      delimiter: this.#delimiter,
      newline: '\n',
      fastMode: false,
      step,
    };
    const { errors } = new Papa.Parser(config).parse(text, 0, !atEnd) as Step;
    if (errors.length > 0) throw this.#unpaired(text, firstLine, errors[0]);
    this.#carry = text.slice(done);
    if (this.#carry.length > MAX_RECORD_CHARACTERS) {
      throw new GridsearchError('CSV_QUOTE', 'a quoted cell goes on for more than 16 million characters', {
        where: { file: this.#file, ...lineAndColumn(this.#carry, this.#carry.indexOf('"'), this.#line) },
        help: 'close the quote that opens here; a quote that belongs to the text is written twice: "a 3"" pipe"',
      });
    }
  }

  #handOn(cells: string[], text: string): void {
    const line = this.#line;
    const raw = text.endsWith('\n') ? text.slice(0, -1) : text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
    const plain = cells.map((cell) => (cell.startsWith('="') ? unwrapped(cell) : cell));
    if (plain.some((cell) => cell.includes('"'))) this.#refuseBareQuote(raw, line);
    this.#onRecord({ cells: plain, line, raw });
  }

  #refuseBareQuote(raw: string, line: number): void {
    for (let start = 0; start <= raw.length; start = fieldEnd(raw, start, this.#delimiter) + 1) {
      if (raw[start] === '"' || /^="[^"]*"$/.test(raw.slice(start, fieldEnd(raw, start, this.#delimiter)))) continue;
      const quote = raw.indexOf('"', start);
      if (quote < 0 || quote >= fieldEnd(raw, start, this.#delimiter)) continue;
      throw new GridsearchError('CSV_QUOTE', 'a quote inside a cell that does not begin with one', {
        where: { file: this.#file, ...lineAndColumn(raw, quote, line), note: 'here' },
        help: 'put the whole cell in quotes and write this one twice: "a 3"" pipe"',
      });
    }
  }

  #unpaired(text: string, firstLine: number, error: Step['errors'][number]): GridsearchError {
    const opened = Math.max(0, (error.index ?? 1) - 1);
    const where = { file: this.#file, ...lineAndColumn(text, opened, firstLine), note: 'opened here' };
    const message =
      error.code === 'MissingQuotes'
        ? 'a quote is opened and never closed'
        : 'a quoted cell goes on after its closing quote, or that quote should have been written twice';
    return new GridsearchError('CSV_QUOTE', message, {
      where,
      help: 'a quote that belongs to the text is written twice: "a 3"" pipe"',
    });
  }
}

/** What Excel means by ="007": the text between the quotes. */
function unwrapped(cell: string): string {
  return /^="([^"]*)"$/.exec(cell)?.[1] ?? cell;
}

/** The offset of the delimiter (or end) behind the field that starts at `start`. */
export function fieldEnd(raw: string, start: number, delimiter: string): number {
  let from = start;
  if (raw[start] === '"') {
    from = raw.indexOf('"', start + 1);
    while (from >= 0 && raw[from + 1] === '"') from = raw.indexOf('"', from + 2);
    if (from < 0) return raw.length;
  }
  const end = raw.indexOf(delimiter, from);
  return end < 0 ? raw.length : end;
}
