// The pipeline of a draft: columns of one kind go through its steps one after another, columns of several kinds through
// a union.

import { largest } from '../base/lists.js';
import type { Draft } from './draft.js';
import { counted, line, namesIn } from './lines.js';
import type { Model } from './models.js';
import type { SurveyedColumn } from './survey.js';

/** Steps for the columns of one kind. */
interface Branch {
  readonly name: string;
  readonly kind: SurveyedColumn['kind'];
  readonly columns: readonly SurveyedColumn[];
  readonly steps: readonly (readonly [text: string, comment: string])[];
}

/** The lines from `pipeline:` to the model. */
export function pipelineLines({ features }: Draft, { estimator, about }: Model): string[] {
  const branches = branchesOf(features);
  const [only] = branches;
  const steps =
    branches.length === 1 ? only.steps.map(([text, comment]) => line(`  - ${text}`, comment)) : unionLines(branches);
  const wide = only.kind === 'numeric' && branches.length === 1 && features.length >= WIDE;
  return [
    line('pipeline:', 'steps in order; the last one predicts'),
    ...steps,
    ...(wide ? [line('  # - pca: PCA', 'fewer columns; with pca__n_components: [5, 10, 20] in param_grid')] : []),
    line(`  - model: ${estimator}`, about),
  ];
}

/** From so many columns on, fewer may be better. */
const WIDE = 25;

function unionLines(branches: readonly Branch[]): string[] {
  return [
    line('  # - prepare: TableVectorizer', 'the union in one word, but nothing is scaled'),
    line('  - prepare:', 'a name of your own, as all that stand before a colon here'),
    line('      union:', 'branches side by side, each on columns of its own'),
    ...branches.flatMap(({ name, kind, columns, steps }) => [
      line(`        - ${name}:`, namesIn(columns.map((column) => column.name))),
      `            columns: ${kind}`,
      ...(steps.length === 0
        ? []
        : ['            steps:', ...steps.map(([text, comment]) => line(`              - ${text}`, comment))]),
    ]),
  ];
}

function branchesOf(features: readonly SurveyedColumn[]): Branch[] {
  const of = (kind: SurveyedColumn['kind']) => features.filter((column) => column.kind === kind);
  const [numbers, flags, texts] = [of('numeric'), of('boolean'), of('categorical')];
  const branches: Branch[] = [
    {
      name: 'numbers',
      kind: 'numeric',
      columns: numbers,
      steps: [...filled(numbers, 'median'), ['scale: StandardScaler', 'mean 0, standard deviation 1']],
    },
    { name: 'flags', kind: 'boolean', columns: flags, steps: filled(flags, 'most_frequent') },
    { name: 'texts', kind: 'categorical', columns: texts, steps: encoded(texts) },
  ];
  return branches.filter(({ columns }) => columns.length > 0);
}

function filled(columns: readonly SurveyedColumn[], strategy: string): Branch['steps'] {
  const holes = holesIn(columns);
  return holes === 0
    ? []
    : [[`fill: {SimpleImputer: {strategy: ${strategy}}}`, `${counted(holes, 'cell')} without a value`]];
}

function encoded(columns: readonly SurveyedColumn[]): Branch['steps'] {
  const most = largest(columns.map(({ distinct }) => distinct));
  const holes = holesIn(columns) === 0 ? '' : '; no value is one too';
  if (most <= MANY_CATEGORIES)
    return [['encode: {OneHotEncoder: {handle_unknown: ignore}}', `0 and 1 for each category${holes}`]];
  const limit = most > MOST_COLUMNS ? `, max_categories: ${MOST_COLUMNS}` : '';
  const step = `encode: {OneHotEncoder: {handle_unknown: infrequent_if_exist, min_frequency: ${FEWEST_ROWS}${limit}}}`;
  return [[step, `0 and 1 for each category, rare ones as one${holes}`]];
}

/** Beyond so many categories the rare ones are put together. */
const MANY_CATEGORIES = 12;
const FEWEST_ROWS = 5;
/** Beyond so many a column takes too much room. */
const MOST_COLUMNS = 100;

function holesIn(columns: readonly SurveyedColumn[]): number {
  return columns.reduce((sum, { missing }) => sum + missing, 0);
}
