// The flags, each declared once; commands pick theirs. Names and meanings are those of the grid file where it has them.

import { MOST_JOBS } from '../grid/most-jobs.js';
import type { ColorChoice } from '../report/palette.js';
import {
  type Flag,
  readChoice,
  readDelimiter,
  readInteger,
  readNames,
  readNumber,
  readSeconds,
  readSize,
  readSwitch,
  readText,
  readValue,
  readWords,
} from './flag.js';

const WHAT = 'What is searched (wins over the grid file):';
const DATA = 'How the data are read:';
const HOW = 'How the search runs:';
const OUTPUT = 'Output:';

/** A flag that takes one word. */
function one<T>(
  name: string,
  metavar: string,
  group: string,
  about: string,
  read: Flag<T>['read'],
  alias?: string,
): Flag<T> {
  return { name, alias, takes: 'one', metavar, about, group, read };
}

/** A repeatable flag. */
function many(
  name: string,
  metavar: string,
  group: string,
  about: string,
  read: Flag<readonly string[]>['read'],
): Flag<readonly string[]> {
  return { name, takes: 'many', metavar, about, group, read };
}

/** A flag that is given or not. */
function toggle(name: string, group: string, about: string, alias?: string): Flag<boolean> {
  return { name, alias, takes: 'none', about, group, read: readSwitch };
}

export const GRID = one('grid', 'FILE', WHAT, 'the grid, YAML or JSON; - is standard input', readText, 'g');
export const SET = many(
  'set',
  'KEY=VALUE',
  WHAT,
  'sets one key of the grid: cv=5, search.n_iter=20, grid.logistic__C=[0.1,1] (repeatable)',
  readWords,
);
export const CV = one('cv', 'N', WHAT, 'number of folds, or a splitter: {KFold: {n_splits: 3}}', readValue);
export const EXTENSION = many(
  'extension',
  'FILE',
  DATA,
  'a module that holds an estimator of the model: it is code and is run, so name it only if you trust it (repeatable)',
  readWords,
);
export const SEED = one(
  'seed',
  'N',
  WHAT,
  'random state',
  readInteger('a whole number from 0', (n) => n >= 0 && n < 2 ** 32),
);
export const SCORING = one('scoring', 'METRIC', WHAT, 'metric, or several with commas', readValue);
export const REFIT = one('refit', 'METRIC', WHAT, 'true, false, or the metric that chooses the model', readValue);
export const ERROR_SCORE = one(
  'error-score',
  'VALUE',
  WHAT,
  'score of a candidate that failed: null, a number, or raise',
  readValue,
);
export const RETURN_TRAIN_SCORE = toggle('return-train-score', WHAT, 'scores the train rows as well');

export const TARGET = one('target', 'COLUMN', DATA, 'column to predict (default: the last)', readText, 'y');
export const DROP = many('drop', 'COLUMNS', DATA, 'columns to leave out (repeatable, commas)', readNames);
export const FEATURES = many(
  'features',
  'COLUMNS',
  DATA,
  'columns to use, globs allowed (repeatable, commas)',
  readNames,
);
export const DELIMITER = one(
  'delimiter',
  'CHAR',
  DATA,
  "what separates cells: ';', tab (default: found out)",
  readDelimiter,
);
export const NA = many(
  'na',
  'TOKENS',
  DATA,
  'cells that mean "missing", besides the usual (repeatable, commas)',
  readNames,
);

export const JOBS = one(
  'jobs',
  'N',
  HOW,
  'workers, at the most: never more than have work at once; 1 = in this process, -1 = all cores',
  readInteger(
    `a whole number from 1 to ${MOST_JOBS}, or -1 for all cores`,
    (n) => (n >= 1 && n <= MOST_JOBS) || n === -1,
  ),
  'j',
);
export const ENGINE = one<'auto' | 'local' | 'threads'>(
  'engine',
  'NAME',
  HOW,
  'what several jobs are: local = processes, threads = threads of this process, auto = threads for a search of less than a minute',
  readChoice(['auto', 'local', 'threads'] as const),
);
export const NO_SHARE = toggle('no-share', HOW, 'runs every candidate on its own, as a check: same result, more work');
export const VERIFY: Flag<number> = {
  ...one(
    'verify',
    'N',
    HOW,
    '--verify=N computes N results (default 12) once more with nothing shared, and fails where a bit differs',
    readInteger('a whole number from 1', (n) => n >= 1),
  ),
  bare: '12',
};
export const CACHE = one(
  'cache',
  'DIR',
  HOW,
  'where finished work is kept for the next run (default: see `gridsearch cache dir`)',
  readText,
);
export const CACHE_SIZE = one(
  'cache-size',
  'SIZE',
  HOW,
  'what the cache may come to: 500MB, 10GB (default 2GB)',
  readSize,
);
export const NO_CACHE = toggle('no-cache', HOW, 'keeps nothing for the next run, and uses nothing of earlier ones');
export const MEMORY_LIMIT = one(
  'memory-limit',
  'SIZE',
  HOW,
  'memory of all processes together, e.g. 2g: a task that does not fit it alone fails (watched, not walled: short peaks may be above)',
  readSize,
);
export const MAX_TIME = one(
  'max-time',
  'SECONDS',
  HOW,
  'ends the search with what is finished by then; also 5m, 2h',
  readSeconds,
);
export const TASK_TIMEOUT = one(
  'task-timeout',
  'SECONDS',
  HOW,
  'kills a task that takes longer: its candidates fail',
  readSeconds,
);
export const FAIL_FAST = toggle('fail-fast', HOW, 'ends the search at the first candidate that fails (exit code 3)');
export const MAX_CANDIDATES = one(
  'max-candidates',
  'N',
  HOW,
  'refuses larger grids (default 1,000,000)',
  readInteger('a whole number from 1', (n) => n >= 1),
);
export const FAIL_UNDER = one('fail-under', 'SCORE', HOW, 'exit code 4 where the best score is lower', readNumber);
export const DRY_RUN = toggle('dry-run', HOW, 'prints the plan and runs nothing (as `plan` does)');

export const OUT = one(
  'out',
  'FILE',
  OUTPUT,
  'writes there instead of to standard output; - is standard output',
  readText,
  'o',
);
export const FORCE = toggle('force', OUTPUT, 'writes over files that exist already');
export const MODEL = one('model', 'FILE', OUTPUT, 'writes the refit model for predict and score', readText);
export const EVENTS = one(
  'events',
  'FILE',
  OUTPUT,
  'writes every start, end and release of a task as a line of JSON',
  readText,
);
export const JSON_OUT = toggle('json', OUTPUT, 'the document on standard output even where that is a terminal');
export const NO_JSON = toggle('no-json', OUTPUT, 'no document on standard output');
export const PRETTY = toggle('pretty', OUTPUT, 'indents the document');
export const QUIET = toggle('quiet', OUTPUT, 'errors only', 'q');
export const VERBOSE = toggle('verbose', OUTPUT, 'tells phases and failed tasks as they happen', 'v');
export const PROGRESS = one(
  'progress',
  'HOW',
  OUTPUT,
  'auto, bar, plain or none',
  readChoice(['auto', 'bar', 'plain', 'none']),
);
export const COLOR = one(
  'color',
  'WHEN',
  OUTPUT,
  'auto, always or never',
  readChoice<ColorChoice>(['auto', 'always', 'never']),
);

export const PROBA = toggle('proba', OUTPUT, 'adds the probability of each class');
export const KEEP = many(
  'keep',
  'COLUMN',
  OUTPUT,
  'copies a column of the data to the output (repeatable, commas)',
  readNames,
);
export const PREDICTION_FORMAT = one('format', 'FORMAT', OUTPUT, 'csv or ndjson', readChoice(['csv', 'ndjson']));
const PLAN_FORMATS = ['text', 'json', 'dot', 'mermaid', 'svg'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];
export const PLAN_FORMAT = one(
  'format',
  'FORMAT',
  OUTPUT,
  'text, json, dot, mermaid or svg',
  readChoice<PlanFormat>(PLAN_FORMATS),
);

/** What is searched and on which columns. */
export const WHAT_FLAGS: readonly Flag<unknown>[] = [
  GRID,
  SET,
  CV,
  SEED,
  SCORING,
  REFIT,
  ERROR_SCORE,
  RETURN_TRAIN_SCORE,
  TARGET,
  DROP,
  FEATURES,
  DELIMITER,
  NA,
];
