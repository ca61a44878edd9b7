// The layout: in which order the rows of X are stored, so that each block of rows is contiguous and every train set is
// a union of blocks. Blocks are cut where rows' membership in the splits changes. A block's statistics are then
// computed once for all splits.

import type { Split } from '../../base/dataset.js';
import type { Segment } from '../../base/matrix.js';
import { rowsKey } from './key.js';
import type { Key } from './task.js';

/** A set of rows: its key (from row indices in the file) and where they lie in the ordered X. */
export interface RowSet {
  readonly key: Key;
  readonly count: number;
  readonly segments: readonly Segment[];
}

/** Train rows as ordered blocks; `rows` is their union. */
export interface TrainSet {
  readonly rows: RowSet;
  /** Indices into `Layout.blocks`, ascending; null where the train set is one block of its own. */
  readonly blocks: readonly number[] | null;
}

export interface Layout {
  /** Row of the file that stands at each place of the ordered X. */
  readonly order: Int32Array;
  readonly blocks: readonly RowSet[];
  readonly splits: readonly { readonly train: TrainSet; readonly test: RowSet }[];
  /** Train rows of the smallest split. */
  readonly fewestTrainRows: number;
  /** Every row, for the refit. */
  readonly all: TrainSet;
}

/**
 * Cuts rows into blocks by their membership in the splits. Where that gives more than 2 × n_splits blocks (shuffled
 * holdouts, repeated K-fold), or train sets of many runs of blocks (repeated K-fold of few rows), blocks would save
 * nothing: each train set is then one block, and X keeps the order of the file.
 *
 * @param splits rows of the file, ascending
 * Cost: O(rows × splits).
 */
export function layoutOf(rows: number, splits: readonly Split[], datasetDigest: string): Layout {
  const membership = blockOfRows(rows, splits);
  const byBlock = membership && layoutByBlock(membership, splits, datasetDigest);
  return byBlock === undefined || isShredded(byBlock) ? layoutByTrainSet(rows, splits, datasetDigest) : byBlock;
}

/**
 * Whether merging runs of blocks would take more tasks than it saves: runs inside a train set are shared by no other.
 */
function isShredded({ splits }: Layout): boolean {
  const runs = splits.reduce((sum, { train }) => sum + train.rows.segments.length, 0);
  return runs > MAX_RUNS * splits.length;
}

/** Block index of each row, blocks numbered by their first row; undefined where there are too many. */
function blockOfRows(rows: number, splits: readonly Split[]): { blockOf: Int32Array; count: number } | undefined {
  const limit = 2 * splits.length;
  const blockOf = new Int32Array(rows);
  let count = 1;
  const role = new Uint8Array(rows);
  for (const { train, test } of splits) {
    role.fill(0);
    mark(role, train, 1);
    mark(role, test, 2);
    count = refine(blockOf, count, role);
    if (count > limit) return undefined;
  }
  return { blockOf, count };
}

function mark(role: Uint8Array, members: Int32Array, value: number): void {
  for (let i = 0; i < members.length; i++) role[members[i]] = value;
}

/** Cuts blocks by the roles of their rows, in place; tells how many there are then. */
function refine(blockOf: Int32Array, count: number, role: Uint8Array): number {
  const blockOfMark = new Int32Array(3 * count).fill(-1);
  let found = 0;
  for (let row = 0; row < role.length; row++) {
    const at = blockOf[row] * 3 + role[row];
    if (blockOfMark[at] < 0) blockOfMark[at] = found++;
    blockOf[row] = blockOfMark[at];
  }
  return found;
}

function layoutByBlock(
  { blockOf, count }: { blockOf: Int32Array; count: number },
  splits: readonly Split[],
  digest: string,
): Layout {
  const rows = blockOf.length;
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < rows; row++) starts[blockOf[row] + 1]++;
  for (let block = 0; block < count; block++) starts[block + 1] += starts[block];
  const order = new Int32Array(rows);
  const next = starts.slice(0, count);
  for (let row = 0; row < rows; row++) order[next[blockOf[row]]++] = row;

  const setOf = (ids: readonly number[]): RowSet => {
    const segments = mergeAdjacent(ids.map((id) => [starts[id], starts[id + 1]] as const));
    return rowSet(order, segments, digest);
  };
  const idsOf = (members: Int32Array): number[] => {
    const met = new Uint8Array(count);
    for (let i = 0; i < members.length; i++) met[blockOf[members[i]]] = 1;
    return [...met.keys()].filter((id) => met[id] === 1);
  };
  const trainOf = (ids: readonly number[]): TrainSet => ({ rows: setOf(ids), blocks: ids });
  return {
    order,
    blocks: Array.from({ length: count }, (_, id) => setOf([id])),
    splits: splits.map(({ train, test }) => ({ train: trainOf(idsOf(train)), test: setOf(idsOf(test)) })),
    fewestTrainRows: fewestTrainRows(splits),
    all: trainOf(Array.from({ length: count }, (_, id) => id)),
  };
}

function layoutByTrainSet(rows: number, splits: readonly Split[], digest: string): Layout {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const setOf = (members: Int32Array): RowSet =>
    rowSet(order, mergeAdjacent(Array.from(members, (row) => [row, row + 1] as const)), digest);
  return {
    order,
    blocks: [],
    splits: splits.map(({ train, test }) => ({ train: { rows: setOf(train), blocks: null }, test: setOf(test) })),
    fewestTrainRows: fewestTrainRows(splits),
    all: { rows: setOf(order), blocks: null },
  };
}

function fewestTrainRows(splits: readonly Split[]): number {
  return splits.reduce((fewest, { train }) => Math.min(fewest, train.length), Number.POSITIVE_INFINITY);
}

/** The set of rows that lie in some segments of the ordered X. */
export function rowSet(order: Int32Array, segments: readonly Segment[], digest: string): RowSet {
  let count = 0;
  for (const [start, end] of segments) count += end - start;
  const rows = new Int32Array(count);
  let at = 0;
  for (const [start, end] of segments) {
    rows.set(order.subarray(start, end), at);
    at += end - start;
  }
  return { key: rowsKey(digest, rows), count, segments };
}

/** Neighbouring segments as one. */
export function mergeAdjacent(segments: readonly Segment[]): Segment[] {
  const merged: [number, number][] = [];
  for (const [start, end] of segments) {
    const last = merged.at(-1);
    if (last !== undefined && last[1] === start) last[1] = end;
    else merged.push([start, end]);
  }
  return merged;
}

/** Runs of blocks that a train set may have on average: "all but two" has three. */
const MAX_RUNS = 4;
