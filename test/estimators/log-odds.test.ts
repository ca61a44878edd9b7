// A prediction that tells log-odds alone, and the probabilities that are made of them when they are read.

import { describe, expect, it } from 'vitest';
import { binaryPrediction, withProbabilities } from '../../src/estimators/shared/class-scores.js';
import { createKernels } from '../../src/kernels/index.js';

const kernels = createKernels();
const decision = Float64Array.of(-800, -1.5, 0, 1e-300, 2, 800);
const present = Int32Array.of(0, 1);
const input = { kernels, scores: decision, fitted: {}, params: {}, classes: [0, 1] };

describe('a prediction of log-odds', () => {
  it('leaves probabilities out where nobody asks for them', () => {
    const told = binaryPrediction({ ...input, probabilities: false }, present);
    expect(told).toEqual({ kind: 'classes', codes: Int32Array.of(0, 0, 0, 1, 1, 1), decision, logOdds: true });
  });

  it('has the probabilities, bit for bit, that it would have had at once', () => {
    const told = binaryPrediction({ ...input, probabilities: false }, present);
    expect(withProbabilities(kernels, told)).toEqual(binaryPrediction(input, present));
  });

  it('gives probabilities at once where one of three classes is absent, since the decision says nothing of that', () => {
    const told = binaryPrediction({ ...input, classes: [0, 1, 2], probabilities: false }, Int32Array.of(0, 2));
    expect(told).toMatchObject({ kind: 'classes', codes: Int32Array.of(0, 0, 0, 2, 2, 2) });
    expect(withProbabilities(kernels, told)).toBe(told);
  });
});
