// Inputs around a union: some columns of one, and the outputs of branches side by side.

import type { ColumnInfo } from '../../base/dataset.js';
import { rangesOf } from '../../base/index-ranges.js';
import { append } from '../../base/lists.js';
import { matrixBytes, projectionSeconds } from '../plan/cost.js';
import { selectionId, unionId } from '../plan/known-results.js';
import type { TaskMaker } from '../plan/make-task.js';
import type { Features } from '../plan/task.js';
import { RefusedUnion } from './select-columns.js';
import { type InputColumns, inputColumns } from './step-columns.js';
import type { PassedUnion, StepInput } from './step-input.js';

/** Some columns of a step's input, picked lazily; undefined: all. */
export function selectInput(input: StepInput, columns: readonly number[] | undefined): StepInput {
  const begun = { ...input, passed: [], selection: { places: columns, of: input.columns } };
  if (columns === undefined) return begun;
  const select = rangesOf(columns);
  const picked = (features: Features): Features => ({ ...features, steps: [...features.steps, { select }] });
  return {
    ...begun,
    id: input.id && selectionId(input.id, select),
    train: picked(input.train),
    test: input.test && picked(input.test),
    unprojected: null,
    cols: columns.length,
    picked: true,
    columns: pickColumns(input.columns, columns),
  };
}

/** What some columns hold. */
function pickColumns(columns: InputColumns | undefined, places: readonly number[]): InputColumns | undefined {
  return columns && inputColumns(places.map((place) => columns.infos[place] ?? plain(place)));
}

/** The end of a branch, by its place among the union's branches. */
export interface BranchOutput {
  readonly branch: number;
  readonly end: StepInput;
}

/**
 * The ends of a union's branches side by side, made once for the train rows and once for the test rows.
 * @param before  the input that the branches begin at
 * @param outputs  in the order of the branches, at least one
 */
export function unionInput(maker: TaskMaker, before: StepInput, outputs: readonly BranchOutput[]): StepInput {
  const ends = outputs.map(({ end }) => end);
  const width = sum(ends.map(({ cols, baseCols }) => cols ?? baseCols));
  const join = (parts: readonly Features[], rows: number): Features => {
    const predicted = { seconds: projectionSeconds(rows, 1, width), bytes: matrixBytes(rows, width) };
    return { base: maker.union(parts, predicted).key, rows: null, steps: [] };
  };
  const train = join(
    ends.map((end) => end.train),
    before.trainSet.rows.count,
  );
  const { testRows } = before;
  const tests = ends.flatMap(({ test }) => test ?? []);
  const ids = ends.flatMap(({ id }) => id ?? []);
  return {
    ...before,
    id: ids.length === ends.length ? unionId(ids) : undefined,
    train,
    test: testRows === null ? null : join(tests, testRows.count),
    unprojected: null,
    cols: ends.every(({ cols }) => cols !== undefined) ? width : undefined,
    baseCols: width,
    picked: false,
    columns: columnsTogether(ends),
    traits: { uncorrelated: false },
    passed: [...before.passed, { matrix: train.base, branches: outputs.map(passedBranch) }],
    chain: [...new Set([...ends.flatMap(({ chain }) => chain), train.base])],
    naiveSeconds:
      before.naiveSeconds +
      sum(ends.map(({ naiveSeconds }) => naiveSeconds - before.naiveSeconds)) +
      projectionSeconds(before.trainSet.rows.count, 1, width),
  };
}

function passedBranch({ branch, end: { selection, passed } }: BranchOutput): PassedUnion['branches'][number] {
  return { branch, places: selection?.places, of: selection?.of, steps: passed };
}

/**
 * What the columns of branches side by side hold; undefined: plain numbers.
 * @throws GRID_UNION_COLUMNS where text or holes would stand at places that only a fit knows
 */
function columnsTogether(ends: readonly Pick<StepInput, 'columns' | 'cols'>[]): InputColumns | undefined {
  if (ends.every(({ columns }) => columns === undefined)) return undefined;
  const infos: ColumnInfo[] = [];
  let open = false;
  for (const { columns, cols } of ends) {
    const strange = columns === undefined ? undefined : (columns.categorical[0] ?? columns.missing[0]);
    if (open && strange !== undefined) {
      const message = `column ${JSON.stringify(strange)} leaves its branch of the union as it is, behind a branch whose width is known only when it is fitted`;
      throw new RefusedUnion(message, { help: 'encode or impute it in its branch, or put that branch first' });
    }
    if (open) continue;
    append(infos, columns?.infos ?? []);
    if (cols === undefined) open = true;
    else for (let j = columns?.infos.length ?? 0; j < cols; j++) infos.push(plain(j));
  }
  return inputColumns(infos);
}

function plain(column: number): ColumnInfo {
  return { name: `column ${column + 1}`, kind: 'numeric', dictionary: [], missing: false };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
