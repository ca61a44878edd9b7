// What `explain` says of a key of the grid file: its line of the schema, and an example.

import * as v from 'valibot';
import { RANGES } from './range-helpers.js';
import { gridSchema } from './schema.js';

/** The text for a key at the top of a grid file, or for `union`; undefined where there is no such key. */
export function keyExplanation(name: string): string | undefined {
  const about = name === 'union' ? UNION : descriptionOf(name);
  if (about === undefined) return undefined;
  const examples = EXAMPLES[name] ?? [];
  return [`${name} (key of a grid file): ${about}`, ...examples.map((example) => `  ${example}`), ''].join('\n');
}

function descriptionOf(name: string): string | undefined {
  if (!Object.hasOwn(gridSchema.entries, name)) return undefined;
  const entry = gridSchema.entries[name as keyof typeof gridSchema.entries] as { readonly wrapped?: unknown };
  return v.getDescription((entry.wrapped ?? entry) as Parameters<typeof v.getDescription>[0]);
}

const UNION =
  'a step of branches side by side, each with columns of its own; the next step reads what all of them give.';

const RANGE_LINES = [...RANGES.values()].map(({ usage }) => `model__C: ${usage}`);

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  union: [
    'pipeline:',
    '  - features:',
    '      union:',
    '        - numbers: {columns: numeric, steps: [SimpleImputer, StandardScaler]}',
    '        - texts: {columns: categorical, steps: [OneHotEncoder]}',
    '  - model: LogisticRegression',
    'param_grid: {features__numbers__simpleimputer__strategy: [mean, median]}',
  ],
  param_grid: ['param_grid: {model__C: [0.1, 1, 10], scaler: [StandardScaler, passthrough]}', ...RANGE_LINES],
  param_distributions: ['param_distributions: {model__C: {loguniform: [0.001, 1000]}}', 'search: {n_iter: 20}'],
  pipeline: ['pipeline: [StandardScaler, {model: {LogisticRegression: {max_iter: 500}}}]'],
  cv: ['cv: 5', 'cv: {KFold: {n_splits: 5, shuffle: true}}'],
  scoring: ['scoring: f1', 'scoring: [accuracy, roc_auc]', 'scoring: {f2: {fbeta: {beta: 2}}}'],
  data: ['data: {target: price, features: {exclude: [id]}, na_values: ["?"]}'],
  expect: ['expect: {accuracy: {min: 0.9}}'],
  run: ['run: {jobs: 4, max_time: 600}'],
};
