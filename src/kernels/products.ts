// Matrix products on packed panels: the front of assembly/gemm.ts and assembly/syrk.ts.
// The summation index is cut into blocks of 256, each summed from zero and added to the output in order: an element's
// bits depend on its own row, its own column and the block size, on nothing else.

import { assert } from '../base/errors.js';
import type { Heap } from '../base/kernel-memory.js';
import { countRows, type Matrix, type PackedRows, type Segment } from '../base/matrix.js';
import { addressOf, blocksOfRows, type Operand, operandOf, withOutputs } from './memory/operands.js';
import type { WasmModule } from './memory/wasm.js';
import type { Team } from './team.js';

/** Steps of the summation index per block. Changing it changes the bits of every product. */
const DEPTH = 256;
/** Rows of the left factor packed at a time, in assembly/gemm.ts. */
const ROWS = 64;
/** Work worth a chunk of its own: a fifth of a millisecond. */
const CHUNK_FLOPS = 4e6;
const TRIANGLE = 1;

export interface ProductKernels {
  readonly centredGram: (X: Matrix, rows: readonly Segment[], mean: Float64Array, out: Matrix) => void;
  readonly rowGram: (X: Matrix, rows: readonly Segment[], mean: Float64Array, out: Matrix) => void;
  readonly multiply: (
    A: Matrix,
    rows: readonly Segment[],
    shift: Float64Array | undefined,
    B: Matrix,
    out: Matrix,
  ) => void;
  /** As multiply, into panels of four rows. */
  readonly multiplyPacked: (
    A: Matrix,
    rows: readonly Segment[],
    shift: Float64Array | undefined,
    B: Matrix,
    out: PackedRows,
  ) => void;
  /** out += A B. */
  readonly addProduct: (A: Matrix, B: Matrix, out: Matrix) => void;
}

/** Binds the products to a module and its heap. */
export function createProducts(wasm: WasmModule, heap: Heap, team: Team): ProductKernels {
  const into = (out: Matrix, rows: number, cols: number, work: (target: Operand) => void) => {
    assert(out.rows === rows && out.cols === cols, 'the output of a product has its shape');
    withOutputs(heap, [out.data], ([address]) => work({ address, strideBytes: out.stride * 8 }));
  };
  const product = (left: ShiftedRows, B: Matrix, out: Matrix, how: Output) => {
    assert(left.X.cols === B.rows, 'the factors of a product fit each other');
    into(out, countRows(left.rows), B.cols, (target) => multiply(left, B, target, how));
  };
  const rowsOf = (X: Matrix, rows: readonly Segment[], shift?: Float64Array): ShiftedRows => {
    return { wasm, heap, team, X, rows, shift: shift ?? new Float64Array(X.cols) };
  };
  return {
    centredGram: (X, rows, mean, out) =>
      into(out, X.cols, X.cols, (target) => centredGram(rowsOf(X, rows, mean), target)),
    rowGram: (X, rows, mean, out) =>
      into(out, countRows(rows), countRows(rows), (target) => rowGram(rowsOf(X, rows, mean), target)),
    multiply: (A, rows, shift, B, out) => product(rowsOf(A, rows, shift), B, out, 'rows'),
    multiplyPacked: (A, rows, shift, B, out) =>
      product(rowsOf(A, rows, shift), B, { ...out, stride: out.cols }, 'panels'),
    addProduct: (A, B, out) => product(rowsOf(A, [[0, A.rows]]), B, out, 'sum'),
  };
}

/** How a product is written: as rows, added to rows, or as panels of four rows. */
type Output = 'rows' | 'sum' | 'panels';

/** Rows of a matrix, shifted by columns. */
interface ShiftedRows {
  readonly wasm: WasmModule;
  readonly heap: Heap;
  readonly team: Team;
  readonly X: Matrix;
  readonly rows: readonly Segment[];
  readonly shift: Float64Array;
}

/** Row blocks of 256: packed once in panels of four columns, which serve as both factors. */
function centredGram({ wasm, heap, X, rows, shift }: ShiftedRows, out: Operand): void {
  const { packColumns, multiplyPanels, mirrorUpper } = wasm.exports;
  const x = operandOf(heap, X);
  const mean = addressOf(heap, shift);
  const panelBytes = panelStride(DEPTH);
  const panels = heap.empty((Math.ceil(X.cols / 4) * panelBytes) / 8).byteOffset;
  let add = 0;
  for (const block of blocksOfRows(rows, DEPTH)) {
    for (const { start, end, first } of block.runs) {
      packColumns(
        x.address + start * x.strideBytes,
        x.strideBytes,
        mean,
        end - start,
        X.cols,
        panels,
        panelBytes,
        first,
      );
    }
    multiplyPanels(
      panels,
      panelBytes,
      X.cols,
      panels,
      panelBytes,
      X.cols,
      block.rows,
      out.address,
      out.strideBytes,
      add,
      TRIANGLE,
    );
    add = 1;
  }
  if (add === 0)
    multiplyPanels(
      panels,
      panelBytes,
      X.cols,
      panels,
      panelBytes,
      X.cols,
      0,
      out.address,
      out.strideBytes,
      0,
      TRIANGLE,
    );
  mirrorUpper(out.address, X.cols, out.strideBytes);
}

/** Column blocks of 256: all rows packed in panels of four rows, which serve as both factors. */
function rowGram({ wasm, heap, X, rows, shift }: ShiftedRows, out: Operand): void {
  const { packRows, padRows, multiplyPanels, mirrorUpper } = wasm.exports;
  const x = operandOf(heap, X);
  const mean = addressOf(heap, shift);
  const n = countRows(rows);
  const panelBytes = panelStride(DEPTH);
  const panels = heap.empty((Math.ceil(n / 4) * panelBytes) / 8).byteOffset;
  for (let from = 0; from === 0 || from < X.cols; from += DEPTH) {
    const depth = Math.min(DEPTH, X.cols - from);
    let first = 0;
    for (const [start, end] of rows) {
      packRows(
        x.address + start * x.strideBytes + from * 8,
        x.strideBytes,
        mean + from * 8,
        end - start,
        depth,
        panels,
        panelBytes,
        first,
      );
      first += end - start;
    }
    padRows(n, depth, panels, panelBytes);
    multiplyPanels(
      panels,
      panelBytes,
      n,
      panels,
      panelBytes,
      n,
      depth,
      out.address,
      out.strideBytes,
      from === 0 ? 0 : 1,
      TRIANGLE,
    );
  }
  mirrorUpper(out.address, n, out.strideBytes);
}

/**
 * out = or += (A[rows] - shift) B. B is packed once, A in blocks of 64 rows; a row of out is computed alike wherever it
 * stands.
 */
function multiply({ wasm, heap, team, X, rows, shift }: ShiftedRows, B: Matrix, out: Operand, how: Output): void {
  const [a, b] = [operandOf(heap, X), operandOf(heap, B)];
  const shiftAddress = addressOf(heap, shift);
  const panelBytes = panelStride(X.cols);
  const right = heap.empty((Math.ceil(B.cols / 4) * panelBytes) / 8).byteOffset;
  wasm.exports.packColumns(b.address, b.strideBytes, heap.f64(B.cols).byteOffset, B.rows, B.cols, right, panelBytes, 0);
  const indices = indicesOf({ wasm, heap, rows });
  const chunkRows = ROWS * Math.ceil(CHUNK_FLOPS / (2 * ROWS * Math.max(1, X.cols * B.cols)));
  const chunks: number[][] = [];
  for (let first = 0; first < indices.length; first += chunkRows) {
    const count = Math.min(chunkRows, indices.length - first);
    const source = [a.address, a.strideBytes, shiftAddress, indices.byteOffset + 4 * first, count, X.cols];
    const target = [
      out.address + first * out.strideBytes,
      out.strideBytes,
      how === 'sum' ? 1 : 0,
      how === 'panels' ? 1 : 0,
    ];
    chunks.push([...source, right, panelBytes, B.cols, ...target]);
  }
  team.run({
    does: 'multiplyRows',
    chunks,
    scratchBytes: (ROWS / 4) * panelBytes + (how === 'panels' ? ROWS * out.strideBytes : 0),
  });
}

function indicesOf({ wasm, heap, rows }: Pick<ShiftedRows, 'wasm' | 'heap' | 'rows'>): Int32Array {
  const indices = heap.i32(countRows(rows));
  let at = indices.byteOffset;
  for (const [start, end] of rows) at = wasm.exports.listRows(at, start, end);
  return indices;
}

/** Bytes from panel to panel: a power of two would map all panels to the same cache sets, so one line more. */
function panelStride(depth: number): number {
  return depth * 32 + 64;
}
