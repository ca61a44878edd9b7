// A draft as a grid file: YAML that works as it is, with comments that say what each part does and what else could
// stand there.

import { readingKeys, type TableReading } from '../base/table-reading.js';
import { printable } from '../report/printable.js';
import { formatText } from '../table/csv/number-format.js';
import type { Draft } from './draft.js';
import { counted, line, namesIn, scalar } from './lines.js';
import { type Model, modelFor } from './models.js';
import { pipelineLines } from './pipeline-text.js';
import type { Spellings } from './spellings.js';
import type { SurveyedColumn } from './survey.js';

export interface GridTextOptions {
  /** The table as people call it. */
  readonly file: string;
  /** The command that runs the search. */
  readonly command: string;
  /** How the table is read. */
  readonly reading: TableReading;
  readonly spellings: Pick<Spellings, 'formats' | 'types'>;
}

/** The text of the file. */
export function gridText(draft: Draft, options: GridTextOptions): string {
  const model = modelFor(draft);
  return [
    `# A search for the best model of ${printable(options.file, 200)}: ${counted(draft.rows, 'row')}, ${counted(draft.features.length, 'feature')}.`,
    '# It works as it is, and every line is yours to change. Run it with',
    `#   ${printable(options.command, 1000)}`,
    '',
    ...dataLines(draft, options),
    '',
    line(`task: ${draft.task}`, taskComment(draft)),
    '',
    ...pipelineLines(draft, model),
    '',
    ...paramLines(model),
    '',
    ...cvLines(draft),
    ...scoringLines(model),
    line('random_state: 0', 'the seed of every shuffle: same seed, same result'),
    '',
  ].join('\n');
}

function dataLines({ target, excluded, dropped }: Draft, { reading, spellings }: GridTextOptions): string[] {
  const groups = excluded.find((column) => column.groups);
  return [
    'data:',
    line(`  target: ${scalar(target.name)}`, 'the column to predict'),
    ...(dropped === 0 ? [] : [line('  drop_missing_target: true', `${counted(dropped, 'row')} without a target`)]),
    ...readingLines(reading),
    ...typeLines(reading, spellings),
    ...(excluded.length === 0
      ? []
      : [
          '  features:',
          '    exclude:',
          ...excluded.map(({ name, why }) => line(`      - ${scalar(name)}`, why && printable(why, 200))),
        ]),
    ...(groups === undefined
      ? []
      : [line(`  # group: ${scalar(groups.name)}`, 'its rows belong together: with the cv for groups below')]),
  ];
}

/** What of the reading is not the usual way. */
function readingLines(reading: TableReading): string[] {
  const { na_values: _cells, ...keys } = readingKeys(reading);
  const { naValues } = reading;
  return [
    ...Object.entries(keys).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
    ...(naValues.length === 0
      ? []
      : [
          line(
            `  na_values: [${naValues.map((cell) => JSON.stringify(cell)).join(', ')}]`,
            'cells without a value, besides the usual',
          ),
        ]),
  ];
}

function typeLines({ decimal }: TableReading, { formats, types }: GridTextOptions['spellings']): string[] {
  const numbers = decimal === undefined ? formats : [];
  if (numbers.length + types.length === 0) return [];
  return [
    '  types:',
    ...numbers.map(({ name, format, cell }) =>
      line(`    ${scalar(name)}: ${formatText(format)}`, `such as ${printable(cell, 40)}`),
    ),
    ...types.map(({ name, why }) => line(`    ${scalar(name)}: categorical`, printable(why, 200))),
  ];
}

function taskComment({ task, classes, target }: Draft): string {
  if (task === 'regression') return `${counted(target.distinct, 'different number')}`;
  const shown = classes.slice(0, 4).map(({ label, rows }) => `${printable(label, 30)} (${rows})`);
  return `${classes.length} classes: ${shown.join(', ')}${classes.length > 4 ? ' …' : ''}`;
}

function paramLines({ params, candidates, alternatives }: Model): string[] {
  return [
    line('param_grid:', `every combination is a candidate: ${candidates}`),
    ...params.map(([text, comment]) => line(`  ${text}`, comment)),
    '',
    '# More models, each with params of its own, in the place of param_grid above:',
    '# param_grid:',
    ...alternatives.flatMap((entries) => entries.map((entry, i) => `# ${i === 0 ? '  - ' : '    '}${entry}`)),
  ];
}

function cvLines({ task, classes, rows, excluded }: Draft): string[] {
  const [groups, dates] = [excluded.find((column) => column.groups), excluded.find((column) => column.dates)];
  const smallest = classes.at(-1)?.rows ?? rows;
  const folds = Math.max(2, Math.min(5, smallest < 2 ? 5 : smallest, Math.floor(rows / 2)));
  const [name, kept] =
    task === 'classification' ? ['StratifiedKFold', ', each with the same share of every class'] : ['KFold', ''];
  const grouped = task === 'classification' ? 'StratifiedGroupKFold' : 'GroupKFold';
  return [
    line(`cv: {${name}: {n_splits: ${folds}, shuffle: true}}`, `${folds} folds${kept}`),
    ...(groups === undefined
      ? []
      : [line(`# cv: {${grouped}: {n_splits: ${folds}}}`, `no ${namedIn(groups)} on both sides: set data.group too`)]),
    ...(dates === undefined
      ? []
      : [
          line(
            `# cv: {TimeSeriesSplit: {n_splits: ${folds}}}`,
            `learn from the past only: rows sorted by ${namedIn(dates)}`,
          ),
        ]),
  ];
}

function namedIn({ name }: SurveyedColumn): string {
  return namesIn([name]);
}

function scoringLines({ scoring, refit, others }: Model): string[] {
  const text = scoring.length === 1 ? scoring[0] : `[${scoring.join(', ')}]`;
  return [
    line(`scoring: ${text}`, others),
    ...(scoring.length === 1 ? [] : [line(`refit: ${refit}`, 'the metric that chooses the best')]),
  ];
}
