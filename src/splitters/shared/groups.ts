// The groups of the rows that are split: rows of one group belong together and never stand on both sides of a split.

import { GridsearchError } from '../../base/errors.js';
import type { SplitInput } from '../../contracts/splitter.js';

/** Groups that have at least one row here, numbered in the order of their values. */
export interface Groups {
  /** Group of each row, an index into counts. */
  readonly codes: Int32Array;
  /** Rows of each group. */
  readonly counts: readonly number[];
}

/** The groups that `data.group` names. Throws CV_NO_GROUP_COLUMN where it names none. */
export function requireGroups({ groups }: SplitInput, splitter: string): Groups {
  if (groups === undefined) {
    throw new GridsearchError('CV_NO_GROUP_COLUMN', `${splitter} needs a column that names the group of each row`, {
      help: 'add to the grid: data: {group: COLUMN}',
    });
  }
  const present = [...new Set(groups)].sort((a, b) => a - b);
  const numberOf = new Map(present.map((code, i) => [code, i]));
  const counts = new Array<number>(present.length).fill(0);
  const codes = groups.map((code) => {
    const group = numberOf.get(code) as number;
    counts[group]++;
    return group;
  });
  return { codes, counts };
}

/** Throws CV_TOO_FEW_GROUPS where there are fewer groups than a splitter needs. */
export function checkGroups({ counts }: Groups, needed: number, what: string): void {
  if (counts.length >= needed) return;
  throw new GridsearchError(
    'CV_TOO_FEW_GROUPS',
    `${what} ${needed === 1 ? 'needs 1 group' : `need at least ${needed} groups`}, and there ${counts.length === 1 ? 'is 1' : `are ${counts.length}`}`,
    {
      help:
        counts.length < 2
          ? 'the group column (data.group) needs more than one value'
          : `there are ${counts.length} groups to divide`,
    },
  );
}
