// Column statistics and maps by columns: the front of assembly/columns.ts. Rows are summed in blocks of 256, blocks in
// order.

import type { Heap } from '../base/kernel-memory.js';
import { countRows, type Matrix, type PackedRows, type Segment } from '../base/matrix.js';
import type { ColumnMap } from '../base/statistics.js';
import { addressOf, blocksOfRows, operandOf, withOutputs } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';

/** Rows per block of a sum: rounding errors grow with 256 + rows / 256 instead of rows. Changing it changes bits. */
const BLOCK_ROWS = 256;

export interface Spread {
  readonly m2: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

export type ColumnKernels = ReturnType<typeof createColumns>;

type Rows = readonly Segment[];
type Mapping = ColumnMap | undefined;
type Doubles = Float64Array;

/** Binds the column kernels to a module and its heap. */
export function createColumns(wasm: WasmModule, heap: Heap) {
  return {
    columnMeans: (X: Matrix, rows: Rows, mean: Doubles): void =>
      heap.scope(() => columnMeans(wasm, heap, X, rows, mean)),
    columnSpread: (X: Matrix, rows: Rows, mean: Doubles, out: Spread): void =>
      columnSpread(wasm, heap, { X, rows, mean }, out),
    classSums: (X: Matrix, rows: Rows, codes: Int32Array, sums: Doubles): void => {
      const zeros = new Float64Array(X.cols);
      byRows(heap, X, rows, [sums, codes, zeros], (x, count, [to, from, zero], first) =>
        wasm.exports.addClassRows(x, X.stride * 8, count, X.cols, from + 4 * first, zero, to),
      );
    },
    classSquares: (X: Matrix, rows: Rows, codes: Int32Array, means: Doubles, squares: Doubles): void =>
      byRows(heap, X, rows, [squares, codes, means], (x, count, [to, from, mean], first) =>
        wasm.exports.addClassSquares(x, X.stride * 8, count, X.cols, from + 4 * first, mean, to),
      ),
    crossSums: (X: Matrix, rows: Rows, mean: Doubles, residuals: Doubles, cross: Doubles): void =>
      byRows(heap, X, rows, [cross, residuals, mean], (x, count, [to, from, centre], first) =>
        wasm.exports.addCross(x, X.stride * 8, count, X.cols, centre, from + 8 * first, to),
      ),
    mapColumns: (X: Matrix, rows: Rows, map: Mapping, out: Matrix): void =>
      mapColumns(wasm, heap, { X, rows, map }, out),
    packPanels: (X: Matrix, rows: Rows, map: Mapping, out: PackedRows): void =>
      packPanels(wasm, heap, { X, rows, map }, out),
    unpackPanels: (X: PackedRows, out: Matrix): void =>
      heap.scope(() => {
        const to = out.data.byteOffset;
        wasm.exports.unpackRows(addressOf(heap, X.data), X.rows, X.cols, 0, X.rows, X.cols, to);
      }),
    repackPanels: (X: PackedRows, map: Mapping, out: PackedRows): void => repackPanels(wasm, heap, X, map, out),
  };
}

/**
 * Calls `add` for each segment with the address of its first row, its count, the addresses of the arrays (the first is
 * the output), and its start.
 */
function byRows(
  heap: Heap,
  X: Matrix,
  rows: readonly Segment[],
  arrays: readonly (Float64Array | Int32Array)[],
  add: (x: number, count: number, addresses: readonly number[], first: number) => void,
): void {
  withOutputs(heap, arrays.slice(0, 1), ([target]) => {
    const x = operandOf(heap, X);
    const addresses = [target, ...arrays.slice(1).map((array) => addressOf(heap, array))];
    for (const [start, end] of rows) add(x.address + start * x.strideBytes, end - start, addresses, start);
  });
}

/**
 * mean = x0 + sum of (x - x0) / n, x0 the first of the rows: exact for constant columns, and as accurate for columns
 * far from zero as for others. No rows: zeros.
 */
function columnMeans(wasm: WasmModule, heap: Heap, X: Matrix, rows: readonly Segment[], mean: Float64Array): void {
  const n = countRows(rows);
  mean.fill(0);
  const occupied = rows.find(([start, end]) => end > start);
  if (occupied === undefined) return;
  const x = operandOf(heap, X);
  const base = x.address + occupied[0] * x.strideBytes;
  const part = heap.f64(X.cols);
  const total = heap.f64(X.cols);
  for (const block of blocksOfRows(rows, BLOCK_ROWS)) {
    for (const { start, end } of block.runs) {
      const from = x.address + start * x.strideBytes;
      wasm.exports.addRows(from, x.strideBytes, end - start, X.cols, base, part.byteOffset);
    }
    wasm.exports.addAndClear(total.byteOffset, part.byteOffset, X.cols);
  }
  const origin = occupied[0] * X.stride;
  for (let j = 0; j < X.cols; j++) mean[j] = X.data[origin + j] + total[j] / n;
}

interface CentredRows {
  readonly X: Matrix;
  readonly rows: readonly Segment[];
  readonly mean: Float64Array;
}

function columnSpread(wasm: WasmModule, heap: Heap, { X, rows, mean }: CentredRows, out: Spread): void {
  out.m2.fill(0);
  out.min.fill(Number.POSITIVE_INFINITY);
  out.max.fill(Number.NEGATIVE_INFINITY);
  withOutputs(heap, [out.m2, out.min, out.max], ([m2, min, max]) => {
    const x = operandOf(heap, X);
    const centre = addressOf(heap, mean);
    const part = heap.f64(X.cols).byteOffset;
    for (const block of blocksOfRows(rows, BLOCK_ROWS)) {
      for (const { start, end } of block.runs) {
        const from = x.address + start * x.strideBytes;
        wasm.exports.addSpread(from, x.strideBytes, end - start, X.cols, centre, part, min, max);
      }
      wasm.exports.addAndClear(m2!, part, X.cols);
    }
  });
}

interface MappedRows {
  readonly X: Matrix;
  readonly rows: readonly Segment[];
  readonly map: ColumnMap | undefined;
}

function mapColumns(wasm: WasmModule, heap: Heap, { X, rows, map }: MappedRows, out: Matrix): void {
  withOutputs(heap, [out.data], ([target]) => {
    const x = operandOf(heap, X);
    const outStride = out.stride * 8;
    const maps = map && [map.columns, map.shift, map.scale, map.offset].map((array) => addressOf(heap, array));
    let at = target;
    for (const [start, end] of rows) {
      const [from, count] = [x.address + start * x.strideBytes, end - start];
      if (maps === undefined) wasm.exports.copyRows(from, x.strideBytes, count, out.cols, at, outStride);
      else {
        const [columns, shift, scale, offset] = maps;
        wasm.exports.mapRows(from, x.strideBytes, count, columns, shift, scale, offset, out.cols, at, outStride);
      }
      at += (end - start) * outStride;
    }
  });
}

/**
 * Rows that lie one after another as they are wanted go straight into panels; others by way of a block, a multiple of
 * four rows.
 */
function packPanels(wasm: WasmModule, heap: Heap, { X, rows, map }: MappedRows, out: PackedRows): void {
  const pack = (address: number, strideBytes: number, count: number, first: number): void =>
    void wasm.exports.packPanels(address, strideBytes, count, out.cols, out.data.byteOffset + 8 * first * out.cols);
  heap.scope(() => {
    if (map === undefined && rows.length === 1) {
      const { address, strideBytes } = operandOf(heap, X);
      pack(address + rows[0][0] * strideBytes, strideBytes, out.rows, 0);
      return;
    }
    const source = { ...X, data: heap.toKernelMemory(X.data) };
    const maps = map && {
      columns: heap.toKernelMemory(map.columns),
      shift: heap.toKernelMemory(map.shift),
      scale: heap.toKernelMemory(map.scale),
      offset: heap.toKernelMemory(map.offset),
    };
    const block = heap.emptyMatrix(BLOCK_ROWS, out.cols);
    let first = 0;
    for (const { rows: count, runs } of blocksOfRows(rows, BLOCK_ROWS)) {
      const segments = runs.map(({ start, end }) => [start, end] as const);
      mapColumns(wasm, heap, { X: source, rows: segments, map: maps }, block);
      pack(block.data.byteOffset, block.stride * 8, count, first);
      first += count;
    }
  });
}

/** By blocks, so that what is taken out of panels is still in the cache when it goes into others. */
function repackPanels(wasm: WasmModule, heap: Heap, X: PackedRows, map: ColumnMap | undefined, out: PackedRows): void {
  const width = map === undefined ? out.cols : X.cols;
  heap.scope(() => {
    const panels = addressOf(heap, X.data);
    const block = heap.emptyMatrix(BLOCK_ROWS, width);
    for (let first = 0; first < X.rows; first += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, X.rows - first);
      wasm.exports.unpackRows(panels, X.rows, X.cols, first, rows, width, block.data.byteOffset);
      const from = first * out.cols;
      const part = { rows, cols: out.cols, data: out.data.subarray(from, from + rows * out.cols) };
      packPanels(wasm, heap, { X: block, rows: [[0, rows]], map }, part);
    }
  });
}
