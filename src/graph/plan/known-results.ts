// What earlier searches left, as the graph sees it, and the ids under which it is found. Ids name work as a pipeline's
// text says it (data, train rows, steps with their params, rows), never how a plan cut it into tasks: so they are the
// same with sharing on or off, for any batch, and for a grid that has grown since.

import { hash } from 'node:crypto';
import { hashOf } from './key.js';
import type { Layout, TrainSet } from './layout.js';
import type { Key } from './task.js';

/** Id of a step's input or a prediction: 64 hex digits. */
export type LogicalId = string;

export interface KnownResults {
  /** True where nothing can be found: this search only adds to it. */
  readonly empty: boolean;
  /** Whether every metric of this search is known for a prediction. */
  readonly knows: (prediction: LogicalId) => boolean;
  /** Whether the prediction itself is at hand, so that a metric can be computed with no fit. */
  readonly holds: (prediction: LogicalId) => boolean;
  /** Whether the artifact of a task is at hand, whole. */
  readonly keeps: (key: Key) => boolean;
}

/**
 * Id of a train set before the first step. Where statistics are merged from blocks, the order of merging depends on how
 * the whole layout is cut, and bits on that order: so the cut is in the id.
 */
export function trainSetId(datasetDigest: string, layout: Layout, { rows, blocks }: TrainSet): LogicalId {
  const cut =
    blocks === null ? 'whole' : `${blocks.join(',')} of ${layout.blocks.map(({ key }) => hashOf(key)).join(',')}`;
  return sha256(`train ${datasetDigest} ${hashOf(rows.key)} ${cut}`);
}

/** Id of what a step makes of its input. @param params  their canonical text */
export function stepId(
  input: LogicalId,
  step: { readonly name: string; readonly version: number },
  params: string,
): LogicalId {
  return sha256(`step ${input} ${step.name} ${step.version} ${params}`);
}

/** Id of some columns of a step's input. */
export function selectionId(input: LogicalId, select: readonly number[]): LogicalId {
  return sha256(`select ${input} ${select.join(',')}`);
}

/** Id of branches put side by side. */
export function unionId(branches: readonly LogicalId[]): LogicalId {
  return sha256(`union ${branches.join(' ')}`);
}

/** Bumped when predictions' arithmetic changes. */
const PREDICTIONS_VERSION = 2;

/** Id of a fitted pipeline's prediction of some rows. */
export function predictionId(pipeline: LogicalId, rows: Key): LogicalId {
  return sha256(`predict ${PREDICTIONS_VERSION} ${pipeline} ${hashOf(rows)}`);
}

/** Id of one metric, for a record of scores: short, as it only has to differ from the others of one prediction. */
export function scorerId(scorer: string, version: number, params: string): string {
  return sha256(`score ${scorer} ${version} ${params}`).slice(0, 16);
}

function sha256(text: string): string {
  return hash('sha256', text);
}
