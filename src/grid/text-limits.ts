// Refuses text that the YAML parser must not see: it recurses once per level, and with 20,000 levels it takes the whole
// process down (no exception, an abort); and it takes seconds for what no grid needs, during which no signal is heard.
// The lexer does neither: levels, keys, aliases and the length are counted on its tokens first.

import { Lexer } from 'yaml';
import { GridsearchError } from '../base/errors.js';
import { MAX_DEPTH } from './grid-document.js';

/** Keys of all maps together, in whatever spelling of a grid. */
export const MAX_KEYS = 50_000;
/** yaml's own limit: a grid that needs more is a bomb. */
export const MAX_ALIASES = 100;
/** Words, marks and spaces: a list of 160,000 numbers. The parser takes about two seconds for so many. */
const MAX_TOKENS = 500_000;
export const MAX_CHARACTERS = 4_194_304;
/** Each level of indentation takes at least one column, so this bounds the levels that the parser sees. */
const MAX_INDENT = 1000;
/** Stands before a token that is a plain or block scalar: whatever it begins with is text. */
const SCALAR = '\x1f';

/** Fails with GRID_TOO_LARGE or GRID_TOO_DEEP, saying the limit. Cost: O(length), about a tenth of parsing. */
export function refuseOversize(text: string, name: string): void {
  if (text.length > MAX_CHARACTERS) {
    throw new GridsearchError(
      'GRID_TOO_LARGE',
      `the grid has ${text.length.toLocaleString('en')} characters; at most 4,194,304 are read`,
      { where: { file: name }, help: RANGES },
    );
  }
  const found = firstExcess(text);
  if (found === undefined) return;
  throw new GridsearchError(found.code, found.message, {
    where: { file: name, line: found.line, column: 1 },
    help: found.help,
  });
}

/** The error of a grid of too many keys. */
export function tooManyKeys(): string {
  return `more than ${MAX_KEYS.toLocaleString('en')} keys`;
}

/** The error of a grid of too many aliases. */
export function tooManyAliases(): string {
  return `more than ${MAX_ALIASES} aliases, counted as they unfold`;
}

interface Excess {
  readonly code: 'GRID_TOO_DEEP' | 'GRID_TOO_LARGE';
  readonly message: string;
  readonly line: number;
  readonly help?: string;
}

/** The first line on which the text may hold more than allowed, or undefined. */
function firstExcess(text: string): Excess | undefined {
  let [line, flow, block, tokens, keys, aliases] = [1, 0, 0, 0, 0, 0];
  let previous = '';
  for (const token of new Lexer().lex(text)) {
    const first = previous === SCALAR ? '' : token[0];
    if (first === '[' || first === '{') flow++;
    else if (first === ']' || first === '}') flow = Math.max(0, flow - 1);
    else if (flow === 0 && first !== '') block += levelsOf(token, block);
    if (first !== '' && (token === ':' || token === '?')) keys++;
    else if (first === '*') aliases++;
    if (flow > MAX_DEPTH || block > MAX_DEPTH)
      return { code: 'GRID_TOO_DEEP', message: `nested deeper than ${MAX_DEPTH} levels`, line };
    if (keys > MAX_KEYS) return { code: 'GRID_TOO_LARGE', message: tooManyKeys(), line };
    if (aliases > MAX_ALIASES)
      return { code: 'GRID_TOO_LARGE', message: tooManyAliases(), line, help: 'write the values out' };
    if (++tokens > MAX_TOKENS) {
      return {
        code: 'GRID_TOO_LARGE',
        message: 'more than 500,000 words and marks',
        line,
        help: `${RANGES}; as plain JSON more is read`,
      };
    }
    previous = token;
    for (let i = token.indexOf('\n'); i >= 0; i = token.indexOf('\n', i + 1)) {
      line++;
      block = 0;
    }
  }
  return undefined;
}

/**
 * How many levels a token outside flow collections may open: an indicator one, the indentation of a line none unless it
 * is absurd.
 */
function levelsOf(token: string, levelsOfLine: number): number {
  if (token === '-' || token === '?' || token === ':') return 1;
  const indents = levelsOfLine === 0 && (token[0] === ' ' || token[0] === '\t');
  return indents && token.length > MAX_INDENT ? MAX_DEPTH + 1 : 0;
}

const RANGES = 'use range helpers such as {logspace: [-4, 4, 9]}, or a random search';
