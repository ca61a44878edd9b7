// Twenty mistakes of a new user: the files of the folder they are made in, and the words typed. docs/errors.md shows
// what is said to each.

import { GOOD, withLine } from './program.js';

const GRID =
  'pipeline: [{scaler: StandardScaler}, {logistic: LogisticRegression}]\nparam_grid:\n  logistic__C: [0.1, 1]\ncv: 2\n';

/** File name → content. (`model.json` is fitted from data.csv and grid.yaml.) */
export const FILES: Readonly<Record<string, string>> = {
  'data.csv': GOOD,
  'grid.yaml': GRID,
  'semicolons.csv': GOOD.replaceAll(',', ';'),
  'ragged.csv': withLine(5, '3,1'),
  'text.csv': withLine(6, '2,"1,234",x'),
  'holes.csv': withLine(6, '2,NA,x'),
  'new.csv': 'a,c\n1,2\n',
  'typo.yaml': GRID.replace('logistic__C', 'logistic__c'),
  'value.yaml': GRID.replace('[0.1, 1]', '[0.1, -1]'),
  'indent.yaml': GRID.replace('  logistic__C', '\tlogistic__C'),
  'folds.yaml': GRID.replace('cv: 2', 'cv: 5'),
};

/** What was typed after `gridsearch`. */
export const MISTAKES: readonly string[] = [
  'fti data.csv -g grid.yaml',
  'fit data.csv',
  'fit data.csv grid.yaml',
  'fit grid.yaml -g data.csv',
  'fit dta.csv -g grid.yaml',
  'fit data.csv -g grid.yml',
  'fit data.csv -g grid.yaml --n_jobs 2',
  'fit data.csv -g grid.yaml --jobs two',
  'fit data.csv -g grid.yaml --target label',
  'fit data.csv -g grid.yaml --scoring acuracy',
  'fit data.csv -g grid.yaml -o results/r.json',
  'fit semicolons.csv -g grid.yaml --delimiter ,',
  'fit ragged.csv -g grid.yaml',
  'fit text.csv -g grid.yaml',
  'fit holes.csv -g grid.yaml',
  'fit data.csv -g typo.yaml',
  'fit data.csv -g value.yaml',
  'fit data.csv -g indent.yaml',
  'fit data.csv -g folds.yaml',
  'predict model.json new.csv',
];
