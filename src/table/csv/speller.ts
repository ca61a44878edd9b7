// Keeps the exact text of a column: a code per row and a dictionary. Each distinct cell is looked at once.

import { type CellKind, classifyCell, detached } from './cells.js';
import type { NumberReader } from './number-format.js';
import type { Spelling } from './table.js';

/** What a cell is; `fresh` where it was not seen before in this column. */
export interface SpelledCell {
  readonly kind: CellKind;
  readonly value: number;
  readonly fresh: boolean;
}

export interface Speller {
  /** Takes the cell of the next row. */
  add(cell: string): SpelledCell;
  /** Takes a cell without a value. */
  addMissing(): void;
  finish(): Spelling;
}

interface SpellingEntry extends SpelledCell {
  readonly code: number;
}

/** A Map ends at 2²⁴ entries, and the heap of a process not far behind. */
export const MAX_TEXTS = 1 << 22;

/** A speller for one column. Cost: one hash look-up per row. */
export function speller(missing: ReadonlySet<string>, maxTexts = MAX_TEXTS, read?: NumberReader): Speller {
  const entries = new Map<string, SpellingEntry>();
  const dictionary: string[] = [];
  let codes = new Int32Array(1024);
  let rows = 0;
  let overflow = false;
  const push = (code: number): void => {
    if (rows === codes.length) {
      const longer = new Int32Array(2 * rows);
      longer.set(codes);
      codes = longer;
    }
    codes[rows++] = code;
  };
  const enter = (cell: string): SpelledCell => {
    const { kind, value } = classifyCell(cell, missing, read);
    if (kind !== 'missing' && dictionary.length === maxTexts) {
      overflow = true;
      push(maxTexts - 1);
      return { kind, value, fresh: true };
    }
    const code = kind === 'missing' ? -1 : dictionary.length;
    const text = detached(cell);
    if (code >= 0) dictionary.push(text);
    push(code);
    entries.set(text, { kind, value, code, fresh: false });
    return { kind, value, fresh: true };
  };
  return {
    add(cell) {
      const entry = entries.get(cell);
      if (entry === undefined) return enter(cell);
      push(entry.code);
      return entry;
    },
    addMissing: () => push(-1),
    finish: () => ({ codes: codes.slice(0, rows), dictionary, overflow }),
  };
}
