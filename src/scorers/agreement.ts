// matthews_corrcoef and cohen_kappa: how far predicted and true classes agree beyond chance.

import { oneOf, optional } from '../contracts/params.js';
import type { Scorer } from '../contracts/scorer.js';
import { countClasses, labelsOf, sumOf } from './shared/confusion.js';
import { weightAt } from './shared/weights.js';

/** Correlation of predicted and true classes; 0 where either is constant. Source: Gorodkin 2004, equation 8. */
export const matthewsCorrcoef: Scorer = {
  name: 'matthews_corrcoef',
  version: 1,
  task: 'classification',
  summary: 'correlation of predicted and true classes: 1 is perfect, 0 chance',
  params: {},
  reads: 'codes',
  score(input) {
    const { hits, predicted, actual, total } = countClasses(input);
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, k) => sum + x * b[k], 0);
    const both = sumOf(hits) * total - dot(actual, predicted);
    const ofPredicted = total * total - dot(predicted, predicted);
    const ofActual = total * total - dot(actual, actual);
    return ofPredicted * ofActual === 0 ? 0 : both / Math.sqrt(ofActual * ofPredicted);
  },
};

/** 1 − Σ d · observed / Σ d · expected, d how far two classes are apart. NaN where one class is all there is. */
export const cohenKappa: Scorer = {
  name: 'cohen_kappa',
  version: 1,
  task: 'classification',
  summary: 'agreement of predicted and true classes beyond chance',
  params: {
    weights: optional(
      'how far a wrong class is off: null for all alike, else by its distance in the order of the classes',
      oneOf(['linear', 'quadratic']),
    ),
  },
  reads: 'codes',
  score(input) {
    const { truth, predictions, weights } = labelsOf(input);
    const { predicted, actual, occurs, total } = countClasses(input);
    // Distances count the classes that occur.
    let place = 0;
    const places = occurs.map((there) => (there ? place++ : -1));
    const distance = (a: number, b: number): number => {
      const apart = Math.abs(places[a] - places[b]);
      return input.params.weights === 'linear'
        ? apart
        : input.params.weights === 'quadratic'
          ? apart * apart
          : Math.min(apart, 1);
    };
    let observed = 0;
    for (let row = 0; row < truth.length; row++)
      observed += weightAt(weights, row) * distance(truth[row], predictions[row]);
    let expected = 0;
    for (let a = 0; a < actual.length; a++) {
      for (let b = 0; b < actual.length; b++)
        if (occurs[a] && occurs[b]) expected += (distance(a, b) * actual[a] * predicted[b]) / total;
    }
    return expected === 0 ? Number.NaN : 1 - observed / expected;
  },
};
