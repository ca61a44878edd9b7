// Refuses text that the YAML parser must not see: it recurses once per level, and with 20,000 levels it takes the whole process down
// (no exception, an abort). The lexer does not recurse, so levels are counted on its tokens first.

import { Lexer } from 'yaml';
import { GridsearchError } from '../base/errors.js';
import { MAX_DEPTH } from './document.js';

/** Fails with GRID_TOO_LARGE or GRID_TOO_DEEP. Cost: O(length), about a tenth of parsing. */
export function refuseOversize(text: string, name: string): void {
  if (text.length > MAX_CHARACTERS) {
    throw new GridsearchError('GRID_TOO_LARGE', `the grid has ${text.length.toLocaleString('en')} characters; at most 4,194,304 are read`, {
      where: { file: name },
      help: 'use range helpers such as {logspace: [-4, 4, 9]}, or a random search',
    });
  }
  const line = tooDeepAt(text);
  if (line === undefined) return;
  throw new GridsearchError('GRID_TOO_DEEP', `nested deeper than ${MAX_DEPTH} levels`, { where: { file: name, line, column: 1 } });
}

/** The first line on which the text may be nested deeper than allowed, or undefined. */
function tooDeepAt(text: string): number | undefined {
  let line = 1;
  let flow = 0;
  let block = 0;
  for (const token of new Lexer().lex(text)) {
    const first = token[0];
    if (first === '[' || first === '{') flow++;
    else if (first === ']' || first === '}') flow = Math.max(0, flow - 1);
    else if (flow === 0) block += levelsOf(token, block);
    if (flow > MAX_DEPTH || block > MAX_DEPTH) return line;
    for (let i = 0; i < token.length; i++) {
      if (token[i] !== '\n') continue;
      line++;
      block = 0;
    }
  }
  return undefined;
}

/** How many levels a token outside flow collections may open: an indicator one, the indentation of a line none unless it is absurd. */
function levelsOf(token: string, levelsOfLine: number): number {
  if (token === '-' || token === '?' || token === ':') return 1;
  const indents = levelsOfLine === 0 && (token[0] === ' ' || token[0] === '\t');
  return indents && token.length > MAX_INDENT ? MAX_DEPTH + 1 : 0;
}

const MAX_CHARACTERS = 4_194_304;

/** Each level of indentation takes at least one column, so this bounds the levels that the parser sees. */
const MAX_INDENT = 1000;
