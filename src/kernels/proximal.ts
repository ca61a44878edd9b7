// The step of a proximal quasi-Newton method, for problems with an l1 term: z minimises
//   g'(z − x) + ½ (z − x)'B(z − x) + Σ_j l1_j |z_j|
// by coordinate descent, where B is the base matrix, scaled, and the BFGS corrections of the last steps written out as
// B = τ base + Σ_k (v_k v_k' − u_k u_k'),  v = y / √(y's),  u = B_k s / √(s'B_k s)   (Nocedal & Wright, 2nd ed., eq. 6.19).
// The problem is solved only as exactly as the outer violation asks for (Lee, Sun & Saunders, SIAM J. Optim. 24, 2014).

import type { Heap } from '../base/heap.js';
import type { Kernels } from './index.js';
import { modelRecord, type QuadraticModel, recordOf } from './passes.js';
import type { Base } from './preconditioner.js';
import { type SignedQuadratic, solveSigns } from './signs.js';

/** A step, the change of the gradient along it, and its image; in WASM memory. */
interface ProximalPair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** base · s */
  readonly image: Float64Array;
}

export interface ProximalMemory {
  readonly pairs: ProximalPair[];
  /** Arrays of forgotten steps, to be used again. */
  readonly spare: ProximalPair[];
  /** Room for one correction. */
  readonly correction: Float64Array;
  readonly model: { -readonly [K in keyof QuadraticModel]: QuadraticModel[K] };
}

const CAPACITY = 12;
/** How many pairs stay when the memory is full. */
const KEPT = 8;
/** The inner problem is solved to this share of the outer violation, each coordinate measured in units of its own curvature. */
const FORCING = 0.05;
/** Sweeps before and between active-set steps, and how many such rounds. */
const ROUND_SWEEPS = 200;
const MAX_ROUNDS = 6;
/** A larger problem's rounds are dear beside its passes: it has fewer. */
const LARGE_SIZE = 300;
const LARGE_ROUNDS = 3;
/** Corrections may cancel in the diagonal of B; it stays above this share of the base's. */
const LEAST_CURVATURE = 1e-8;

/** Memory for one problem. `gradient`, `point`, `penalty`: the arrays (in WASM memory) that each step reads. */
export function createProximalMemory(
  heap: Heap,
  base: Base,
  arrays: { gradient: Float64Array; point: Float64Array; penalty: Float64Array },
): ProximalMemory {
  const size = arrays.point.length;
  return {
    pairs: [],
    spare: [],
    correction: heap.rough(size),
    model: {
      ...arrays,
      size,
      blockSize: base.blockSize,
      base: base.data,
      scale: 1,
      pairs: 0,
      pairData: heap.f64(size * 2 * CAPACITY),
      pairStride: 2 * CAPACITY,
      curvature: heap.f64(size),
      target: heap.f64(size),
      image: heap.f64(size),
      projections: heap.f64(2 * CAPACITY),
      active: heap.i32(size),
      record: modelRecord(heap),
    },
  };
}

export function releaseProximalMemory(heap: Heap, { pairs, spare, correction, model }: ProximalMemory): void {
  for (const { s, y, image } of [...pairs, ...spare]) for (const array of [s, y, image]) heap.free(array);
  heap.free(correction);
  for (const array of [model.pairData, model.curvature, model.target, model.image, model.projections]) heap.free(array);
  heap.free(model.active);
  heap.free(model.record.doubles);
}

/** The model's minimum z for the arrays' present gradient and point, in `memory.model.target`. */
export function proximalStep(kernels: Kernels, base: Base, memory: ProximalMemory): Float64Array {
  const { model } = memory;
  model.blockSize = base.blockSize;
  model.base = base.data;
  model.target.set(model.point);
  const { solver } = kernels;
  const record = recordOf(model);
  solver.readyModel(record);
  const violation = solver.modelCurvature(record, base.diagonal.byteOffset, LEAST_CURVATURE);
  const rounds = model.size > LARGE_SIZE ? LARGE_ROUNDS : MAX_ROUNDS;
  for (let round = 1; kernels.passes.descend(model, FORCING * violation, ROUND_SWEEPS) > ROUND_SWEEPS && round < rounds; round++) {
    solveSigns(kernels, signedQuadratic(kernels, base, model), model.target);
    solver.readyModel(record);
  }
  return model.target;
}

/** The model for the active-set step: B's entries and slope written out. The point that it asks about is the model's target. */
function signedQuadratic({ solver }: Kernels, { diagonal }: Base, model: QuadraticModel): SignedQuadratic {
  return {
    penalty: model.penalty,
    movable: (j) => diagonal[j] > 0,
    fill: (support, out) => void solver.gatherModel(recordOf(model), support.byteOffset, support.length, out.data.byteOffset),
    slope: (support, _z, out) => {
      const record = recordOf(model);
      solver.readyModel(record);
      solver.gatherSlope(record, support.byteOffset, support.length, out.byteOffset);
    },
  };
}

/** A pair to be filled, for `rememberProximal`. */
export function newProximalPair({ spare, model: { size } }: ProximalMemory, heap: Heap): ProximalPair {
  return spare.pop() ?? { s: heap.rough(size), y: heap.rough(size), image: heap.rough(size) };
}

/** Remembers the step s = `step` · (z − x) of the last model, after which the gradient had changed by y. */
export function rememberProximal({ solver }: Kernels, base: Base, memory: ProximalMemory, pair: ProximalPair, step: number): void {
  const { pairs, spare, model } = memory;
  const { s, y, image } = pair;
  if (!(solver.dotProduct(model.size, s.byteOffset, y.byteOffset) > 0)) {
    spare.push(pair);
    return;
  }
  for (let j = 0; j < s.length; j++) image[j] = base.blockSize === 0 ? base.data[j] * s[j] : step * model.image[j];
  pairs.push(pair);
  if (pairs.length > CAPACITY) {
    spare.push(...pairs.splice(0, pairs.length - KEPT));
    rebuild(solver, memory);
  } else if (pairs.length === 1) {
    rebuild(solver, memory);
  } else {
    append(solver, memory, pair);
  }
}

export function forgetProximal(memory: ProximalMemory): void {
  memory.spare.push(...memory.pairs.splice(0));
  memory.model.pairs = 0;
  memory.model.scale = 1;
}

/** The base is near the truth on the whole: one step's curvature moves its scale by no more than this. */
const LEAST_SCALE = 0.3;
const MOST_SCALE = 3;

/** All corrections anew, the base scaled to the newest step's curvature. */
function rebuild(solver: Kernels['solver'], memory: ProximalMemory): void {
  const { pairs, model } = memory;
  const [s, y, image] = addressesOf(pairs[pairs.length - 1]);
  const scale = solver.dotProduct(model.size, s, y) / solver.dotProduct(model.size, s, image);
  model.scale = Math.min(Math.max(scale, LEAST_SCALE), MOST_SCALE);
  model.pairs = 0;
  for (const pair of pairs) append(solver, memory, pair);
}

/** Adds the correction of a pair to those of the pairs before it. */
function append(solver: Kernels['solver'], { model, correction }: ProximalMemory, pair: ProximalPair): void {
  const [s, y, image] = addressesOf(pair);
  model.pairs += solver.appendPair(recordOf(model), s, y, image, correction.byteOffset);
}

function addressesOf({ s, y, image }: ProximalPair): [number, number, number] {
  return [s.byteOffset, y.byteOffset, image.byteOffset];
}
