// Logistic regression for many candidates at once. The objective is scikit-learn's:
//   C Σ_i weight_i loss_i + ½ (1 − ρ) Σ w² + ρ Σ |w|,
// with ρ = 0 for l2, 1 for l1, l1_ratio for elasticnet; no penalty and C = 1 for none;
// with the logistic loss for two classes (or one class against the rest), the softmax loss for more. Every candidate
// starts at weights zero and the class log-odds, and stops where the largest entry of the KKT violation is ≤ tol · C ·
// Σ weight_i. A candidate's bits are a function of the problem and of its own options only. Cost: 4 n d flops for each
// pass and weight vector.

import { assert } from '../../base/errors.js';
import { largest } from '../../base/lists.js';
import type { Matrix, PackedRows } from '../../base/matrix.js';
import type { ColumnSpread } from '../../base/statistics.js';
import type { Kernels } from '../index.js';
import { type Minimum, runBatch } from './batch.js';
import {
  type ConvexProblem,
  createSolverContext,
  isSmall,
  openProblem,
  type ProblemSpec,
  type SolverContext,
} from './convex-problem.js';
import { type LogisticOptions, logisticSpec, softmaxSpec } from './logistic-problems.js';
import { denseAffordable, hessianAffordable } from './preconditioner.js';
import { allSeparated, isFarOut, moveOn, TIGHTER, type Unpenalised } from './separable.js';
import { centreSoftmax } from './softmax.js';

export type { LogisticOptions } from './logistic-problems.js';

export interface LogisticProblem {
  readonly kernels: Kernels;
  /** n train rows of d columns, in WASM memory, finite. */
  readonly rows: PackedRows;
  /** Class of each row, 0 … nClasses − 1; classes may be absent. −1: a row that takes no part. */
  readonly codes: Int32Array;
  readonly nClasses: number;
  /** Weight of each row, ≥ 0; undefined: all rows weigh 1. A class that weighs nothing is absent. */
  readonly weights?: Float64Array;
  /** Whether the columns are uncorrelated (straight out of a PCA of these rows). */
  readonly uncorrelated: boolean;
  /** Mean and centred second moments of the columns … */
  readonly moments?: { readonly count: number; readonly mean: Float64Array; readonly m2: Matrix } | undefined;
  /** … or their means and variances, to rounding. */
  readonly spread?: ColumnSpread | undefined;
}

export interface LogisticSolution {
  /** The classes that have train rows, ascending. Two: one vector, for the second; more: one vector each. */
  readonly presentClasses: Int32Array;
  /** Shape (vectors, d). Not in WASM memory. No rows where fewer than two classes are present. */
  readonly coef: Matrix;
  readonly intercept: Float64Array;
  /** Passes over the rows; the most of any vector for one-vs-rest. */
  readonly iterations: number;
  readonly converged: boolean;
  /** 'tolerance', 'rounding' (as close as doubles can tell), 'max_iter', 'line_search', or 'single_class'. */
  readonly reason: string;
  /** Largest standard deviation of a column over the smallest one that is not 0; 1 where there are no such columns. */
  readonly scaleRatio: number;
  /** Whether there is no optimum: rows are told apart without error, and nothing is penalised. */
  readonly separable: boolean;
}

/** What all candidates of a problem share. */
interface Shared {
  readonly kernels: Kernels;
  readonly context: SolverContext;
  /** Centred Gram matrix in WASM memory, where the dense base is used. */
  readonly gram: Matrix | undefined;
}

interface Job {
  readonly option: number;
  readonly spec: ProblemSpec;
}

/** Fits every candidate; each solution has the bits it would have alone. */
export function fitLogistic(problem: LogisticProblem, options: readonly LogisticOptions[]): LogisticSolution[] {
  const { kernels, codes, nClasses, weights, rows } = problem;
  const counts = kernels.classMasses(codes, nClasses, weights);
  const present = Int32Array.from(counts.keys()).filter((k) => counts[k] > 0);
  if (present.length < 2) return options.map(() => singleClass(present, rows.cols));
  return kernels.heap.scope(() => {
    const shared = prepare(problem);
    const scaleRatio = ratioOfScales(shared.context.moments.spread);
    const logistic: Job[] = [];
    const softmax: Job[] = [];
    options.forEach((o, option) => {
      if (present.length === 2) logistic.push({ option, spec: logisticSpec(o, counts, present[1]) });
      else if (o.multiclass === 'ovr')
        for (const k of present) logistic.push({ option, spec: logisticSpec(o, counts, k) });
      else softmax.push({ option, spec: softmaxSpec(o, counts, present) });
    });
    const minima = new Map<number, Part[]>();
    for (const [jobs, classes] of [
      [logistic, 1],
      [softmax, present.length],
    ] as const) {
      const found = runBatch(
        kernels,
        shared.context,
        jobs.map(
          ({ spec }) =>
            () =>
              startProblem(shared, spec),
        ),
        classes,
      );
      found.forEach((minimum, at) => {
        const { option, spec } = jobs[at];
        minima.set(option, [...(minima.get(option) ?? []), { spec, minimum }]);
      });
    }
    const endless = endlessOnes(problem, shared, minima);
    return options.map((_, option) =>
      toSolution(present, rows.cols, minima.get(option)!, { scaleRatio, separable: endless.has(option) }),
    );
  });
}

type Part = { readonly spec: ProblemSpec; readonly minimum: Minimum };

/** The options without a penalty that have no optimum. */
function endlessOnes(
  { codes, weights }: LogisticProblem,
  shared: Shared,
  minima: ReadonlyMap<number, readonly Part[]>,
): Set<number> {
  const { kernels, context } = shared;
  const { count, spread } = context.moments;
  const rms = spread.map((square) => Math.sqrt(square / count));
  const endless = new Set<number>();
  for (const [option, [{ spec, minimum }]] of minima) {
    if (spec.l1 > 0 || spec.l2 > 0) continue;
    const found = unpenalised(minimum);
    if (allSeparated(found, spec, codes, weights)) endless.add(option);
    else if (isFarOut(found, rms)) {
      const starts = TIGHTER.map((share) => () => startProblem(shared, { ...spec, tolerance: share * spec.tolerance }));
      const [second, third] = runBatch(kernels, context, starts, spec.positives.length).map(unpenalised);
      if (moveOn(found, second, third, rms)) endless.add(option);
    }
  }
  return endless;
}

function unpenalised({ vectors, value }: Minimum): Unpenalised {
  return { vectors, loss: value };
}

function prepare({
  kernels,
  rows,
  codes,
  weights,
  uncorrelated,
  moments,
  spread: columnSpread,
}: LogisticProblem): Shared {
  const { heap } = kernels;
  const { rows: n, cols } = rows;
  const mean = heap.f64(cols);
  const spread = heap.f64(cols);
  let gram: Matrix | undefined;
  if (moments !== undefined) {
    gram = moments.m2;
    mean.set(moments.mean);
    for (let j = 0; j < cols; j++) spread[j] = gram.data[j * gram.stride + j];
  } else {
    assert(columnSpread !== undefined, 'a logistic problem comes with moments, or with the spread of its columns');
    mean.set(columnSpread.mean);
    for (let j = 0; j < cols; j++) spread[j] = columnSpread.variance[j] * (n - 1);
  }
  const data = kernels.passes.sweepData(rows, codes, weights);
  const dense = !uncorrelated && denseAffordable(n, cols);
  return {
    kernels,
    context: createSolverContext(heap, data, { count: moments?.count ?? n, mean, spread }),
    gram: dense && gram !== undefined ? { ...gram, data: heap.toKernelMemory(gram.data) } : undefined,
  };
}

/**
 * A true Hessian costs about (vectors + 1) d / 8 passes: it is made when that many have not led to the optimum, and at
 * least these.
 */
const LEAST_REFRESH = 20;
/** A small problem's takes the time of two or three passes; a softmax' first base knows least of what is to come. */
const SMALL_REFRESH = { logistic: 10, softmax: 4 };

function startProblem({ kernels, context, gram }: Shared, spec: ProblemSpec): ConvexProblem {
  const vectors = spec.positives.length;
  const { rows, cols } = context.data;
  const small = vectors > 1 ? SMALL_REFRESH.softmax : SMALL_REFRESH.logistic;
  const least = isSmall(vectors, cols) ? small : LEAST_REFRESH;
  const refreshAfter = hessianAffordable(rows, cols, vectors)
    ? Math.max(least, ((vectors + 1) * cols) / 8)
    : Number.POSITIVE_INFINITY;
  return openProblem(kernels, context, spec, gram, refreshAfter);
}

function toSolution(
  present: Int32Array,
  d: number,
  parts: readonly Part[],
  about: Pick<LogisticSolution, 'scaleRatio' | 'separable'>,
): LogisticSolution {
  const vectors = parts.flatMap(({ spec, minimum }) =>
    spec.positives.length > 1 ? centreSoftmax(minimum.vectors, spec) : minimum.vectors,
  );
  const coef = new Float64Array(vectors.length * d);
  vectors.forEach((v, k) => {
    coef.set(v.subarray(0, d), k * d);
  });
  const worst = parts.find(({ minimum }) => !isConverged(minimum)) ?? parts[0];
  return {
    presentClasses: present,
    coef: { rows: vectors.length, cols: d, stride: d, data: coef },
    intercept: Float64Array.from(vectors, (v) => v[d] * parts[0].spec.unit),
    iterations: largest(parts.map(({ minimum }) => minimum.passes)),
    converged: parts.every(({ minimum }) => isConverged(minimum)),
    reason: worst.minimum.reason,
    ...about,
  };
}

function ratioOfScales(spread: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let j = 0; j < spread.length; j++) {
    if (!(spread[j] > 0)) continue;
    least = Math.min(least, spread[j]);
    most = Math.max(most, spread[j]);
  }
  return most === 0 ? 1 : Math.sqrt(most / least);
}

function isConverged({ reason }: Minimum): boolean {
  return reason === 'tolerance' || reason === 'rounding';
}

function singleClass(present: Int32Array, d: number): LogisticSolution {
  return {
    presentClasses: present,
    coef: { rows: 0, cols: d, stride: d, data: new Float64Array(0) },
    intercept: new Float64Array(0),
    iterations: 0,
    converged: false,
    reason: 'single_class',
    scaleRatio: 1,
    separable: false,
  };
}
