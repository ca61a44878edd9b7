// The columns that `predict` writes: those kept from the data, then `prediction`, then `proba_<class>`.

import type { Label } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';
import type { OutputColumn } from './predictions.js';

/** What a model says of some rows. */
export interface PredictedRows {
  /** One label or value per row. */
  readonly predictions: ArrayLike<Label>;
  readonly classes?: readonly Label[];
  /** Row by row, one number per class; absent where the model knows none. */
  readonly probabilities?: { readonly data: Float64Array; readonly stride: number };
  readonly kept: readonly OutputColumn[];
}

/** @throws PREDICT_NO_PROBABILITIES where they are asked of a model that has none */
export function toOutputColumns(rows: PredictedRows, withProbabilities: boolean): OutputColumn[] {
  const columns: OutputColumn[] = [...rows.kept, { name: 'prediction', values: rows.predictions }];
  if (!withProbabilities) return columns;
  const { classes, probabilities } = rows;
  if (classes === undefined || probabilities === undefined) {
    throw new GridsearchError('PREDICT_NO_PROBABILITIES', 'this model gives no probabilities', { help: 'leave --proba out' });
  }
  const { data, stride } = probabilities;
  const probabilityOf = (position: number) =>
    Float64Array.from({ length: rows.predictions.length }, (_, row) => data[row * stride + position]);
  return [...columns, ...classes.map((label, position) => ({ name: `proba_${label}`, values: probabilityOf(position) }))];
}
