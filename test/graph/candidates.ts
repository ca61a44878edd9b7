// Candidates for graph tests, from the real registries through the real grid room.

import type { Split } from '../../src/base/dataset.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import { layoutOf } from '../../src/graph/plan/layout.js';
import type { PlanContext } from '../../src/graph/plan/plan-data.js';
import type { Candidate } from '../../src/grid/candidate.js';
import { candidates } from '../../src/grid/expand-candidates.js';
import { gridFromValue } from '../../src/grid/grid-document.js';
import { normaliseSpec } from '../../src/grid/normalise.js';
import { SCORERS } from '../../src/scorers/index.js';
import { SPLITTERS } from '../../src/splitters/index.js';

export const REGISTRIES = { estimators: ESTIMATORS, scorers: SCORERS, splitters: SPLITTERS };

/** The candidates of a grid. */
export function candidatesOf(grid: object): Candidate[] {
  const { draft, document } = normaliseSpec(gridFromValue(grid), {}, REGISTRIES);
  return candidates(draft, { registries: REGISTRIES, document });
}

/** k folds of consecutive rows. */
export function foldsOf(rows: number, k: number): Split[] {
  const fold = (row: number): number => Math.floor((row * k) / rows);
  const rowsWhere = (keep: (row: number) => boolean): Int32Array =>
    Int32Array.from(Array.from({ length: rows }, (_, row) => row).filter(keep));
  return Array.from({ length: k }, (_, split) => ({
    train: rowsWhere((row) => fold(row) !== split),
    test: rowsWhere((row) => fold(row) === split),
  }));
}

export const DIGEST = 'd'.repeat(64);

/** A classification context of `rows` × `columns` in k folds. */
export function contextOf(options: Partial<PlanContext> & { rows?: number; k?: number } = {}): PlanContext {
  const { rows = 60, k = 3, columns = 20, ...given } = options;
  return {
    layout: layoutOf(rows, foldsOf(rows, k), DIGEST),
    datasetDigest: DIGEST,
    columns,
    weighted: false,
    columnInfos: Array.from({ length: columns }, (_, j) => ({
      name: `x${j}`,
      kind: 'numeric',
      dictionary: [],
      missing: false,
    })),
    classes: 2,
    scorers: [{ scorer: 'accuracy', version: 1, params: {} }],
    returnTrainScore: false,
    share: true,
    ...given,
  };
}
