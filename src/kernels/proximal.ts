// The step of a proximal quasi-Newton method, for problems with an l1 term: z minimises
//   g'(z − x) + ½ (z − x)'B(z − x) + Σ_j l1_j |z_j|
// by coordinate descent, where B is the base matrix, scaled, and the BFGS corrections of the last steps written out as
// B = τ base + Σ_k (v_k v_k' − u_k u_k'),  v = y / √(y's),  u = B_k s / √(s'B_k s)   (Nocedal & Wright, 2nd ed., eq. 6.19).
// The problem is solved only as exactly as the outer violation asks for (Lee, Sun & Saunders, SIAM J. Optim. 24, 2014).

import type { Heap } from '../base/heap.js';
import type { Kernels } from './index.js';
import { addScaled, dot } from './lbfgs.js';
import { kkt } from './objective.js';
import { modelRecord, type QuadraticModel } from './passes.js';
import type { Base } from './preconditioner.js';
import { type SignedQuadratic, solveSigns } from './signs.js';

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
    correction: new Float64Array(size),
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

export function releaseProximalMemory(heap: Heap, { model }: ProximalMemory): void {
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
  readyModel(model);
  let violation = 0;
  for (let j = 0, at = 0; j < model.size; j++, at += model.pairStride) {
    const own = model.scale * base.diagonal[j];
    let sum = own;
    for (let k = at; k < at + 2 * model.pairs; k += 2) sum += model.pairData[k] ** 2 - model.pairData[k + 1] ** 2;
    model.curvature[j] = Math.max(sum, LEAST_CURVATURE * own);
    if (own > 0) violation = Math.max(violation, kkt(model.gradient[j], model.point[j], model.penalty[j]) / Math.sqrt(model.curvature[j]));
  }
  const rounds = model.size > LARGE_SIZE ? LARGE_ROUNDS : MAX_ROUNDS;
  for (let round = 1; kernels.passes.descend(model, FORCING * violation, ROUND_SWEEPS) > ROUND_SWEEPS && round < rounds; round++) {
    solveSigns(kernels, signedQuadratic(base, model), model.target);
    readyModel(model);
  }
  return model.target;
}

/** Brings image and projections up to date with the target. */
function readyModel({ size, blockSize, base, point, target, image, projections, pairs, pairData, pairStride }: QuadraticModel): void {
  image.fill(0);
  projections.fill(0);
  for (let j = 0; j < size; j++) {
    const moved = target[j] - point[j];
    if (moved === 0) continue;
    for (let i = 0; i < 2 * pairs; i++) projections[i] += (i % 2 === 0 ? moved : -moved) * pairData[j * pairStride + i];
    const first = blockSize === 0 ? j : j - (j % blockSize);
    for (let k = 0; k < blockSize; k++) image[first + k] += moved * base[j * blockSize + k];
  }
}

/** The model for the active-set step: B's entries and slope written out. */
function signedQuadratic({ diagonal }: Base, model: QuadraticModel): SignedQuadratic {
  const { blockSize, base, scale, pairs, pairData, pairStride } = model;
  const entry = (i: number, j: number) => {
    let sum = 0;
    if (blockSize === 0) sum = i === j ? scale * base[i] : 0;
    else if (Math.floor(i / blockSize) === Math.floor(j / blockSize)) sum = scale * base[i * blockSize + (j % blockSize)];
    for (let k = 0; k < 2 * pairs; k += 2) {
      sum +=
        pairData[i * pairStride + k] * pairData[j * pairStride + k] - pairData[i * pairStride + k + 1] * pairData[j * pairStride + k + 1];
    }
    return sum;
  };
  return {
    penalty: model.penalty,
    movable: (j) => diagonal[j] > 0,
    fill: (support, out) => {
      support.forEach((i, a) => {
        for (let b = 0; b <= a; b++) out.data[a * out.stride + b] = out.data[b * out.stride + a] = entry(i, support[b]);
      });
    },
    slope: (support, z, out) => {
      readyModel({ ...model, target: z });
      support.forEach((i, a) => {
        let slope = model.gradient[i] + scale * (blockSize === 0 ? base[i] * (z[i] - model.point[i]) : model.image[i]);
        for (let k = 0; k < 2 * pairs; k++) slope += pairData[i * pairStride + k] * model.projections[k];
        out[a] = slope;
      });
    },
  };
}

/** A pair to be filled, for `rememberProximal`. */
export function newProximalPair({ spare, model: { size } }: ProximalMemory): ProximalPair {
  return spare.pop() ?? { s: new Float64Array(size), y: new Float64Array(size), image: new Float64Array(size) };
}

/** Remembers the step s = `step` · (z − x) of the last model, after which the gradient had changed by y. */
export function rememberProximal(base: Base, memory: ProximalMemory, pair: ProximalPair, step: number): void {
  const { pairs, spare, model } = memory;
  const { s, y, image } = pair;
  if (!(dot(s, y) > 0)) {
    spare.push(pair);
    return;
  }
  for (let j = 0; j < s.length; j++) image[j] = base.blockSize === 0 ? base.data[j] * s[j] : step * model.image[j];
  pairs.push(pair);
  if (pairs.length > CAPACITY) {
    spare.push(...pairs.splice(0, pairs.length - KEPT));
    rebuild(memory);
  } else if (pairs.length === 1) {
    rebuild(memory);
  } else {
    append(memory, pairs.length - 1);
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
function rebuild(memory: ProximalMemory): void {
  const { pairs, model } = memory;
  const { s, y, image } = pairs[pairs.length - 1];
  model.scale = Math.min(Math.max(dot(s, y) / dot(s, image), LEAST_SCALE), MOST_SCALE);
  model.pairs = 0;
  for (let k = 0; k < pairs.length; k++) append(memory, k);
}

/** Adds the correction of pair k to those of the pairs before it. */
function append(memory: ProximalMemory, k: number): void {
  const { model } = memory;
  const { s, y, image } = memory.pairs[k];
  const u = memory.correction;
  u.fill(0);
  addScaled(u, model.scale, image);
  const stride = model.pairStride;
  for (let i = 0; i < 2 * model.pairs; i++) {
    let projection = 0;
    for (let j = 0; j < model.size; j++) projection += model.pairData[j * stride + i] * s[j];
    if (i % 2 === 1) projection = -projection;
    for (let j = 0; j < model.size; j++) u[j] += projection * model.pairData[j * stride + i];
  }
  const square = dot(s, u);
  const product = dot(s, y);
  if (!(square > 0)) return;
  const at = 2 * model.pairs++;
  for (let j = 0; j < model.size; j++) {
    model.pairData[j * stride + at] = y[j] / Math.sqrt(product);
    model.pairData[j * stride + at + 1] = u[j] / Math.sqrt(square);
  }
}
