// Loops over rows that know classes or scores alone: a few operations a row, but each worker would run them cold as
// plain code, and compile them again.

/**
 * Adds each row's weight (1 where `weights` is 0) to its class; rows of other codes than 0 … classes − 1 count nowhere.
 */
export function tallyClasses(codes: usize, rows: i32, classes: i32, weights: usize, masses: usize): void {
  for (let i = 0; i < rows; i++) addTo(masses, i32.load(codes + (<usize>i << 2)), classes, weightOf(weights, i));
}

/**
 * Adds each row's weight to the class that it is of (`actual`), to the one that it is said to be of (`predicted`), and
 * where these are one, to `hits`; marks both in `occurs` (integers). A code that is no class counts nowhere.
 */
export function tallyLabels(
  truth: usize, said: usize, rows: i32, classes: i32, weights: usize, hits: usize, predicted: usize, actual: usize, occurs: usize,
): void {
  for (let i = 0; i < rows; i++) {
    const is = i32.load(truth + (<usize>i << 2));
    const told = i32.load(said + (<usize>i << 2));
    const weight = weightOf(weights, i);
    addTo(actual, is, classes, weight);
    addTo(predicted, told, classes, weight);
    if (is == told) addTo(hits, is, classes, weight);
    if (<u32>is < <u32>classes) i32.store(occurs + (<usize>is << 2), 1);
    if (<u32>told < <u32>classes) i32.store(occurs + (<usize>told << 2), 1);
  }
}

/** out = 1 where the score is above 0, else 0. */
export function signsOf(scores: usize, rows: i32, out: usize): void {
  for (let i = 0; i < rows; i++) i32.store(out + (<usize>i << 2), f64.load(scores + (<usize>i << 3)) > 0 ? 1 : 0);
}

/** out (rows x width, contiguous) = `width` columns of a matrix, each plus its offset. */
export function shiftedColumns(x: usize, stride: usize, rows: i32, width: i32, offsets: usize, out: usize): void {
  for (let i = 0; i < rows; i++, x += stride) {
    for (let k: usize = 0; k < <usize>width << 3; k += 8, out += 8) f64.store(out, f64.load(x + k) + f64.load(offsets + k));
  }
}

// @ts-ignore: decorator
@inline
function weightOf(weights: usize, row: i32): f64 {
  return weights ? f64.load(weights + (<usize>row << 3)) : 1;
}

// @ts-ignore: decorator
@inline
function addTo(sums: usize, code: i32, classes: i32, value: f64): void {
  if (<u32>code >= <u32>classes) return;
  const place = sums + (<usize>code << 3);
  f64.store(place, f64.load(place) + value);
}
