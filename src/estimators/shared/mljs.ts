// The npm packages of mljs, loaded when the first fit asks for them: importing them costs more than a small search.
// They are CommonJS and stay outside the bundle.

import { createRequire } from 'node:module';
import type { Matrix as MlMatrix } from 'ml-matrix';
import type { Matrix } from '../../base/matrix.js';

/** ml-pca's PCA. */
export function loadPca(): typeof import('ml-pca').PCA {
  return (requireHere('ml-pca') as typeof import('ml-pca')).PCA;
}

/** ml-logistic-regression's LogisticRegression. */
export function loadLogisticRegression(): typeof import('ml-logistic-regression') {
  return requireHere('ml-logistic-regression') as typeof import('ml-logistic-regression');
}

/** A copy of X as ml-matrix's Matrix, which is all that these packages accept. */
export function toMlMatrix(X: Matrix): MlMatrix {
  const { Matrix: Rows } = requireHere('ml-matrix') as typeof import('ml-matrix');
  const copy = Rows.zeros(X.rows, X.cols);
  for (let i = 0; i < X.rows; i++) copy.setRow(i, X.data.subarray(i * X.stride, i * X.stride + X.cols));
  return copy;
}

/** Numbers as a column of ml-matrix. */
export function toMlColumn(values: ArrayLike<number>): MlMatrix {
  const { Matrix: Rows } = requireHere('ml-matrix') as typeof import('ml-matrix');
  return Rows.columnVector(Array.from(values));
}

function requireHere(name: 'ml-pca' | 'ml-matrix' | 'ml-logistic-regression'): unknown {
  return createRequire(import.meta.url)(name);
}
