// PowerTransformer: each column to the power that makes it most nearly normal (by its likelihood), then centred and
// scaled. Yeo-Johnson's powers take any number, Box-Cox's those above 0. Source: scikit-learn, preprocessing/_data.py.

import { assert, GridsearchError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, FitInput, Transformer } from '../contracts/fitter.js';
import { BOOLEAN, oneOf, type Params, param } from '../contracts/params.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { leastOf } from '../kernels/solvers/least-of.js';
import { isConstant } from './shared/constant-columns.js';
import { failed } from './shared/fit-outcome.js';
import { readScale, readVector, writeVectors } from './shared/fitted-json.js';

interface PowersFitted extends Fitted {
  readonly lambdas: Float64Array;
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly positive: boolean;
}

/** scikit-learn's PowerTransformer. */
export const powerTransformer: Transformer = {
  role: 'transformer',
  name: 'PowerTransformer',
  version: 1,
  summary: 'Each column to the power that makes it most nearly normal.',
  params: {
    method: param('yeo-johnson', 'box-cox takes values above 0 alone', oneOf(['yeo-johnson', 'box-cox'])),
    standardize: param(true, 'then to mean 0 and variance 1', BOOLEAN),
  },
  needs: () => ({ rows: true }),
  cost: (_params, { rows, cols }) => 2e-6 * rows * cols,
  width: (_params, { cols }) => cols,
  outputColumns: (_params, columns) => columns.map((info) => ({ ...info, kind: 'numeric' as const })),
  fit: (input) => input.params.map((params) => fit(input, params)),
  apply,
  kept: (fitted) => (fitted as PowersFitted).lambdas.length,
  toModel: (fitted) => {
    const { lambdas, mean, scale } = fitted as PowersFitted;
    return writeVectors({ lambdas_: lambdas, mean_: mean, scale_: scale });
  },
  fromModel: (model, { cols, params }): PowersFitted => ({
    lambdas: readVector(model, 'lambdas_', cols),
    mean: readVector(model, 'mean_', cols),
    scale: readScale(model, 'scale_', cols),
    positive: params.method === 'box-cox',
  }),
};

function fit({ X }: FitInput, { method, standardize }: Params): FitOutcome {
  assert(X, 'PowerTransformer is fitted from rows');
  const positive = method === 'box-cox';
  const low = positive ? X.data.findIndex((value) => value <= 0) : -1;
  if (low >= 0) return failed('FIT_LOG_DOMAIN', tooLow(low % X.cols, X.data[low]));
  const fitted: PowersFitted = {
    lambdas: new Float64Array(X.cols).fill(1),
    mean: new Float64Array(X.cols),
    scale: new Float64Array(X.cols).fill(1),
    positive,
  };
  for (let j = 0; j < X.cols; j++) {
    const values = Float64Array.from({ length: X.rows }, (_, i) => X.data[i * X.stride + j]);
    const raw = momentsOf(values);
    if (!isConstant(X.rows, raw.mean, raw.variance)) fitted.lambdas[j] = bestPower(values, positive);
    if (standardize !== true) continue;
    const { mean, variance } = momentsOf(values.map((value) => powerOf(value, fitted.lambdas[j], positive)));
    fitted.mean[j] = mean;
    if (!isConstant(X.rows, mean, variance)) fitted.scale[j] = Math.sqrt(variance);
  }
  const { lambdas, mean, scale } = fitted;
  if ([lambdas, mean, scale].every((list) => list.every(Number.isFinite))) return { ok: true, fitted, warnings: [] };
  return failed('FIT_NOT_FINITE', 'a power of a column overflows: scale the columns first');
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const origin = values[0];
  const mean = origin + values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

/** The power of largest likelihood. */
function bestPower(values: Float64Array, positive: boolean): number {
  const logs = values.reduce(
    (sum, value) => sum + (positive ? Math.log(value) : Math.sign(value) * Math.log1p(Math.abs(value))),
    0,
  );
  const loss = (lambda: number): number => {
    const { variance } = momentsOf(values.map((value) => powerOf(value, lambda, positive)));
    return (values.length / 2) * Math.log(variance) - (lambda - 1) * logs;
  };
  return leastOf(loss, -2, 2);
}

function powerOf(value: number, lambda: number, positive: boolean): number {
  if (positive) return boxCox(Math.log(value), lambda);
  return value >= 0 ? boxCox(Math.log1p(value), lambda) : -boxCox(Math.log1p(-value), 2 - lambda);
}

/** (e^(λ x) − 1) / λ, of which the limit at 0 is x. */
function boxCox(log: number, lambda: number): number {
  return Math.abs(lambda) < Number.EPSILON ? log : Math.expm1(lambda * log) / lambda;
}

function apply({ kernels, X, fitted }: ApplyInput): Matrix {
  const { lambdas, mean, scale, positive } = fitted as PowersFitted;
  const low = positive ? X.data.findIndex((value) => value <= 0) : -1;
  if (low >= 0) throw new GridsearchError('FIT_LOG_DOMAIN', tooLow(low % X.cols, X.data[low]));
  const out = kernels.heap.emptyMatrix(X.rows, X.cols);
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < X.cols; j++) {
      const value = powerOf(X.data[i * X.stride + j], lambdas[j], positive);
      out.data[i * out.stride + j] = (value - mean[j]) / scale[j];
    }
  }
  return out;
}

function tooLow(column: number, value: number): string {
  return `box-cox needs values above 0; input column ${column + 1} holds ${value}: use method: yeo-johnson`;
}
