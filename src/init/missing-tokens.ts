// Cells such as "?" that stand for a missing value though nobody has said so: what data.na_values should hold for this
// table.

import { trimBlanks } from '../table/csv/cells.js';
import type { Table, TextColumn } from '../table/csv/table.js';

/** What people write where they have no value, beyond what is always read as missing. */
const TOKENS: ReadonlySet<string> = new Set(['?', '.', '-', '--', '*', 'missing', 'unknown', 'n.a.', 'na']);
/** Of these a column of text may well mean what it says. */
const WORDS: ReadonlySet<string> = new Set(['missing', 'unknown']);

/** The tokens of a table, sorted; one that any column seems to mean as a value is not among them. */
export function missingTokens({ columns }: Pick<Table, 'columns'>): string[] {
  const meant = new Set<string>();
  const missing = new Set<string>();
  for (const column of columns) {
    if (column.kind !== 'text') continue;
    for (const token of tokensOf(column)) (isHole(column, token) ? missing : meant).add(token);
  }
  return [...missing].filter((token) => !meant.has(token)).sort();
}

function tokensOf({ spelling }: TextColumn): string[] {
  return [...new Set(spelling.dictionary.map(trimBlanks))].filter((text) => TOKENS.has(text.toLowerCase()));
}

/**
 * Whether a token stands for no value in its column: among numbers, or as a sign among texts that have letters or
 * digits.
 */
function isHole({ spelling, numbers, texts }: TextColumn, token: string): boolean {
  const others = spelling.dictionary.map(trimBlanks).filter((text) => text !== token);
  if (others.length === 0) return false;
  if (numbers > texts) return others.every((text) => TOKENS.has(text.toLowerCase()) || !Number.isNaN(Number(text)));
  return !WORDS.has(token.toLowerCase()) && others.every((text) => /[\p{L}\p{N}]/u.test(text));
}
