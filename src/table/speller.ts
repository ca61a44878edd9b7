// Keeps the exact text of a column: a code per row and a dictionary. Each distinct cell is looked at once.

import { type CellKind, classifyCell, detached } from './cells.js';
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
  finish(): Spelling;
}

interface Entry extends SpelledCell {
  readonly code: number;
}

/** A speller for one column. Cost: one hash look-up per row. */
export function speller(missing: ReadonlySet<string>): Speller {
  const entries = new Map<string, Entry>();
  const dictionary: string[] = [];
  const codes: number[] = [];
  const enter = (cell: string): SpelledCell => {
    const { kind, value } = classifyCell(cell, missing);
    const code = kind === 'missing' ? -1 : dictionary.length;
    const text = detached(cell);
    if (code >= 0) dictionary.push(text);
    codes.push(code);
    entries.set(text, { kind, value, code, fresh: false });
    return { kind, value, fresh: true };
  };
  return {
    add(cell) {
      const entry = entries.get(cell);
      if (entry === undefined) return enter(cell);
      codes.push(entry.code);
      return entry;
    },
    finish: () => ({ codes: Int32Array.from(codes), dictionary }),
  };
}
