// Train rows cut once more, for what is learnt from out-of-fold predictions: stratified folds in the order of the file.

import type { Segment } from '../../base/matrix.js';
import { SPLITTERS } from '../../splitters/index.js';
import { keyOf } from './key.js';
import { type Layout, mergeAdjacent, type RowSet, rowSet } from './layout.js';
import type { Key } from './task.js';

/** Rows as a source: where they lie, and which rows of the file they are. */
export interface SourceRows {
  readonly segments: readonly Segment[];
  readonly ids: Int32Array;
}

/** Some of the train rows: in X, and in a matrix that holds the train rows alone. */
export interface InnerRows {
  readonly rows: RowSet;
  readonly within: { readonly key: Key; readonly segments: readonly Segment[] };
  readonly ids: Int32Array;
}

export interface InnerFold {
  readonly train: InnerRows;
  readonly test: InnerRows;
}

/** What is cut: a data set, its order of rows, the classes of its rows in the file. */
export interface Cut {
  readonly layout: Layout;
  readonly datasetDigest: string;
  readonly codes: Int32Array;
}

/** Rows of each class of the data set in a set of rows. */
export function classCountsOf({ segments }: RowSet, { layout, codes }: Cut, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const [start, end] of segments) for (let at = start; at < end; at++) counts[codes[layout.order[at]]]++;
  return counts;
}

/** Cuts a set of rows. Each class in it has at least as many rows as there are folds. Cost: O(rows × folds). */
export function cutRows(outer: RowSet, folds: number, cut: Cut): InnerFold[] {
  const { order } = cut.layout;
  const places = outer.segments.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));
  const inFile = [...places.keys()].sort((i, j) => order[places[i]] - order[places[j]]);
  const codes = Int32Array.from(inFile, (i) => cut.codes[order[places[i]]]);
  // Only which codes are equal decides how rows are dealt out: any labels will do.
  const classes = Array.from({ length: codes.reduce((most, code) => Math.max(most, code), 0) + 1 }, (_, code) => code);
  const target = { kind: 'classes', codes, classes } as const;
  const params = { n_splits: folds, shuffle: false, random_state: null };
  const splits = SPLITTERS.get('StratifiedKFold')?.split({ rows: places.length, target }, params) ?? [];
  const innerOf = (rows: Int32Array): InnerRows =>
    innerRows({ outer, places, cut }, rows.map((row) => inFile[row]).sort());
  return splits.map(({ train, test }) => ({ train: innerOf(train), test: innerOf(test) }));
}

interface CutRows {
  readonly outer: RowSet;
  /** Of the outer rows, in X. */
  readonly places: readonly number[];
  readonly cut: Cut;
}

/** @param members  places within the outer rows, ascending */
function innerRows({ outer, places, cut: { layout, datasetDigest } }: CutRows, members: Int32Array): InnerRows {
  const { order } = layout;
  const single = (place: number): Segment => [place, place + 1];
  const rows = rowSet(order, mergeAdjacent(Array.from(members, (i) => single(places[i]))), datasetDigest);
  const key = keyOf('rows', String(rows.count), { within: outer.key, rows: rows.key });
  const within = { key, segments: mergeAdjacent(Array.from(members, single)) };
  return { rows, within, ids: members.map((i) => order[places[i]]) };
}
