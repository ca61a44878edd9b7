// DummyClassifier: a class for every row, whatever its columns hold: always one, or drawn. What any model should beat.

import type { Label } from '../base/dataset.js';
import { assert } from '../base/errors.js';
import type { JsonObject } from '../base/json.js';
import { RandomState } from '../base/random.js';
import type { FitInput, PredictInput, Predictor } from '../contracts/fitter.js';
import { LABEL, oneOf, optional, type Params, param, SEED } from '../contracts/params.js';
import type { Prediction } from '../contracts/prediction.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { classPrediction, largestOf, presentClasses } from './shared/class-scores.js';
import { failed } from './shared/fit-outcome.js';
import { readClasses, readVector, writeVector } from './shared/fitted-json.js';
import { inForce, refuseCombination } from './shared/params-in-force.js';

/** The classes that it may say, and the share of each. A class that it always says stands alone. */
interface DummyFitted extends Fitted {
  readonly present: Int32Array;
  readonly shares: Float64Array;
}

const STRATEGIES = ['prior', 'most_frequent', 'stratified', 'uniform', 'constant'] as const;

/** scikit-learn's DummyClassifier, with its draws. */
export const dummyClassifier: Predictor = {
  role: 'classifier',
  takesWeights: true,
  task: 'classification',
  name: 'DummyClassifier',
  version: 2,
  readsOrder: true,
  summary: 'A class that does not depend on the row: what a model should beat.',
  params: {
    strategy: param('prior', 'which class, or how it is drawn', oneOf(STRATEGIES)),
    constant: optional('the class; in force for strategy "constant"', LABEL),
    random_state: param(0, 'seed of the draws; in force for "stratified" and "uniform"', SEED),
  },
  canonical: (params) => {
    const { strategy, constant } = params;
    if (strategy === 'constant' && constant === null) {
      return refuseCombination('strategy "constant" needs a constant', 'add constant, a class');
    }
    const draws = strategy === 'stratified' || strategy === 'uniform';
    return inForce(params, { constant: strategy === 'constant', random_state: draws });
  },
  needs: () => ({ rows: false }),
  applyParams: ['random_state'],
  batch: ['strategy', 'constant'],
  cost: (_params, { rows }) => 1e-6 + 1e-9 * rows,
  fit: (input) => input.params.map((candidate) => fit(input, candidate)),
  predict: (input) => input.items.map((item) => predict(input, item)),
  toModel: (fitted) => {
    const { present, shares } = fitted as DummyFitted;
    return { class_indices: [...present], class_prior_: writeVector(shares, 'class_prior_') };
  },
  fromModel: (model: JsonObject, { classes }): DummyFitted => {
    const present = readClasses(model, classes);
    return { present, shares: readVector(model, 'class_prior_', present.length) };
  },
};

function fit({ kernels, target, weights }: FitInput, { strategy, constant }: Params): FitOutcome {
  assert(target.kind === 'classes', 'DummyClassifier is fitted from classes');
  const { codes, classes } = target;
  const always = (k: number): FitOutcome => ({
    ok: true,
    fitted: { present: Int32Array.of(k), shares: Float64Array.of(1) } satisfies DummyFitted,
    warnings: [],
  });
  if (strategy === 'constant') {
    const at = classes.indexOf(constant as Label);
    return at >= 0
      ? always(at)
      : failed('FIT_UNKNOWN_CLASS', `constant is ${JSON.stringify(constant)}, which is not a class of the target`);
  }
  const present = presentClasses(kernels.classMasses(codes, classes.length));
  const masses = kernels.classMasses(codes, classes.length, weights);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  if (strategy === 'most_frequent') return always(largestOf(masses, classes.length)[0]);
  const shares = Float64Array.from(present, (k) => (strategy === 'uniform' ? 1 / present.length : masses[k] / total));
  return { ok: true, fitted: { present, shares } satisfies DummyFitted, warnings: [] };
}

function predict({ X, classes }: PredictInput, { fitted, params }: PredictInput['items'][number]): Prediction {
  const { rows } = X;
  const { present, shares } = fitted as DummyFitted;
  const { strategy, random_state: seed } = params;
  const width = present.length;
  const positions = new Int32Array(rows);
  const probabilities = new Float64Array(rows * width);
  const random = new RandomState(Number(seed ?? 0));
  const top = largestOf(shares, width)[0];
  for (let i = 0; i < rows; i++) {
    positions[i] =
      strategy === 'uniform' ? random.randint(0, width) : strategy === 'stratified' ? drawOf(random, shares) : top;
    if (strategy === 'stratified') probabilities[i * width + positions[i]] = 1;
    else probabilities.set(shares, i * width);
  }
  return classPrediction(present, classes.length, { positions, probabilities });
}

/** numpy's `multinomial(1, shares)` as a position: class after class, one binomial draw each until one is hit. */
function drawOf(random: RandomState, shares: Float64Array): number {
  let left = 1;
  for (let k = 0; k < shares.length - 1; k++) {
    const share = shares[k] / left;
    // A share of zero draws nothing; one above a half is drawn as its complement.
    if (share > 0 && (share <= 0.5 ? random.randomSample() > 1 - share : random.randomSample() <= share)) return k;
    left -= shares[k];
  }
  return shares.length - 1;
}
