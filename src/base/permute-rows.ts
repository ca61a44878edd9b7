// Rows of a matrix in another order, where they lie.

/** Rows of so many entries are moved quicker at once than entry by entry. */
const WIDE = 32;

/**
 * Row `place` becomes what row order[place] was, for each place: along the cycles of the order, each row is moved once.
 * @param data   rows one after another, `cols` entries each
 * @param order  each row once
 * Cost: one copy of the rows; memory for one row, and a byte for each.
 */
export function permuteRows(data: Float64Array, cols: number, order: Int32Array): void {
  const move = moverOf(data, cols);
  const kept = new Float64Array(cols);
  const done = new Uint8Array(order.length);
  for (let start = 0; start < order.length; start++) {
    if (done[start] === 1 || order[start] === start) continue;
    kept.set(data.subarray(start * cols, (start + 1) * cols));
    let place = start;
    for (let from = order[place]; from !== start; from = order[place]) {
      move(from, place);
      done[place] = 1;
      place = from;
    }
    data.set(kept, place * cols);
    done[place] = 1;
  }
}

/** What moves one row to the place of another. */
function moverOf(data: Float64Array, cols: number): (from: number, to: number) => void {
  if (cols >= WIDE) return (from, to) => void data.copyWithin(to * cols, from * cols, (from + 1) * cols);
  return (from, to) => {
    for (let j = 0, i = from * cols, k = to * cols; j < cols; j++) data[k + j] = data[i + j];
  };
}
