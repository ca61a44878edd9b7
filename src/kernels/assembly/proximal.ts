// The step of a proximal quasi-Newton method, for problems with an l1 term: z minimises
//   g'(z − x) + ½ (z − x)'B(z − x) + Σ_j l1_j |z_j|
// by coordinate descent (descent.ts), where B is the base, scaled, and the BFGS corrections of the last steps written
// out as B = τ base + Σ_k (v_k v_k' − u_k u_k'), v = y / √(y's), u = B_k s / √(s'B_k s) (Nocedal & Wright, 2nd ed., eq.
// 6.19). The problem is solved only as exactly as the outer violation asks for (Lee, Sun & Saunders, SIAM J. Optim. 24,
// 2014).

import { appendPair, descend, gatherModel, gatherSlope, Model, modelCurvature, readyModel } from './descent';
import { dropOldest } from './lbfgs';
import { at, MODEL_PAIRS, pairAt, Problem, Shared, WANTS_ROOM } from './problem';
import { Face, layFace, solveFace } from './signs';
import { dotProduct } from './vectors';

/** How many pairs stay when the memory is full. */
const KEPT: i32 = 8;
/**
 * The inner problem is solved to this share of the outer violation, each coordinate measured in units of its own
 * curvature.
 */
const FORCING: f64 = 0.05;
/** Sweeps before and between active-set steps, and how many such rounds. */
const ROUND_SWEEPS: i32 = 200;
const MAX_ROUNDS: i32 = 6;
/** A larger problem's rounds are dear beside its passes: it has fewer. */
const LARGE_SIZE: i32 = 300;
const LARGE_ROUNDS: i32 = 3;
/** Corrections may cancel in the diagonal of B; it stays above this share of the base's. */
const LEAST_CURVATURE: f64 = 1e-8;
/** The base is near the truth on the whole: one step's curvature moves its scale by no more than this. */
const LEAST_SCALE: f64 = 0.3;
const MOST_SCALE: f64 = 3;

/** The model's record and arrays, behind the problem's own. */
export function layModel(p: Problem): void {
  const model = changetype<Model>(p.model);
  const bytes = <usize>p.size << 3;
  model.size = p.size;
  model.pairs = 0;
  model.pairStride = 2 * MODEL_PAIRS << 3;
  model.gradient = p.gradient;
  model.point = p.point;
  model.penalty = p.penalty1;
  model.scale = 1;
  model.projections = p.model + 64;
  model.pairData = at(model.projections, 2 * MODEL_PAIRS);
  model.curvature = model.pairData + <usize>(2 * MODEL_PAIRS) * bytes;
  model.target = model.curvature + bytes;
  model.image = model.target + bytes;
  model.active = model.image + bytes;
  p.correction = model.active + bytes;
}

/**
 * Sets the direction to the model's minimum; returns the decrease that is promised along it. Where active-set steps
 * want more room than there is, says so in the status: it is then to be called again.
 */
export function proximalDirection(p: Problem): f64 {
  const model = changetype<Model>(p.model);
  model.blockSize = p.blockSize;
  model.base = p.base;
  memory.copy(model.target, p.point, <usize>p.size << 3);
  readyModel(model);
  const violation = modelCurvature(model, p.diagonal, LEAST_CURVATURE);
  const tolerance = FORCING * violation * (FORCING * violation);
  const rounds = p.size > LARGE_SIZE ? LARGE_ROUNDS : MAX_ROUNDS;
  for (let round = 1; descend(model, tolerance, ROUND_SWEEPS) > ROUND_SWEEPS && round < rounds; round++) {
    if (!solveSigns(p, model)) {
      p.status = WANTS_ROOM;
      return 0;
    }
    readyModel(model);
  }
  let slope: f64 = 0;
  for (let j = 0; j < p.size; j++) {
    const target = f64.load(at(model.target, j));
    const point = f64.load(at(p.point, j));
    f64.store(at(p.direction, j), target - point);
    slope += f64.load(at(p.gradient, j)) * (target - point) + f64.load(at(p.penalty1, j)) * (Math.abs(target) - Math.abs(point));
  }
  return slope;
}

// @ts-ignore: decorator
@inline
function takesPart(p: Problem, model: Model, j: i32): bool {
  return f64.load(at(p.diagonal, j)) > 0 && (f64.load(at(model.target, j)) != 0 || f64.load(at(p.penalty1, j)) == 0);
}

/** Active-set steps from the model's target, which is moved; false where there is no room for them. */
function solveSigns(p: Problem, model: Model): bool {
  const shared = changetype<Shared>(p.shared);
  let m = 0;
  for (let j = 0; j < p.size; j++) if (takesPart(p, model, j)) m++;
  if (m == 0) return true;
  shared.faceWanted = m;
  if (m > shared.faceSize) return false;
  const face = changetype<Face>(shared.face);
  layFace(face, m);
  const support = model.active;
  for (let j = 0, a = 0; j < p.size; j++) {
    if (!takesPart(p, model, j)) continue;
    i32.store(support + (<usize>a << 2), j);
    f64.store(at(face.z, a), f64.load(at(model.target, j)));
    f64.store(at(face.penalty, a), f64.load(at(p.penalty1, j)));
    a++;
  }
  gatherModel(model, support, m, face.a);
  readyModel(model);
  gatherSlope(model, support, m, face.slope);
  solveFace(face);
  for (let a = 0; a < m; a++) f64.store(at(model.target, i32.load(support + (<usize>a << 2))), f64.load(at(face.z, a)));
  return true;
}

/**
 * Remembers the step that the first free pair holds, `step` · (z − x) of the last model; one without curvature is
 * passed over.
 */
export function rememberProximal(p: Problem): void {
  const pair = pairAt(p, p.pairCount);
  const model = changetype<Model>(p.model);
  if (!(dotProduct(p.size, pair.s, pair.y) > 0)) return;
  for (let j = 0; j < p.size; j++) {
    const image = p.blockSize == 0 ? f64.load(at(p.base, j)) * f64.load(at(pair.s, j)) : p.step * f64.load(at(model.image, j));
    f64.store(at(pair.image, j), image);
  }
  const full = p.pairCount == MODEL_PAIRS;
  if (full) dropOldest(p, MODEL_PAIRS + 1 - KEPT);
  p.pairCount++;
  if (full || p.pairCount == 1) rebuild(p, model);
  else append(p, model, p.pairCount - 1);
}

/** All corrections anew, the base scaled to the newest step's curvature. */
function rebuild(p: Problem, model: Model): void {
  const newest = pairAt(p, p.pairCount - 1);
  const scale = dotProduct(p.size, newest.s, newest.y) / dotProduct(p.size, newest.s, newest.image);
  model.scale = Math.min(Math.max(scale, LEAST_SCALE), MOST_SCALE);
  model.pairs = 0;
  for (let k = 0; k < p.pairCount; k++) append(p, model, k);
}

/** Adds the correction of a pair to those of the pairs before it. */
function append(p: Problem, model: Model, k: i32): void {
  const pair = pairAt(p, k);
  model.pairs += appendPair(model, pair.s, pair.y, pair.image, p.correction);
}

export function forgetProximal(p: Problem): void {
  const model = changetype<Model>(p.model);
  model.pairs = 0;
  model.scale = 1;
}
