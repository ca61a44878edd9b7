// `gridsearch score`: how well a model does on rows that it has not seen, as a JSON object of metric and value.

import { toJsonText } from '../output/json-text.js';
import { checkOut, deliver, noteTeller, refuseTwoStdin } from './delivery.js';
import type { Command } from './flag.js';
import { COLOR, DROP_MISSING_TARGET, EXTENSION, OUT, PRETTY, QUIET, READING_FLAGS, SCORING } from './flags.js';
import { readingFlags } from './read-request.js';

export const score: Command = {
  name: 'score',
  usage: '<model.json|result.json> <data.csv|->',
  about:
    'Scores a model on data with a known target. Larger is better for every metric; losses are negative, as in scikit-learn.',
  positionals: [
    { name: 'model', about: 'a model, or a result that holds one' },
    {
      name: 'data',
      about: 'a CSV file with the columns and the target that the model was fitted on; - is standard input',
    },
  ],
  flags: [SCORING, ...READING_FLAGS, DROP_MISSING_TARGET, EXTENSION, OUT, PRETTY, QUIET, COLOR],
  examples: [
    ['gridsearch score model.json held-out.csv', 'accuracy, or r2 for values; of a result, the metrics of its search'],
    ['gridsearch score result.json held-out.csv --scoring accuracy,roc_auc', 'several metrics'],
    ['gridsearch score model.json held-out.csv | jq .accuracy', 'the bare number'],
  ],
  async run(invocation, surroundings) {
    const { positionals, get } = invocation;
    const [model, data] = positionals;
    refuseTwoStdin(model, data);
    checkOut(invocation, [...positionals, ...(get(EXTENSION) ?? [])]);
    const { scoreRows } = await import('../model/predict-rows.js');
    const scores = await scoreRows({
      model,
      data,
      scoring: get(SCORING),
      ...readingFlags(get),
      dropMissingTarget: get(DROP_MISSING_TARGET),
      extensions: get(EXTENSION),
      note: noteTeller(invocation, surroundings),
    });
    return deliver([toJsonText(scores, { pretty: get(PRETTY) === true })], invocation, surroundings);
  },
};
