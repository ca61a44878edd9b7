// The text of a grid: parsed as one strict YAML document, and able to say on which line and column an offset lies.

import { type Document, isScalar, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import { GridsearchError, type SourceLocation } from '../base/errors.js';
import { GRID_EXAMPLE } from './grid-document.js';

/** The text and its lines: parses it, and turns offsets into places. */
export class Source {
  readonly #lines = new LineCounter();

  constructor(
    readonly text: string,
    readonly name: string,
    /** Where everything stands, if the text is not a file. */
    readonly fixedPlace?: SourceLocation,
  ) {}

  parse(): Document.Parsed {
    const options = {
      lineCounter: this.#lines,
      prettyErrors: false,
      stringKeys: true,
      resolveKnownTags: false,
      logLevel: 'silent',
      // Compares each key of a map with all before it; the reader of the nodes knows equal keys by a hash.
      uniqueKeys: false,
    } as const;
    const documents = withoutStacks(() => parseAllDocuments(this.text, options));
    if (documents.length === 0 || !('0' in documents)) throw this.#empty();
    const [first, second] = documents;
    const problem = first.errors[0] ?? first.warnings[0];
    if (problem !== undefined) {
      const where = this.at(problem.pos[0], problem.pos[1]);
      throw new GridsearchError('GRID_SYNTAX', sentence(problem.code, problem.message), {
        where,
        help: SYNTAX_HELP[problem.code] ?? GENERAL_HELP,
      });
    }
    if (second !== undefined) {
      throw new GridsearchError('GRID_SYNTAX', 'a second YAML document begins here; a grid file is one document', {
        where: this.at(second.range[0], second.range[0]),
        help: 'remove the line "---" and what follows, or keep it in a file of its own',
      });
    }
    if (first.directives.yaml.version !== '1.2') {
      throw new GridsearchError('GRID_SYNTAX', `YAML ${first.directives.yaml.version} is not supported`, {
        where: this.at(0, 0),
        help: 'remove the %YAML directive: a grid is YAML 1.2, where yes and no are strings',
      });
    }
    if (
      first.contents === null ||
      (isScalar(first.contents) && first.contents.source === '' && this.fixedPlace === undefined)
    )
      throw this.#empty();
    return first;
  }

  place(node: ParsedNode | null): SourceLocation {
    return node === null ? this.at(0, 0) : this.at(node.range[0], node.range[1]);
  }

  /** The place of characters [from, to), cut at the end of their first line. */
  at(from: number, to: number): SourceLocation {
    if (this.fixedPlace !== undefined) return this.fixedPlace;
    const start = Math.min(from, this.text.length);
    const { line, col } = this.#lines.linePos(start);
    const lineStart = start - col + 1;
    const lineEnd = this.text.indexOf('\n', lineStart);
    const text = this.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
    const column = Math.max(1, Math.min(col, text.length + 1));
    const width = Math.min(to, lineStart + text.trimEnd().length) - start;
    return { file: this.name, line: Math.max(line, 1), column, length: Math.max(width, 1), text };
  }

  #empty(): GridsearchError {
    return new GridsearchError('GRID_EMPTY', 'the grid is empty', {
      where: this.fixedPlace ?? { file: this.name, line: 1, column: 1 },
      help: GRID_EXAMPLE,
    });
  }
}

/** A text can have 100,000 errors, each of which would note where in the parser it was made. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function sentence(code: string, message: string): string {
  return OWN_WORDS[code] ?? message.charAt(0).toLowerCase() + message.slice(1);
}

const OWN_WORDS: Readonly<Record<string, string>> = {
  NON_STRING_KEY: 'a key must be a plain name',
};

const SYNTAX_HELP: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'remove the tag: a grid holds plain values only (in YAML, quote a value that begins with "!")',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'entries of one map, or of one list, begin in the same column',
  MISSING_CHAR: 'a space stands behind each colon, a comma between values in brackets; what is opened is closed',
  BAD_SCALAR_START: 'a value that begins with @, ` or % stands in quotes',
  BAD_DQ_ESCAPE: 'between double quotes \\ begins an escape: write it twice, or use single quotes',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon stand in one line: is a colon missing?',
  BLOCK_AS_IMPLICIT_KEY: 'one "key: value" stands in a line; a value that holds ": " stands in quotes',
};

const GENERAL_HELP =
  'check brackets, quotes, commas and indentation there; a text with : # [ ] { } , in it stands in quotes';
