// DecisionThreshold: the second of two classes is predicted from a threshold on. It learns nothing: all thresholds
// share every fit.

import { NUMBER, oneOf, param } from '../contracts/params.js';
import type { Postprocessor, PostprocessorInput, PredictionOutcome } from '../contracts/postprocessor.js';

/** scikit-learn's FixedThresholdClassifier (1.5), as a step. */
export const decisionThreshold: Postprocessor = {
  role: 'postprocessor',
  task: 'classification',
  name: 'DecisionThreshold',
  version: 1,
  changes: 'codes',
  summary: 'Predicts the second of two classes where its probability (or decision) is at least a threshold.',
  params: {
    threshold: param(
      'auto',
      'from where on the second class is predicted; auto: 0.5 of a probability, 0 of a decision',
      NUMBER,
      oneOf(['auto']),
    ),
    response: param(
      'auto',
      'what is compared; auto: the probability where there is one, else the decision',
      oneOf(['auto', 'predict_proba', 'decision_function']),
    ),
  },
  infeasible: (_params, classCounts) =>
    classCounts.length === 2
      ? undefined
      : `DecisionThreshold is for two classes, but the target has ${classCounts.length}`,
  apply,
  toModel: () => ({}),
  fromModel: () => ({}),
};

function apply({ prediction, params }: PostprocessorInput): PredictionOutcome {
  const response = params.response;
  const classified = prediction.kind === 'classes' ? prediction : undefined;
  const probabilities = response === 'decision_function' ? undefined : classified?.probabilities;
  const decision = response === 'predict_proba' ? undefined : classified?.decision;
  if (classified === undefined || (probabilities === undefined && decision === undefined)) {
    const what = response === 'predict_proba' ? 'probabilities' : 'decisions';
    return {
      ok: false,
      error: { code: 'FIT_NO_PROBABILITIES', message: `DecisionThreshold needs a classifier with ${what}` },
    };
  }
  const rows = classified.codes.length;
  const score = (i: number): number =>
    probabilities === undefined ? (decision as Float64Array)[i] : probabilities.data[i * probabilities.stride + 1];
  const threshold = params.threshold === 'auto' ? (probabilities === undefined ? 0 : 0.5) : Number(params.threshold);
  return {
    ok: true,
    prediction: { ...classified, codes: Int32Array.from({ length: rows }, (_, i) => (score(i) >= threshold ? 1 : 0)) },
  };
}
