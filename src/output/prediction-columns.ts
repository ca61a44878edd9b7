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

/**
 * @throws PREDICT_NO_PROBABILITIES where they are asked of a model that has none; PREDICT_KEEP where a kept column
 * would have the name of
 *   another one of the output
 */
export function toOutputColumns(rows: PredictedRows, withProbabilities: boolean): OutputColumn[] {
  const { classes, probabilities, kept, predictions } = rows;
  const columns: OutputColumn[] = [{ name: 'prediction', values: predictions }];
  if (withProbabilities) {
    if (classes === undefined || probabilities === undefined) {
      throw new GridsearchError('PREDICT_NO_PROBABILITIES', 'this model gives no probabilities', {
        help: 'leave --proba out',
      });
    }
    const { data, stride } = probabilities;
    const probabilityOf = (position: number) =>
      Float64Array.from({ length: predictions.length }, (_, row) => data[row * stride + position]);
    classes.forEach((label, position) => {
      columns.push({ name: `proba_${label}`, values: probabilityOf(position) });
    });
  }
  refuseEqualNames(kept, columns);
  return [...kept, ...columns];
}

/** Two columns of one name are no table that anybody could read, nor two keys of one row of NDJSON. */
function refuseEqualNames(kept: readonly OutputColumn[], columns: readonly OutputColumn[]): void {
  const taken = new Set(columns.map(({ name }) => name));
  for (const { name } of kept) {
    const shown = JSON.stringify(name);
    if (columns.some((column) => column.name === name)) {
      throw new GridsearchError('PREDICT_KEEP', `--keep ${shown}: predict writes a column of that name itself`, {
        help: 'leave it out, or give the column of the data another name',
      });
    }
    if (taken.has(name)) {
      throw new GridsearchError('PREDICT_KEEP', `--keep names ${shown} twice`, { help: 'name each column once' });
    }
    taken.add(name);
  }
}
