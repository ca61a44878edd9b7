import { describe, expect, it } from 'vitest';
import type { PackedRows, Segment } from '../../src/base/matrix.js';
import type { ColumnMap } from '../../src/base/statistics.js';
import { createKernels } from '../../src/kernels/index.js';
import { randomMatrix } from './random-matrix.js';

const kernels = createKernels();

/** Entry (i, j), by the definition of panels. */
function entry({ rows, cols, data }: PackedRows, i: number, j: number): number {
  if (i >= rows - (rows % 4)) return data[i * cols + j];
  const panel = 4 * cols * Math.floor(i / 4);
  const odd = cols % 2 === 1 && j === cols - 1;
  return data[panel + (odd ? 4 * j + (i % 4) : 8 * Math.floor(j / 2) + 2 * (i % 4) + (j % 2))];
}

function unpacked(packed: PackedRows): number[][] {
  return Array.from({ length: packed.rows }, (_, i) =>
    Array.from({ length: packed.cols }, (_, j) => entry(packed, i, j)),
  );
}

const SHAPES = [1, 2, 3, 4, 5, 8, 11].flatMap((rows) => [1, 2, 3, 4, 7].map((cols) => ({ rows, cols })));

describe('packPanels', () => {
  it.each(SHAPES)('lays $rows rows of $cols columns of a wider matrix in panels of four rows', ({ rows, cols }) => {
    const X = randomMatrix(rows + 3, cols, 1, cols + 2);
    const out = kernels.heap.matrix(rows, cols);
    kernels.packPanels(X, [[2, rows + 2]], undefined, out);
    expect(unpacked(out)).toEqual(
      Array.from({ length: rows }, (_, i) => [...X.data.subarray((i + 2) * X.stride, (i + 2) * X.stride + cols)]),
    );
  });

  it.each([false, true])('lays rows of several segments as if they lay one after another, mapped: %s', (mapped) => {
    const X = randomMatrix(700, 6, 2);
    const segments: Segment[] = [
      [600, 601],
      [0, 250],
      [255, 255],
      [300, 590],
    ];
    const scaled: ColumnMap = {
      columns: Int32Array.of(4, 0, 5),
      shift: Float64Array.of(1, 2, 3),
      scale: Float64Array.of(0.5, 2, -1),
      offset: Float64Array.of(0, 7, 0.25),
    };
    const [map, cols] = mapped ? [scaled, 3] : [undefined, 5];
    const plain = kernels.heap.matrix(541, cols);
    kernels.mapColumns(X, segments, map, plain);
    const out = kernels.heap.matrix(541, cols);
    kernels.packPanels(X, segments, map, out);
    expect(unpacked(out)).toEqual(
      Array.from({ length: 541 }, (_, i) => [...plain.data.subarray(i * cols, (i + 1) * cols)]),
    );
  });
});

describe('repackPanels', () => {
  it.each(
    SHAPES.flatMap(({ rows, cols }) =>
      [1, 2, 3, 5, 7].filter((width) => width <= cols).map((width) => ({ rows, cols, width })),
    ),
  )('takes the first $width of $cols columns of $rows rows out of panels', ({ rows, cols, width }) => {
    const X = randomMatrix(rows, cols, 3);
    const [wide, out] = [kernels.heap.matrix(rows, cols), kernels.heap.matrix(rows, width)];
    kernels.packPanels(X, [[0, rows]], undefined, wide);
    kernels.repackPanels(wide, undefined, out);
    expect(unpacked(out)).toEqual(
      Array.from({ length: rows }, (_, i) => [...X.data.subarray(i * cols, i * cols + width)]),
    );
  });

  it('maps columns to the bits that they have when rows are mapped', () => {
    const X = randomMatrix(601, 7, 4);
    const map: ColumnMap = {
      columns: Int32Array.of(6, 0, 3),
      shift: Float64Array.of(1, 2, 3),
      scale: Float64Array.of(0.3, 2.7, -1),
      offset: Float64Array.of(0, 7, 0.25),
    };
    const [wide, straight, out] = [
      kernels.heap.matrix(601, 7),
      kernels.heap.matrix(601, 3),
      kernels.heap.matrix(601, 3),
    ];
    kernels.packPanels(X, [[0, 601]], undefined, wide);
    kernels.packPanels(X, [[0, 601]], map, straight);
    kernels.repackPanels(wide, map, out);
    expect(out.data).toEqual(straight.data);
  });
});

describe('unpackPanels', () => {
  it.each(SHAPES)('lays $rows rows of $cols columns out as rows again', ({ rows, cols }) => {
    const X = randomMatrix(rows, cols, 7);
    const [packed, out] = [kernels.heap.matrix(rows, cols), kernels.heap.matrix(rows, cols)];
    kernels.packPanels(X, [[0, rows]], undefined, packed);
    kernels.unpackPanels(packed, out);
    expect(out.data).toEqual(X.data);
  });
});

describe('multiplyPacked', () => {
  it.each([1, 3, 4, 63, 64, 65, 130, 515].flatMap((rows) => [1, 4, 7, 250].map((width) => ({ rows, width }))))(
    'lays a product of $rows rows and $width columns in panels, to the bit',
    ({ rows, width }) => {
      const X = randomMatrix(rows + 5, 300, 5, 303);
      const B = randomMatrix(300, width, 6);
      const shift = Float64Array.from({ length: 300 }, (_, j) => j / 300);
      const segments: Segment[] = [
        [4, 4 + Math.ceil(rows / 2)],
        [rows + 5 - Math.floor(rows / 2), rows + 5],
      ];
      const [plain, expected, out] = [0, 1, 2].map(() => kernels.heap.matrix(rows, width));
      kernels.multiply(X, segments, shift, B, plain);
      kernels.packPanels(plain, [[0, rows]], undefined, expected);
      kernels.multiplyPacked(X, segments, shift, B, out);
      expect(out.data).toEqual(expected.data);
    },
  );
});
