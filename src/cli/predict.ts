// `gridsearch predict`: the rows of new data through a fitted model, as CSV or NDJSON.

import { toOutputColumns } from '../output/prediction-columns.js';
import { predictionText } from '../output/predictions.js';
import { checkOut, deliver, noteTeller, refuseTwoStdin } from './delivery.js';
import type { Command } from './flag.js';
import {
  COLOR,
  EXTENSION,
  GUARD_FORMULAS,
  KEEP,
  OUT,
  PREDICTION_FORMAT,
  PROBA,
  QUIET,
  READING_FLAGS,
} from './flags.js';
import { readingFlags } from './read-request.js';

export const predict: Command = {
  name: 'predict',
  usage: '<model.json|result.json> <data.csv|->',
  about:
    'Predicts a label or value for each row. Columns are matched by name; a column more is no harm, the target may be there or not.',
  positionals: [
    { name: 'model', about: 'a model, or a result that holds one' },
    { name: 'data', about: 'a CSV file with the columns that the model was fitted on; - is standard input' },
  ],
  flags: [PROBA, KEEP, ...READING_FLAGS, EXTENSION, PREDICTION_FORMAT, GUARD_FORMULAS, OUT, QUIET, COLOR],
  examples: [
    ['gridsearch predict model.json new.csv --out labels.csv', 'one column: prediction'],
    [
      'gridsearch predict result.json new.csv --proba --keep id',
      'with the id of each row and the probability of each class',
    ],
    ['cat new.csv | gridsearch predict model.json - --format ndjson', 'one JSON object per row'],
  ],
  async run(invocation, surroundings) {
    const { positionals, get } = invocation;
    const [model, data] = positionals;
    refuseTwoStdin(model, data);
    checkOut(invocation, [...positionals, ...(get(EXTENSION) ?? [])]);
    const { predictRows } = await import('../model/predict-rows.js');
    const rows = await predictRows({
      model,
      data,
      ...readingFlags(get),
      extensions: get(EXTENSION),
      keep: get(KEEP),
      note: noteTeller(invocation, surroundings),
    });
    const columns = toOutputColumns(rows, get(PROBA) === true);
    return deliver(
      predictionText(columns, { format: get(PREDICTION_FORMAT) ?? 'csv', guarded: get(GUARD_FORMULAS) === true }),
      invocation,
      surroundings,
    );
  },
};
