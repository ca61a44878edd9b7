// Squared Euclidean distances by direct differences in 4 x 4 register tiles of packed panels (see gemm.ts: element (k,
// i) of a panel stands at 4 k + i), and for each query a bounded heap of its nearest train rows. A distance is the
// plain sum over columns in order. A heap's root is the farthest; of equal distances the higher row counts as farther.
// NaN counts as infinitely far.

/** 4 x 4 distances of one tile: row = query, column = train row. */
let distances: usize = memory.data(128);

/** Instances that share a memory must not share this room of 128 bytes. */
export function placeDistances(address: usize): void {
  distances = address;
}

/**
 * Offers the train rows of packed panels to the heaps of packed queries.
 * @param held  how many train rows were offered before: row i of these panels is train row held + i
 * @param k  capacity of each heap; heap q lies in indices[q k ...] and values[q k ...]
 */
export function offerPanels(
  queries: usize, nQueries: i32, train: usize, nTrain: i32, panelStride: usize, cols: i32, held: i32, k: i32, indices: usize, values: usize,
): void {
  for (let q = 0; q < nQueries; q += 4) {
    const queryPanel = queries + <usize>(q >> 2) * panelStride;
    const nq = min(4, nQueries - q);
    for (let t = 0; t < nTrain; t += 4) {
      distanceTile(queryPanel, train + <usize>(t >> 2) * panelStride, cols);
      const nt = min(4, nTrain - t);
      for (let i = 0; i < nq; i++) {
        const heap = <usize>(q + i) * <usize>k;
        for (let j = 0; j < nt; j++) {
          const distance = f64.load(distances + (<usize>(4 * i + j) << 3));
          offer(indices + (heap << 2), values + (heap << 3), k, held + t + j, distance === distance ? distance : Infinity);
        }
      }
    }
  }
}

function distanceTile(q: usize, t: usize, cols: i32): void {
  let d00 = f64x2.splat(0), d01 = f64x2.splat(0);
  let d10 = f64x2.splat(0), d11 = f64x2.splat(0);
  let d20 = f64x2.splat(0), d21 = f64x2.splat(0);
  let d30 = f64x2.splat(0), d31 = f64x2.splat(0);
  const end = q + (<usize>cols << 5);
  for (; q < end; q += 32, t += 32) {
    const t0 = v128.load(t), t1 = v128.load(t, 16);
    const q0 = v128.load_splat<f64>(q, 0), q1 = v128.load_splat<f64>(q, 8);
    const q2 = v128.load_splat<f64>(q, 16), q3 = v128.load_splat<f64>(q, 24);
    d00 = addSquare(d00, q0, t0); d01 = addSquare(d01, q0, t1);
    d10 = addSquare(d10, q1, t0); d11 = addSquare(d11, q1, t1);
    d20 = addSquare(d20, q2, t0); d21 = addSquare(d21, q2, t1);
    d30 = addSquare(d30, q3, t0); d31 = addSquare(d31, q3, t1);
  }
  v128.store(distances, d00, 0); v128.store(distances, d01, 16);
  v128.store(distances, d10, 32); v128.store(distances, d11, 48);
  v128.store(distances, d20, 64); v128.store(distances, d21, 80);
  v128.store(distances, d30, 96); v128.store(distances, d31, 112);
}

// @ts-ignore: decorator
@inline
function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b);
  return f64x2.add(sum, f64x2.mul(difference, difference));
}

/**
 * Puts a train row into a heap that is not full yet, or in place of the farthest where it is nearer. Rows come in
 * ascending order.
 */
function offer(indices: usize, values: usize, k: i32, row: i32, distance: f64): void {
  if (row >= k) {
    if (distance < f64.load(values)) siftDown(indices, values, k, row, distance);
    return;
  }
  let at = row;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isFarther(distance, row, f64.load(values + (<usize>parent << 3)), i32.load(indices + (<usize>parent << 2)))) break;
    move(indices, values, at, parent);
    at = parent;
  }
  put(indices, values, at, row, distance);
}

/** Replaces the root of a heap of `size` entries. */
function siftDown(indices: usize, values: usize, size: i32, row: i32, distance: f64): void {
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let value = f64.load(values + (<usize>child << 3));
    let index = i32.load(indices + (<usize>child << 2));
    if (child + 1 < size) {
      const otherValue = f64.load(values + (<usize>child << 3), 8);
      const otherIndex = i32.load(indices + (<usize>child << 2), 4);
      if (isFarther(otherValue, otherIndex, value, index)) {
        child++;
        value = otherValue;
        index = otherIndex;
      }
    }
    if (!isFarther(value, index, distance, row)) break;
    move(indices, values, at, child);
    at = child;
  }
  put(indices, values, at, row, distance);
}

/** Orders each full heap of k entries from nearest to farthest, in place. */
export function sortHeaps(nQueries: i32, k: i32, indices: usize, values: usize): void {
  for (let q = 0; q < nQueries; q++, indices += <usize>k << 2, values += <usize>k << 3) {
    for (let last = k - 1; last > 0; last--) {
      const row = i32.load(indices + (<usize>last << 2));
      const distance = f64.load(values + (<usize>last << 3));
      move(indices, values, last, 0);
      siftDown(indices, values, last, row, distance);
    }
  }
}

// @ts-ignore: decorator
@inline
function isFarther(distance: f64, row: i32, otherDistance: f64, otherRow: i32): bool {
  return distance > otherDistance || (distance === otherDistance && row > otherRow);
}

// @ts-ignore: decorator
@inline
function move(indices: usize, values: usize, to: i32, from: i32): void {
  put(indices, values, to, i32.load(indices + (<usize>from << 2)), f64.load(values + (<usize>from << 3)));
}

// @ts-ignore: decorator
@inline
function put(indices: usize, values: usize, at: i32, row: i32, distance: f64): void {
  i32.store(indices + (<usize>at << 2), row);
  f64.store(values + (<usize>at << 3), distance);
}
