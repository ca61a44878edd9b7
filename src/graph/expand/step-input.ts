// The input of a step: what one split's data look like between two steps of a pipeline, as names. Nothing is
// computed here.

import type { InputTraits, Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import { type LogicalId, stepId, trainSetId } from '../plan/known-results.js';
import type { RowSet, TrainSet } from '../plan/layout.js';
import { matrixKey, type PlanContext } from '../plan/plan-data.js';
import type { Applied, Features, FitRef, Key } from '../plan/task.js';
import { type InputColumns, inputColumns } from './step-columns.js';
import type { Unprojected } from './through-projection.js';

/** A union gone through: its branches' matrix of the train rows, and the branches that read any column. */
export interface PassedUnion {
  readonly matrix: Key;
  readonly branches: readonly (Selection & { readonly branch: number; readonly steps: readonly PassedStep[] })[];
}

/** A step that the rows have gone through. */
export type PassedStep = Applied | PassedUnion;

/** Which columns of an input a branch reads (undefined: all), and what they hold. */
export interface Selection {
  readonly places: readonly number[] | undefined;
  readonly of: InputColumns | undefined;
}

export interface StepInput {
  /** Names it among known results; undefined where nothing is kept. */
  readonly id: LogicalId | undefined;
  readonly train: Features;
  /** Null where nothing is predicted (the refit), or where all that follows predicts from `unprojected`. */
  readonly test: Features | null;
  /** Where the last step is a projection that linear models are fused into; else null. */
  readonly unprojected: Unprojected | null;
  readonly trainSet: TrainSet;
  readonly testRows: RowSet | null;
  /** Columns, undefined where a fit decides it. */
  readonly cols: number | undefined;
  /** Columns of the base matrix that the features are mapped from (guessed where a fit decides it). */
  readonly baseCols: number;
  /** Whether a lazy step picks columns of the base: a product with them needs them gathered. */
  readonly picked: boolean;
  /** What the columns hold; undefined: plain numbers without names. */
  readonly columns: InputColumns | undefined;
  readonly traits: InputTraits;
  /** Steps so far, in a branch of a union those of the branch, and the columns that it reads. */
  readonly passed: readonly PassedStep[];
  readonly selection: Selection | undefined;
  /** Tasks so far whose seconds count towards fit_time. */
  readonly chain: readonly Key[];
  /** Predicted seconds of those tasks for one candidate on its own. */
  readonly naiveSeconds: number;
}

/** Where every pipeline begins: the rows of X. */
export function firstInput(context: PlanContext, trainSet: TrainSet, testRows: RowSet | null): StepInput {
  const base = matrixKey(context.datasetDigest);
  return {
    id: context.knownResults && trainSetId(context.datasetDigest, context.layout, trainSet),
    train: { base, rows: trainSet.rows.key, steps: [] },
    test: testRows === null ? null : { base, rows: testRows.key, steps: [] },
    unprojected: null,
    trainSet,
    testRows,
    cols: context.columns,
    baseCols: context.columns,
    picked: false,
    columns: inputColumns(context.columnInfos),
    traits: { uncorrelated: false },
    passed: [],
    selection: undefined,
    chain: [],
    naiveSeconds: 0,
  };
}

/** What comes after a transformer. */
export interface AppliedTransformer {
  readonly transformer: Transformer;
  readonly params: Params;
  /** Their canonical text. */
  readonly text: string;
  readonly fit: FitRef;
  readonly cols: number | undefined;
  /**
   * Keys of the materialised projections (test null: there is none), or null for a transformer that only maps columns.
   */
  readonly projected: { readonly train: Key; readonly test: Key | null; readonly width: number } | null;
  /** Where linear models are fused with this projection; else undefined. */
  readonly unprojected: Pick<Unprojected, 'kept' | 'gatheredBytes'> | undefined;
  readonly naiveSeconds: number;
}

/** The input behind a fitted transformer: its projection as the new base, or one more step applied lazily. */
export function nextInput(input: StepInput, next: AppliedTransformer): StepInput {
  const { transformer, params, text, fit, projected } = next;
  const applied = { fit, estimator: transformer.name, params };
  const { test } = input;
  const lazily = (features: Features): Features => ({ ...features, steps: [...features.steps, applied] });
  const projection = (base: Key): Features => ({ base, rows: null, steps: [applied] });
  const chain = projected === null ? [fit.task] : [fit.task, projected.train];
  return {
    ...input,
    id: input.id && stepId(input.id, transformer, text),
    train: projected === null ? lazily(input.train) : projection(projected.train),
    test: projected === null ? test && lazily(test) : projected.test === null ? null : projection(projected.test),
    unprojected:
      test === null || next.unprojected === undefined
        ? null
        : { ...next.unprojected, test, cols: input.cols ?? input.baseCols, through: applied },
    cols: next.cols,
    baseCols: projected?.width ?? input.baseCols,
    picked: projected === null && (input.picked || next.cols !== input.cols),
    columns: columnsBehind(input.columns, transformer, params),
    // A map by columns leaves them as uncorrelated as they are.
    traits: { uncorrelated: transformer.uncorrelated ?? (projected === null && input.traits.uncorrelated) },
    passed: [...input.passed, applied],
    chain: [...input.chain, ...chain],
    naiveSeconds: input.naiveSeconds + next.naiveSeconds,
  };
}

/** What the columns hold behind a transformer. */
function columnsBehind(
  columns: InputColumns | undefined,
  { outputColumns }: Transformer,
  params: Params,
): InputColumns | undefined {
  const infos = columns && outputColumns?.(params, columns.infos);
  return infos === columns?.infos ? columns : infos && inputColumns(infos);
}
