// Prints the speed of the linear kernels beside a plain form of each (ml-matrix, or a simple loop), one process, one
// core. Run: node bin/run-ts.mjs bench/kernels.ts [NAME …] Times are the best of several calls, because other work on
// the machine only ever adds to them.

import { EigenvalueDecomposition, Matrix as Reference } from 'ml-matrix';
import type { Matrix, PackedRows } from '../src/base/matrix.js';
import { createKernels } from '../src/kernels/index.js';
import { median } from './figures.js';
import { compileSum } from './sequential-sum.js';

const kernels = createKernels();
const { heap } = kernels;

function main(): void {
  const names = new Set(process.argv.slice(2));
  const sum = compileSum(kernels.share().memory);
  const benches = { syrk, gemm, eigen, cholesky, nearest, exp, logistic, softmax, passes: () => passes(sum) };
  for (const [name, bench] of Object.entries(benches)) {
    if (names.size === 0 || names.has(name)) heap.scope(() => process.stdout.write(`${name.padEnd(10)}${bench()}\n`));
  }
}

function syrk(): string {
  const [n, p] = [10_000, 500];
  const X = random(n, p);
  const out = heap.matrix(p, p);
  const mean = heap.f64(p);
  const seconds = best(7, () => kernels.centredGram(X, [[0, n]], mean, out));
  const small = reference(X, 1000, 200);
  const plain = best(1, () => small.transpose().mmul(small)) / (2 * 1000 * 200 * 200);
  return `${n} x ${p}: ${rate(seconds, n * p * (p + 1), plain)}`;
}

function gemm(): string {
  const [n, p, k] = [6667, 500, 250];
  const [A, B] = [random(n, p), random(p, k)];
  const out = heap.matrix(n, k);
  const shift = heap.f64(p);
  const seconds = best(7, () => kernels.multiply(A, [[0, n]], shift, B, out));
  const [left, right] = [reference(A, 667, p), reference(B, p, k)];
  const plain = best(1, () => left.mmul(right)) / (2 * 667 * p * k);
  return `${n} x ${p} x ${k}: ${rate(seconds, 2 * n * p * k, plain)}`;
}

function eigen(): string {
  const lines = [250, 2000].map((rank) => {
    const p = 500;
    const A = heap.matrix(p, p);
    kernels.centredGram(random(rank, p), [[0, rank]], heap.f64(p), A);
    const [values, vectors] = [heap.f64(p), heap.matrix(250, p)];
    return `${p} x ${p} of rank ${Math.min(p, rank)}, 250 vectors: ${milliseconds(best(5, () => kernels.symmetricEigen(A, values, vectors)))}`;
  });
  const small = heap.matrix(150, 150);
  kernels.centredGram(random(300, 150), [[0, 300]], heap.f64(150), small);
  const ours = best(5, () => kernels.symmetricEigen(small, heap.f64(150), heap.matrix(150, 150)));
  const plain = best(1, () => new EigenvalueDecomposition(reference(small, 150, 150), { assumeSymmetric: true }));
  return `${lines.join('\n          ')}\n          150 x 150: ${milliseconds(ours)}, ml-matrix / ours ${(plain / ours).toFixed(1)}`;
}

function cholesky(): string {
  const p = 500;
  const A = heap.matrix(p, p);
  kernels.centredGram(random(2 * p, p), [[0, 2 * p]], heap.f64(p), A);
  const L = heap.matrix(p, p);
  const copy = best(5, () => L.data.set(A.data));
  const seconds = best(5, () => {
    L.data.set(A.data);
    kernels.choleskyFactor(L);
  });
  return `${p} x ${p}: ${milliseconds(seconds - copy)}`;
}

function nearest(): string {
  const [n, m, p, k] = [5000, 500, 50, 5];
  const [train, queries] = [random(n, p), random(m, p)];
  const [indices, distances] = [heap.i32(m * k), heap.f64(m * k)];
  const seconds = best(5, () => kernels.nearest(train, queries, k, indices, distances));
  return `${m} queries, ${n} rows, ${p} columns: ${rate(seconds, 3 * n * m * p)}`;
}

function exp(): string {
  const n = 100_000;
  const x = random(1, n).data;
  const out = heap.f64(n);
  const plain = best(20, () => {
    for (let i = 0; i < n; i++) out[i] = Math.exp(x[i]);
  });
  const ours = best(20, () => kernels.exp(x, out));
  const log = best(20, () => kernels.log(out, out));
  return `${((ours / n) * 1e9).toFixed(2)} ns (log ${((log / n) * 1e9).toFixed(2)} ns), Math.exp / ours ${(plain / ours).toFixed(1)}`;
}

function logistic(): string {
  return pass(1, 100);
}

function softmax(): string {
  return [3, 10]
    .map((classes) => `${classes} classes, ${pass(classes, 100)}, ${pass(classes, 10)}`)
    .join('\n          ');
}

/** A pass of twelve logistic vectors, or of four softmax models, over 8,000 rows. */
function pass(classes: number, d: number): string {
  const n = 8000;
  const X = random(n, d);
  const rows = kernels.passes.sweepData(
    packed(X),
    Int32Array.from({ length: n }, (_, i) => i % Math.max(2, classes)),
  );
  const lanes = Array.from({ length: classes === 1 ? 12 : 4 * classes }, (_, l) => {
    const weights = heap.f64(d + 1);
    weights.set(random(1, d).data.map((w, j) => (w * ((j + l) % 7)) / 10));
    return { weights, gradient: heap.f64(d + 1), positive: l % classes, weight: 1, rest: 1, unit: 1 };
  });
  const sweep = kernels.passes.lossSweep(rows, lanes, classes);
  const seconds = best(30, sweep.run);
  const flops = 4 * n * d * lanes.length;
  return `${n} x ${d}: ${((seconds / n / lanes.length) * 1e9).toFixed(1)} ns for a row and vector (${(flops / seconds / 1e9).toFixed(1)} GF/s)`;
}

/**
 * The sweep of logistic losses and gradients over a matrix that no cache holds, beside what it takes to read that
 * matrix once. Each sweep reads it once, for however many candidates; from some on it is arithmetic that takes the
 * time. Shares are medians of rounds, in which both take turns: so what else the machine does at the time weighs on
 * both.
 */
function passes(sum: (address: number, doubles: number) => number): string {
  const [n, d, rounds] = [100_000, 250, 21];
  const X = random(n, d);
  const rows = kernels.passes.sweepData(
    packed(X),
    Int32Array.from({ length: n }, (_, i) => i % 2),
  );
  const lane = () => ({
    weights: heap.f64(d + 1),
    gradient: heap.f64(d + 1),
    positive: 1,
    weight: 1,
    rest: 1,
    unit: 1,
  });
  const counts = [1, 2, 4, 6];
  const sweeps = counts.map((count) => kernels.passes.lossSweep(rows, Array.from({ length: count }, lane), 1));
  const times = Array.from({ length: rounds }, () => ({
    reading: best(1, () => sum(X.data.byteOffset, X.data.length)),
    sweeping: sweeps.map((sweep) => best(1, sweep.run)),
  }));
  const lines = counts.map((count, at) => {
    const seconds = Math.min(...times.map(({ sweeping }) => sweeping[at]));
    const share = median(times.map(({ reading, sweeping }) => reading / sweeping[at]));
    const candidates = `${count} candidate${count === 1 ? '' : 's'}`;
    return `${candidates}: ${bandwidth(X, seconds)}, ${((4 * n * d * count) / seconds / 1e9).toFixed(1)} GF/s; ${(100 * share).toFixed(0)} % of reading`;
  });
  const read = bandwidth(X, Math.min(...times.map(({ reading }) => reading)));
  return `${n} x ${d} (${X.data.byteLength / 1e6} MB), read at ${read}\n          ${lines.join('\n          ')}`;
}

/** All rows of a matrix in panels. */
function packed(X: Matrix): PackedRows {
  const out = heap.matrix(X.rows, X.cols);
  kernels.packPanels(X, [[0, X.rows]], undefined, out);
  return out;
}

function bandwidth({ data }: Matrix, seconds: number): string {
  return `${(data.byteLength / seconds / 1e9).toFixed(1)} GB/s`;
}

/** Seconds of the fastest of `calls` calls. */
function best(calls: number, work: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < calls; i++) {
    const start = process.hrtime.bigint();
    heap.scope(work);
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - start) / 1e9);
  }
  return fastest;
}

function rate(seconds: number, flops: number, plainSecondsPerFlop?: number): string {
  const ratio =
    plainSecondsPerFlop === undefined
      ? ''
      : `, ml-matrix / ours ${((plainSecondsPerFlop * flops) / seconds).toFixed(1)}`;
  return `${milliseconds(seconds)}, ${(flops / seconds / 1e9).toFixed(1)} GF/s${ratio}`;
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1e3).toFixed(1)} ms`;
}

/** A heap matrix of normal-like entries from a fixed linear congruential generator. */
function random(rows: number, cols: number): Matrix {
  const X = heap.matrix(rows, cols);
  let state = 12_345;
  for (let i = 0; i < X.data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    X.data[i] = state / 2 ** 31;
  }
  return X;
}

/** The first rows and columns of a matrix for ml-matrix. */
function reference(X: Matrix, rows: number, cols: number): Reference {
  return new Reference(Array.from({ length: rows }, (_, i) => [...X.data.subarray(i * X.stride, i * X.stride + cols)]));
}

main();
