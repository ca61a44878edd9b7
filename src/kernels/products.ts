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

export type ProductKernels = ReturnType<typeof createProducts>;

type Rows = readonly Segment[];
type Shift = Float64Array | undefined;

/** Binds the products to a module and its heap. */
export function createProducts(wasm: WasmModule, heap: Heap, team: Team) {
  const into = (out: Matrix, rows: number, cols: number, work: (target: Operand) => void) => {
    assert(out.rows === rows && out.cols === cols, 'the output of a product has its shape');
    withOutputs(heap, [out.data], ([address]) => work({ address, strideBytes: out.stride * 8 }));
  };
  const product = (left: ShiftedRows, B: Matrix, out: Matrix, how: Output) => {
    assert(left.X.cols === B.rows, 'the factors of a product fit each other');
    into(out, countRows(left.rows), B.cols, (target) => multiply(left, B, target, how));
  };
  const rowsOf = (X: Matrix, rows: Rows, shift?: Shift): ShiftedRows => {
    return { wasm, heap, team, X, rows, shift: shift ?? new Float64Array(X.cols) };
  };
  return {
    centredGram: (X: Matrix, rows: Rows, mean: Float64Array, out: Matrix): void =>
      into(out, X.cols, X.cols, (target) => centredGram(rowsOf(X, rows, mean), target)),
    rowGram: (X: Matrix, rows: Rows, mean: Float64Array, out: Matrix): void =>
      into(out, countRows(rows), countRows(rows), (target) => rowGram(rowsOf(X, rows, mean), target)),
    multiply: (A: Matrix, rows: Rows, shift: Shift, B: Matrix, out: Matrix): void =>
      product(rowsOf(A, rows, shift), B, out, 'rows'),
    /** As multiply, into panels of four rows. */
    multiplyPacked: (A: Matrix, rows: Rows, shift: Shift, B: Matrix, out: PackedRows): void =>
      product(rowsOf(A, rows, shift), B, { ...out, stride: out.cols }, 'panels'),
    /** out += A B. */
    addProduct: (A: Matrix, B: Matrix, out: Matrix): void => product(rowsOf(A, [[0, A.rows]]), B, out, 'sum'),
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
  readonly rows: Rows;
  readonly shift: Float64Array;
}

/** Panels of `width` rows or columns, packed, and the depth that they are packed to at the most. */
interface Panels {
  readonly address: number;
  readonly bytes: number;
  readonly width: number;
}

function emptyPanels(heap: Heap, width: number): Panels {
  const bytes = panelStride(DEPTH);
  return { address: heap.empty((Math.ceil(width / 4) * bytes) / 8).byteOffset, bytes, width };
}

/** Upper triangle of out = panels' product with themselves over `depth` steps, added to what is there where `add` is 1. */
function multiplyThemselves(
  { exports }: WasmModule,
  { address, bytes, width }: Panels,
  { out, depth, add }: { readonly out: Operand; readonly depth: number; readonly add: number },
): void {
  const { multiplyPanels } = exports;
  const to = out.address;
  multiplyPanels(address, bytes, width, address, bytes, width, depth, to, out.strideBytes, add, TRIANGLE);
}

/** Row blocks of 256: packed once in panels of four columns, which serve as both factors. */
function centredGram({ wasm, heap, X, rows, shift }: ShiftedRows, out: Operand): void {
  const { address, strideBytes } = operandOf(heap, X);
  const mean = addressOf(heap, shift);
  const panels = emptyPanels(heap, X.cols);
  let add = 0;
  for (const block of blocksOfRows(rows, DEPTH)) {
    for (const { start, end, first } of block.runs) {
      const from = address + start * strideBytes;
      wasm.exports.packColumns(from, strideBytes, mean, end - start, X.cols, panels.address, panels.bytes, first);
    }
    multiplyThemselves(wasm, panels, { out, depth: block.rows, add });
    add = 1;
  }
  if (add === 0) multiplyThemselves(wasm, panels, { out, depth: 0, add });
  wasm.exports.mirrorUpper(out.address, X.cols, out.strideBytes);
}

/** Column blocks of 256: all rows packed in panels of four rows, which serve as both factors. */
function rowGram({ wasm, heap, X, rows, shift }: ShiftedRows, out: Operand): void {
  const { packRows, padRows, mirrorUpper } = wasm.exports;
  const { address, strideBytes } = operandOf(heap, X);
  const mean = addressOf(heap, shift);
  const n = countRows(rows);
  const panels = emptyPanels(heap, n);
  for (let column = 0; column === 0 || column < X.cols; column += DEPTH) {
    const depth = Math.min(DEPTH, X.cols - column);
    let first = 0;
    for (const [start, end] of rows) {
      const from = address + start * strideBytes + column * 8;
      packRows(from, strideBytes, mean + column * 8, end - start, depth, panels.address, panels.bytes, first);
      first += end - start;
    }
    padRows(n, depth, panels.address, panels.bytes);
    multiplyThemselves(wasm, panels, { out, depth, add: column === 0 ? 0 : 1 });
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
