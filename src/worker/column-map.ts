// Several affine steps seen as one: cuts and maps by columns composed as the pipeline's text says.

import type { ColumnMap, ColumnSpread } from '../base/statistics.js';

/** The first `cols` columns of a base matrix (map undefined), or those columns mapped. */
export interface ColumnView {
  readonly cols: number;
  readonly map: ColumnMap | undefined;
}

/** Keeps the first `cols` columns of a view. */
export function cutView(view: ColumnView, cols: number): ColumnView {
  const { map } = view;
  if (map === undefined || cols === view.cols) return { cols, map };
  return {
    cols,
    map: {
      columns: map.columns.subarray(0, cols),
      shift: map.shift.subarray(0, cols),
      scale: map.scale.subarray(0, cols),
      offset: map.offset.subarray(0, cols),
    },
  };
}

/** Applies `second` to the columns of a view: ((x − s1) k1 + o1 − s2) k2 + o2 = (x − s1) k1 k2 + (o1 − s2) k2 + o2. */
export function mapView(view: ColumnView, second: ColumnMap | undefined): ColumnView {
  if (second === undefined) return view;
  const cols = second.columns.length;
  const first = view.map;
  if (first === undefined) return { cols, map: second };
  const { columns: from, scale, shift, offset } = second;
  return {
    cols,
    map: {
      columns: from.map((column) => first.columns[column]),
      shift: Float64Array.from(from, (column) => first.shift[column]),
      scale: Float64Array.from(from, (column, j) => first.scale[column] * scale[j]),
      offset: Float64Array.from(from, (column, j) => (first.offset[column] - shift[j]) * scale[j] + offset[j]),
    },
  };
}

/** Picks columns of a view. */
export function pickView(view: ColumnView, columns: readonly number[]): ColumnView {
  const { length } = columns;
  const picked = {
    columns: Int32Array.from(columns),
    shift: new Float64Array(length),
    scale: new Float64Array(length).fill(1),
  };
  return mapView(view, { ...picked, offset: new Float64Array(length) });
}

/** Mean and variance of the columns of a view, from those of the columns that it is made of. */
export function mapSpread({ mean, variance }: ColumnSpread, { cols, map }: ColumnView): ColumnSpread {
  if (map === undefined) return { mean: mean.subarray(0, cols), variance: variance.subarray(0, cols) };
  const { columns, shift, scale, offset } = map;
  return {
    mean: Float64Array.from(columns, (column, j) => (mean[column] - shift[j]) * scale[j] + offset[j]),
    variance: Float64Array.from(columns, (column, j) => variance[column] * (scale[j] * scale[j])),
  };
}

/** The view as a map, where one is needed even for a plain cut. */
export function asMap({ cols, map }: ColumnView): ColumnMap {
  return (
    map ?? {
      columns: Int32Array.from({ length: cols }, (_, column) => column),
      shift: new Float64Array(cols),
      scale: new Float64Array(cols).fill(1),
      offset: new Float64Array(cols),
    }
  );
}

/** Whether a map takes column j from column j, so that it only shifts and scales. */
export function isDiagonal(map: ColumnMap): boolean {
  return map.columns.every((column, j) => column === j);
}
