// What scalers share: a scaler maps each column by out = (x − shift) · scale + offset, and is fitted from statistics of
// the columns. Its output is never stored: whoever reads it gets the map.

import { assert } from '../../base/errors.js';
import type { ColumnMap, ColumnStatistic } from '../../base/statistics.js';
import type { FitInput, Transformer } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
import type { Fitted } from '../../contracts/step.js';

/** The map by columns; what is left out changes nothing (0, 1 and 0). All have one entry for each column. */
export type Affine = Partial<Pick<ColumnMap, 'shift' | 'scale' | 'offset'>>;

type Declaration = Pick<
  Transformer,
  'name' | 'version' | 'summary' | 'params' | 'applyParams' | 'toModel' | 'fromModel'
>;
type Own = Partial<Pick<Transformer, 'canonical' | 'infeasible' | 'needs' | 'cost'>>;

/** A scaler by what is its own. @param scaler  may bring any member of a transformer in place of the usual one */
export function affineScaler(
  scaler: Declaration &
    Own & { readonly fit: Transformer['fit']; readonly affine: (fitted: Fitted, params: Params) => Affine | undefined },
): Transformer {
  const { affine, ...declaration } = scaler;
  return {
    role: 'transformer',
    needs: () => ({ rows: false, statistic: 'columns' }),
    cost: (_params, { cols }) => 1e-8 * cols,
    width: (_params, { cols }) => cols,
    outputColumns: (_params, columns) => columns,
    columnMap: (fitted, params) => columnMapOf(affine(fitted, params)),
    ...declaration,
  };
}

/** The `fit` of a scaler that is the same for all params. */
export function fitColumns(learn: (statistic: ColumnStatistic) => Fitted): Transformer['fit'] {
  return ({ statistic, params }: FitInput) => {
    assert(statistic?.kind === 'columns', 'scalers are fitted from column statistics');
    const fitted = learn(statistic);
    return params.map(() => ({ ok: true, fitted, warnings: [] }));
  };
}

function columnMapOf(affine: Affine | undefined): ColumnMap | undefined {
  const { shift, scale, offset } = affine ?? {};
  const cols = (shift ?? scale ?? offset)?.length;
  if (cols === undefined) return undefined;
  return {
    columns: Int32Array.from({ length: cols }, (_, j) => j),
    shift: shift ?? new Float64Array(cols),
    scale: scale ?? new Float64Array(cols).fill(1),
    offset: offset ?? new Float64Array(cols),
  };
}
