// One logistic or softmax problem on its way to the optimum, as it lies in memory: what it is, where it stands, and its
// arrays, all in one block that the front (solvers/convex-problem.ts) allocates. A point holds `vectors` times d
// weights and an intercept.
//   F(w, b) = strength Σ_i weight_i loss_i + Σ_j (½ l2_j w_j² + l1_j |w_j|)
// A free intercept is moved to the columns' means (b' = b + mean · w): the same problem with centred columns, which
// keeps the Hessian's condition number from growing with the means. Convergence is judged on the gradient of the
// problem as given.

/** What all problems of a batch share. Its fields are written by the front, in this order. */
@unmanaged
export class Shared {
  /** Rows in panels of four (tiles.ts); classes of the rows, padded to an even count; their weights, or 0. */
  panels: usize;
  n: i32;
  codes: usize;
  weights: usize;
  /** Column means, centred sums of squares. */
  mean: usize;
  spread: usize;
  /**
   * Room for active-set steps on so many coordinates (see faceDoubles); how many the problem that stopped for it wants.
   */
  face: usize;
  faceSize: i32;
  faceWanted: i32;
  /** Room to factor a block, and for the Hessian of a small problem. */
  work: usize;
}

// What a problem waits for, or how it ended.
export const RUNNING: i32 = 0;
export const TOLERANCE: i32 = 1;
export const ROUNDING: i32 = 2;
export const MAX_ITER: i32 = 3;
export const LINE_SEARCH: i32 = 4;
export const WANTS_ROOM: i32 = 5;
export const WANTS_HESSIAN: i32 = 6;

@unmanaged
export class Problem {
  // ---- doubles that the front writes, in this order ----
  strength: f64;
  l1: f64;
  l2: f64;
  /** Value of the intercept's constant feature; 0 = no intercept. */
  unit: f64;
  /** Largest violation at which the problem counts as solved. */
  tolerance: f64;
  /** Passes after which the base becomes the Hessian. */
  refreshAfter: f64;
  /** What the rows of the moments come to. */
  count: f64;
  /** Weight of rows of no class of its own (logistic only). */
  rest: f64;
  /** Largest decrease, as a share of the value, that a solved problem's next step may still promise. */
  gap: f64;

  // ---- where it stands ----
  acceptedValue: f64;
  acceptedViolation: f64;
  triedValue: f64;
  triedViolation: f64;
  /** Weighted loss at the trial, times strength. */
  triedLoss: f64;
  leastViolation: f64;
  /** Smallest decrease that a model has promised. */
  leastPromise: f64;
  /** Of the base, in the smooth memory. */
  scale: f64;

  // ---- the line search: see line-search.ts ----
  originValue: f64;
  originSlope: f64;
  noise: f64;
  step: f64;
  low: f64;
  lowSlope: f64;
  high: f64;
  highSlope: f64;

  // ---- words that the front writes and reads, in this order ----
  d: i32;
  vectors: i32;
  maxIter: i32;
  interceptPenalised: i32;
  /** Size of the base's dense blocks, 0 where it is a diagonal; the blocks, their factors, or the diagonal. */
  blockSize: i32;
  base: usize;
  shared: usize;
  /** Whether the base has room for the Hessian, and shared.work for making it here. */
  small: i32;
  status: i32;
  passes: i32;
  /** The vectors' weights and gradients one after the other, as a point's coordinates are; the columns' shifts. */
  weights: usize;
  sums: usize;
  shift: usize;

  // ---- the rest of its words ----
  size: i32;
  passesSinceBase: i32;
  /** Accepted steps in a row that changed the value by rounding only and were no better by any measure. */
  idle: i32;
  searching: i32;
  trials: i32;
  /** Steps that are remembered: records of Pair, oldest first, then those that are free. */
  pairCount: i32;
  pairs: usize;
  /** Size of each column's entries: root mean square. */
  magnitude: usize;
  /** 1 for coordinates that stay 0: columns without spread, an intercept that is not there. */
  frozen: usize;
  penalty1: usize;
  penalty2: usize;
  point: usize;
  gradient: usize;
  direction: usize;
  trial: usize;
  trialGradient: usize;
  /** What the trial was moved by along directions in which the loss is constant. */
  moved: usize;
  /** Of the base; 0 at frozen coordinates. */
  diagonal: usize;
  /** A double for each pair, or for each class. */
  few: usize;
  /** Problems with an l1 term: record and arrays of the quadratic model (descent.ts), room for one correction. */
  model: usize;
  correction: usize;
}

/**
 * What the front says of each class behind the record: code of its rows, their weight, starting intercept, starting
 * curvature.
 */
export const CLASS_BYTES: usize = 32;

/** A step s, the change y of the gradient along it, base · s (problems with an l1 term), s'y. */
@unmanaged
export class Pair {
  product: f64;
  s: usize;
  y: usize;
  image: usize;
}

export const PAIR_BYTES: usize = 24;
/** Pairs that a smooth memory holds, and a memory of a problem with an l1 term. */
export const SMOOTH_PAIRS: i32 = 10;
export const MODEL_PAIRS: i32 = 12;
/** Arrays of `size` doubles. */
const COMMON_ARRAYS: i32 = 14;
const MODEL_ARRAYS: i32 = 5 + 2 * MODEL_PAIRS;

export function wordsOffset(): usize {
  return offsetof<Problem>("d");
}

export function recordBytes(): usize {
  return (offsetof<Problem>() + 7) & ~7;
}

// @ts-ignore: decorator
@inline
export function at(base: usize, j: i32): usize {
  return base + (<usize>j << 3);
}

export function classOf(p: Problem, k: i32): usize {
  return changetype<usize>(p) + recordBytes() + <usize>k * CLASS_BYTES;
}

export function pairAt(p: Problem, k: i32): Pair {
  return changetype<Pair>(p.pairs + <usize>k * PAIR_BYTES);
}

/** Bytes of a problem's block. */
export function problemBytes(d: i32, vectors: i32, kinked: i32): usize {
  const pairs = kinked ? MODEL_PAIRS + 1 : SMOOTH_PAIRS + 1;
  const arrays = COMMON_ARRAYS + pairs * (kinked ? 3 : 2) + (kinked ? MODEL_ARRAYS : 0);
  const few = max(vectors, SMOOTH_PAIRS) + 3 * pairs + (kinked ? 8 + 2 * MODEL_PAIRS : 0);
  return recordBytes() + <usize>vectors * CLASS_BYTES + (<usize>(arrays * vectors * (d + 1) + few) << 3);
}

/** Gives the arrays of a problem their places behind its record. */
export function layProblem(p: Problem): void {
  const kinked = p.l1 > 0;
  const size = p.vectors * (p.d + 1);
  const bytes = <usize>size << 3;
  p.size = size;
  let next = classOf(p, p.vectors);
  p.weights = next;
  p.sums = p.weights + bytes;
  p.shift = p.sums + bytes;
  p.magnitude = p.shift + bytes;
  p.frozen = p.magnitude + bytes;
  p.penalty1 = p.frozen + bytes;
  p.penalty2 = p.penalty1 + bytes;
  p.point = p.penalty2 + bytes;
  p.gradient = p.point + bytes;
  p.direction = p.gradient + bytes;
  p.trial = p.direction + bytes;
  p.trialGradient = p.trial + bytes;
  p.moved = p.trialGradient + bytes;
  p.diagonal = p.moved + bytes;
  p.pairs = p.diagonal + bytes;
  const pairs = kinked ? MODEL_PAIRS + 1 : SMOOTH_PAIRS + 1;
  next = p.pairs + <usize>pairs * PAIR_BYTES;
  for (let k = 0; k < pairs; k++) {
    const pair = pairAt(p, k);
    pair.s = next;
    pair.y = next + bytes;
    pair.image = kinked ? next + 2 * bytes : 0;
    next += kinked ? 3 * bytes : 2 * bytes;
  }
  p.few = next;
  p.model = at(next, max(p.vectors, SMOOTH_PAIRS));
}
