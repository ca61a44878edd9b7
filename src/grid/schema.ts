// The structure of a grid file as a schema: which keys there are and what kind of value each takes. One source for the
// check of every file and for schema/grid.schema.json, which editors read. What needs registries or several keys at
// once is checked by normalise.ts. A message says what was expected: it ends the sentence "cv: expected …".

import * as v from 'valibot';
import { MOST_JOBS } from './most-jobs.js';

/** valibot takes a list for a map; we do not. */
const refuseList = <S extends v.GenericSchema>(schema: S): S => ({
  ...schema,
  '~run': (dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) =>
    schema['~run'](Array.isArray(dataset.value) ? { value: undefined } : dataset, config),
});
const mapOf = <S extends v.GenericSchema>(value: S, expected: string) =>
  refuseList(v.record(v.string(), value, expected));
const strictMap = <E extends v.ObjectEntries>(entries: E, expected: string) =>
  refuseList(v.strictObject(entries, expected));

const text = (expected = 'a string') => v.string(expected);
const nonEmpty = (expected: string) => v.pipe(v.string(expected), v.nonEmpty(expected));
const integer = (expected: string, min: number, max: number) =>
  v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
const seconds = (expected: string) => v.pipe(v.number(expected), v.gtValue(0, expected));
const about = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.optional(v.pipe(schema, v.description(description)));
const unsupported = about(v.unknown(), 'Not supported by this version.');
/** A column may be called 2015. */
const columnName = (expected = 'the name of a column') =>
  v.union(
    [v.pipe(v.string(expected), v.nonEmpty(expected)), v.pipe(v.number(expected), v.integer(expected))],
    expected,
  );
const columnNames = (expected: string) =>
  v.union([columnName(expected), v.array(columnName(expected), expected)], expected);

const SIZE = 'a size such as 2g or 512m';

const STEP = 'a step: ClassName, {name: ClassName} or {name: {ClassName: {param: value}}}';
const classParams = v.nullable(mapOf(v.unknown(), 'a map of params'));
const classWithParams = mapOf(classParams, 'ClassName: {param: value}');
const BRANCH = 'a branch {name: {columns, steps}}';
const branch = v.nullable(
  strictMap(
    {
      columns: about(
        columnNames('all, numeric, categorical, boolean, or a list of names and globs'),
        'Which columns it reads; default all.',
      ),
      steps: about(
        v.array(v.unknown(), 'a list of steps'),
        'Its steps in order; without any, the columns pass through.',
      ),
    },
    BRANCH,
  ),
);
const UNION = 'a list of branches, each {name: {columns, steps}}';
const union = v.strictObject({ union: v.pipe(v.array(mapOf(branch, BRANCH), UNION), v.nonEmpty(UNION)) }, STEP);
const step = v.union([nonEmpty(STEP), mapOf(v.union([nonEmpty(STEP), classWithParams, union], STEP), STEP)], STEP);

const PARAM_MAP = 'a map from step__param to a list of values, or a list of such maps';
const paramMap = mapOf(v.unknown(), PARAM_MAP);
const paramMaps = v.union([paramMap, v.pipe(v.array(paramMap, PARAM_MAP), v.nonEmpty(PARAM_MAP))], PARAM_MAP);

const CV = 'a number of folds from 2, a splitter’s name, or {ClassName: {param: value}}';
const SCORING = 'a metric, a list of metrics, or a map from a name to a metric';
const scorer = v.union([nonEmpty(SCORING), mapOf(classParams, SCORING)], SCORING);
const REFIT = 'true, false, or a metric';
const ERROR_SCORE = 'null, a number, or raise';

const TYPES = 'a map from a column or glob to numeric, categorical, boolean, id, ignored or {number: {…}}';
const ONE_CHARACTER = 'one character';
const character = v.pipe(v.string(ONE_CHARACTER), v.length(1, ONE_CHARACTER));
const affix = nonEmpty('a text such as $ or kg');
const NUMBER = '{number: {decimal, thousands, prefix, suffix}}';
const numberFormat = strictMap(
  {
    number: strictMap(
      {
        decimal: about(character, 'What stands before the decimals; a point where it is not given.'),
        thousands: about(character, 'What parts groups of three digits.'),
        prefix: about(affix, 'What may stand before the number: $'),
        suffix: about(affix, 'What may stand behind the number: kg, %'),
      },
      NUMBER,
    ),
  },
  TYPES,
);
const cells = v.array(v.union([v.string(), v.number()], 'a string or a number'), 'a list of strings');
const NA_VALUES = 'a list of strings, or {only: [...]}';
const lines = integer('a number of lines from 0', 0, 1_000_000);

/** Every key of `data`. */
export const dataSchema = strictMap(
  {
    target: about(columnName(), 'Name of the column to predict; the last column where it is not given.'),
    features: about(
      strictMap(
        {
          include: about(
            columnNames('a column name or a list of them'),
            'Columns to use; globs such as pixel_* are allowed.',
          ),
          exclude: about(columnNames('a column name or a list of them'), 'Columns to leave out; globs are allowed.'),
        },
        'a map with include and exclude',
      ),
      'Which columns are features.',
    ),
    weight: about(
      columnName(),
      'A column that says how much each row weighs: in the fit of the last step, and in scores.',
    ),
    group: about(
      columnName(),
      'A column whose values say which rows belong together, for splitters such as GroupKFold.',
    ),
    fold: about(columnName(), 'A column whose values name the test fold of each row.'),
    id: about(
      columnNames('a column name or a list of them'),
      'Columns that identify rows: no features; globs are allowed.',
    ),
    types: about(
      mapOf(
        v.union([v.picklist(['numeric', 'categorical', 'boolean', 'id', 'ignored'], TYPES), numberFormat], TYPES),
        TYPES,
      ),
      'What columns hold, by name or glob: numeric, categorical (text as it stands), boolean; {number: {thousands: ","}} for numbers that are written otherwise; id and ignored are no features. Where nothing is said, the cells decide.',
    ),
    na_values: about(
      v.union([cells, strictMap({ only: cells }, NA_VALUES)], NA_VALUES),
      'Cells that mean "missing", beside the usual ones; {only: [...]}: these and no others.',
    ),
    delimiter: about(
      v.union([v.literal('whitespace'), v.literal('tab'), character], 'one character, tab or whitespace'),
      'What separates the fields of the CSV: one character, or whitespace (runs of blanks); found out where it is not given.',
    ),
    header: about(v.boolean('true or false'), 'False: the first line is a row, and the columns are x1, x2, …'),
    comment: about(nonEmpty('a text such as "#"'), 'Lines that begin with it are skipped.'),
    skip_rows: about(lines, 'How many lines stand before the header.'),
    skip_footer: about(lines, 'How many lines at the end are no rows; blank ones do not count.'),
    decimal: about(character, 'What stands before the decimals of numbers; a point where it is not given.'),
    thousands: about(character, 'What parts groups of three digits in numbers.'),
    drop_missing_target: about(
      v.boolean('true or false'),
      'Leaves out the rows whose target has no value, and tells how many; without it they are refused.',
    ),
  },
  'a map',
);

const JOBS = `an integer from 1 to ${MOST_JOBS}, or -1 for all cores`;

/** Every key of `run`: how to run, which changes no score. */
export const runSchema = strictMap(
  {
    jobs: about(
      v.pipe(integer(JOBS, -1, MOST_JOBS), v.notValue(0, JOBS)),
      'Workers, at the most: never more than have work at once; 1 runs in this process, -1 on all cores.',
    ),
    memory_limit: about(
      v.union([v.number(SIZE), v.string(SIZE)], SIZE),
      'Memory of all processes together, in bytes or as 2g: a task that does not fit it alone fails.',
    ),
    max_time: about(
      seconds('a number of seconds above 0'),
      'Seconds after which the search ends with what is finished.',
    ),
    task_timeout: about(seconds('a number of seconds above 0'), 'Seconds that one task may take.'),
    retries: about(
      integer('an integer from 0 to 1000', 0, 1000),
      'How often a task is tried again whose worker died at it; 2 by default.',
    ),
    cache: about(
      v.union([v.boolean(), v.pipe(v.string(), v.nonEmpty())], 'a directory, true or false'),
      'Where finished work is kept for the next search: a directory, true (the usual place) or false (nowhere).',
    ),
    engine: unsupported,
  },
  'a map',
);

/** The whole file. */
export const gridSchema = strictMap(
  {
    $schema: about(text(), 'For editors; not read.'),
    data: about(dataSchema, 'How to read the table.'),
    task: about(
      v.picklist(['classification', 'regression'], 'classification or regression'),
      'Inferred from the target where not given.',
    ),
    pipeline: about(
      v.pipe(v.array(step, 'a list of steps'), v.nonEmpty('a list of at least one step')),
      'The steps in order, the last one a predictor.',
    ),
    estimator: about(step, 'A pipeline of this one step.'),
    param_grid: about(
      paramMaps,
      'step__param: list, or {logspace: [a, b, n]}, {linspace: …}, {geomspace: …}, {arange: [start, stop, step]}; a bare step name swaps the step.',
    ),
    param_distributions: about(
      paramMaps,
      'As param_grid, and {uniform: [a, b]}, {loguniform: [a, b]}, {randint: [a, b]}, {normal: [mean, sd]}, {choice: [...]}.',
    ),
    where: unsupported,
    search: about(
      strictMap(
        {
          method: about(
            v.picklist(['grid', 'random', 'halving_grid', 'halving_random', 'race'], 'grid or random'),
            'grid: every candidate; random: n_iter of them.',
          ),
          n_iter: about(
            integer('an integer from 1', 1, Number.MAX_SAFE_INTEGER),
            'How many candidates a random search draws.',
          ),
        },
        'a map with method',
      ),
      'How candidates are chosen.',
    ),
    cv: about(
      v.union([integer(CV, 2, 1_000_000), v.pipe(v.string(CV), v.regex(/^[A-Za-z_]/, CV)), mapOf(classParams, CV)], CV),
      'Number of folds (stratified for classifiers), or a splitter, by its name or with params.',
    ),
    scoring: about(
      v.union(
        [nonEmpty(SCORING), v.pipe(v.array(nonEmpty(SCORING), SCORING), v.nonEmpty(SCORING)), mapOf(scorer, SCORING)],
        SCORING,
      ),
      'What is measured; larger is better.',
    ),
    refit: about(
      v.union(
        [
          v.boolean(REFIT),
          nonEmpty(REFIT),
          strictMap(
            {
              metric: text('a metric'),
              rule: about(v.picklist(['best', 'one_se'], 'best'), 'How the best is chosen.'),
              prefer: unsupported,
            },
            REFIT,
          ),
        ],
        REFIT,
      ),
      'Which metric chooses the model that is fitted on all rows.',
    ),
    aggregate: about(
      v.picklist(['mean', 'rows'], 'mean or rows'),
      'mean: of the splits; rows: weighted by their test rows.',
    ),
    error_score: about(
      v.union([v.null(ERROR_SCORE), v.number(ERROR_SCORE), v.picklist(['raise', 'nan'], ERROR_SCORE)], ERROR_SCORE),
      'Score of a fit that fails; nan is null; raise ends the search.',
    ),
    return_train_score: about(v.boolean('true or false'), 'Score the train rows too.'),
    random_state: about(integer('an integer from 0 to 4294967295', 0, 4294967295), 'Seed of everything that draws.'),
    expect: about(
      v.record(
        v.string(),
        strictMap(
          {
            min: about(v.number('a number'), 'Smallest allowed.'),
            max: about(v.number('a number'), 'Largest allowed.'),
            warn: unsupported,
          },
          '{min, max}',
        ),
        'a map from a metric to {min, max}',
      ),
      'Gates: the exit code is 4 where the best candidate is outside.',
    ),
    run: about(runSchema, 'How to run; flags win.'),
  },
  'a map',
);

/** A grid file whose structure is right. */
export type GridFile = v.InferOutput<typeof gridSchema>;
