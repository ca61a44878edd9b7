// The losses that stochastic gradient descent can follow: value and slope at one row, for a score p and a target y (±1
// for classes). Source: scikit-learn 1.9, linear_model/_sgd_fast.pyx.

import { exp } from '../../base/exp.js';
import { log } from '../../base/log.js';

export interface PointLoss {
  readonly value: (p: number, y: number) => number;
  /** Derivative by p. */
  readonly slope: (p: number, y: number) => number;
}

export type SgdLoss =
  | 'hinge'
  | 'squared_hinge'
  | 'perceptron'
  | 'log_loss'
  | 'modified_huber'
  | 'squared_error'
  | 'huber'
  | 'epsilon_insensitive'
  | 'squared_epsilon_insensitive';

/**
 * The loss of a name. @param epsilon where `huber` becomes a line, and below which the insensitive ones see nothing
 */
export function pointLoss(name: SgdLoss, epsilon: number): PointLoss {
  switch (name) {
    case 'hinge':
      return hinge(1);
    case 'perceptron':
      return hinge(0);
    case 'squared_hinge':
      return {
        value: (p, y) => (1 - p * y > 0 ? (1 - p * y) * (1 - p * y) : 0),
        slope: (p, y) => (1 - p * y > 0 ? -2 * y * (1 - p * y) : 0),
      };
    case 'log_loss':
      return { value: (p, y) => logOnePlusExp(p) - (y > 0 ? p : 0), slope: logSlope };
    case 'modified_huber':
      return {
        value: (p, y) => (p * y >= 1 ? 0 : p * y >= -1 ? (1 - p * y) * (1 - p * y) : -4 * (p * y)),
        slope: (p, y) => (p * y >= 1 ? 0 : p * y >= -1 ? 2 * (1 - p * y) * -y : -4 * y),
      };
    case 'squared_error':
      return { value: (p, y) => 0.5 * (p - y) * (p - y), slope: (p, y) => p - y };
    case 'huber':
      return {
        value: (p, y) =>
          Math.abs(p - y) <= epsilon ? 0.5 * (p - y) * (p - y) : epsilon * Math.abs(p - y) - 0.5 * epsilon * epsilon,
        slope: (p, y) => (Math.abs(p - y) <= epsilon ? p - y : p > y ? epsilon : -epsilon),
      };
    case 'epsilon_insensitive':
      return {
        value: (p, y) => Math.max(0, Math.abs(y - p) - epsilon),
        slope: (p, y) => (y - p > epsilon ? -1 : p - y > epsilon ? 1 : 0),
      };
    case 'squared_epsilon_insensitive':
      return {
        value: (p, y) => Math.max(0, Math.abs(y - p) - epsilon) ** 2,
        slope: (p, y) => (y - p > epsilon ? -2 * (y - p - epsilon) : p - y > epsilon ? 2 * (p - y - epsilon) : 0),
      };
  }
}

const hinge = (threshold: number): PointLoss => ({
  value: (p, y) => (p * y <= threshold ? threshold - p * y : 0),
  slope: (p, y) => (p * y <= threshold ? -y : 0),
});

/** log(1 + e^x): beyond either bound one term is all there is to rounding. Source: scikit-learn 1.9, _loss/_loss.pyx. */
function logOnePlusExp(x: number): number {
  if (x <= -37) return exp(x);
  return x <= 18 ? log(1 + exp(x)) : x + exp(-x);
}

/** 1 / (1 + e^−p) less the target as 0 or 1. */
function logSlope(p: number, y: number): number {
  if (p <= -37) return y > 0 ? exp(p) - 1 : exp(p);
  const e = exp(-p);
  return (y > 0 ? -e : 1) / (1 + e);
}
