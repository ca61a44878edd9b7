// PolynomialFeatures: every product of input columns up to a degree, in scikit-learn's order: by degree, then by
// column.

import { assert } from '../base/errors.js';
import { append } from '../base/lists.js';
import type { Matrix } from '../base/matrix.js';
import type { ApplyInput, InputShape, Transformer } from '../contracts/fitter.js';
import { BOOLEAN, type Params, param } from '../contracts/params.js';
import type { Fitted } from '../contracts/step.js';
import { readWidth } from './shared/fitted-json.js';

interface PolynomialFitted extends Fitted {
  readonly cols: number;
  readonly degree: number;
  readonly interactionOnly: boolean;
  readonly bias: boolean;
}

/** More columns than this are a mistake, not a wish. */
const MOST_COLUMNS = 100_000;

/** scikit-learn's PolynomialFeatures. */
export const polynomialFeatures: Transformer = {
  role: 'transformer',
  name: 'PolynomialFeatures',
  version: 1,
  summary: 'Products of columns up to a degree.',
  params: {
    degree: param(2, 'most factors of a product', { kind: 'number', integer: true, min: 1, max: 20 }),
    interaction_only: param(false, 'no column twice in a product', BOOLEAN),
    include_bias: param(true, 'begin with a column of 1', BOOLEAN),
  },
  // A product of one factor has no column twice.
  canonical: ({ interaction_only: only, ...others }) =>
    others.degree === 1 ? others : { ...others, interaction_only: only },
  needs: () => ({ rows: false, statistic: 'columns' }),
  infeasible,
  cost: (_params, { cols }) => 1e-8 * cols,
  width: (params, { cols }) => (cols === undefined ? undefined : widthOf(cols, params)),
  fit: ({ statistic, params }) => {
    assert(statistic?.kind === 'columns', 'PolynomialFeatures counts columns');
    const cols = statistic.mean.length;
    return params.map((candidate) => ({ ok: true, fitted: fittedOf(cols, candidate), warnings: [] }));
  },
  apply,
  kept: (fitted) => productsOf(fitted as PolynomialFitted).length,
  toModel: (fitted) => ({ n_features_in_: (fitted as PolynomialFitted).cols }),
  fromModel: (model, { params, cols }) => fittedOf(readWidth(model, cols), params),
};

function fittedOf(cols: number, { degree, interaction_only, include_bias }: Params): PolynomialFitted {
  return { cols, degree: degree as number, interactionOnly: interaction_only === true, bias: include_bias as boolean };
}

function infeasible(params: Params, { cols }: InputShape): string | undefined {
  const width = cols === undefined ? 0 : widthOf(cols, params);
  return width > MOST_COLUMNS
    ? `degree ${params.degree} of ${cols} columns gives ${width} columns; the limit is ${MOST_COLUMNS}`
    : undefined;
}

/** Counts the products of each degree: n over d, with repetition n + d − 1 over d. */
function widthOf(cols: number, { degree, interaction_only, include_bias }: Params): number {
  let width = include_bias ? 1 : 0;
  let products = 1;
  for (let d = 1; d <= (degree as number); d++) {
    products = (products * (interaction_only ? cols - d + 1 : cols + d - 1)) / d;
    width += products;
  }
  return width;
}

/** The columns of each product, in order. */
function productsOf({ cols, degree, interactionOnly, bias }: PolynomialFitted): Int32Array[] {
  const all: Int32Array[] = bias ? [new Int32Array(0)] : [];
  let longest: Int32Array[] = [new Int32Array(0)];
  for (let d = 1; d <= degree; d++) {
    longest = longest.flatMap((columns) => {
      const last = columns.at(-1);
      const from = last === undefined ? 0 : last + (interactionOnly ? 1 : 0);
      return Array.from({ length: Math.max(0, cols - from) }, (_, step) => Int32Array.from([...columns, from + step]));
    });
    append(all, longest);
  }
  return all;
}

function apply({ kernels, X, fitted }: ApplyInput): Matrix {
  const products = productsOf(fitted as PolynomialFitted);
  const out = kernels.heap.emptyMatrix(X.rows, products.length);
  for (let i = 0; i < X.rows; i++) {
    for (const [p, columns] of products.entries()) {
      let product = 1;
      for (const column of columns) product *= X.data[i * X.stride + column];
      out.data[i * out.stride + p] = product;
    }
  }
  return out;
}
