// The flags, each declared once: help, parsing and the request follow from it. Commands pick theirs, by name or by
// group. Names and meanings are those of the grid file where it has them.

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

type Details<T> = Pick<Flag<T>, 'read'> & Partial<Pick<Flag<T>, 'bare' | 'sets' | 'inRequest'>>;

/**
 * Flags of one group of a help page, each spelled as there: `name|alias METAVAR`. `…` behind that: it may be repeated;
 * no metavar: a switch.
 */
function group(title: string): <T>(spelling: string, about: string, details: Details<T>) => Flag<T> {
  return (spelling, about, details) => {
    const [names, metavar] = spelling.split(' ');
    const [name, alias] = names.split('|');
    const takes = metavar === undefined ? 'none' : metavar.endsWith('…') ? 'many' : 'one';
    return { name, alias, takes, metavar: metavar?.replace('…', ''), about, group: title, ...details };
  };
}

const what = group('What is searched (wins over the grid file):');
const data = group('How the data are read:');
const how = group('How the search runs:');
const output = group('Output:');

const fromOne = readInteger('a whole number from 1', (n) => n >= 1);

export const GRID = what('grid|g FILE', 'the grid, YAML or JSON; - is standard input', { read: readText });
export const SCORING = what('scoring METRIC', 'metric, or several with commas', {
  read: readValue,
  sets: 'overrides.scoring',
});
export const TARGET = data('target|y COLUMN', 'column to predict (default: the last)', {
  read: readText,
  sets: 'overrides.target',
});
export const DELIMITER = data('delimiter CHAR', "what separates cells: ';', tab, whitespace (default: found out)", {
  read: readDelimiter,
  sets: 'overrides.delimiter',
});
export const NA = data('na TOKENS…', 'cells that mean "missing", besides the usual (repeatable, commas)', {
  read: readNames,
  sets: 'overrides.na',
});

const lines = readInteger('a number of lines from 0', (n) => n >= 0 && n <= 1_000_000);
export const NO_HEADER = data('no-header', 'the first line is a row; the columns are called x1, x2, …', {
  read: readSwitch,
  sets: 'overrides.header',
  inRequest: (isGiven) => (isGiven ? false : undefined),
});
export const COMMENT = data('comment TEXT', "lines that begin with it are skipped: '#'", {
  read: readText,
  sets: 'overrides.comment',
});
export const SKIP_ROWS = data('skip-rows N', 'lines before the header that are skipped', {
  read: lines,
  sets: 'overrides.skipRows',
});
export const SKIP_FOOTER = data('skip-footer N', 'lines at the end that are skipped, such as totals', {
  read: lines,
  sets: 'overrides.skipFooter',
});
export const DECIMAL = data('decimal CHAR', "what stands before decimals: ',' (default: a point)", {
  read: readText,
  sets: 'overrides.decimal',
});
export const THOUSANDS = data('thousands CHAR', "what parts groups of three digits: ','", {
  read: readText,
  sets: 'overrides.thousands',
});
export const DROP_MISSING_TARGET = data('drop-missing-target', 'leaves out rows whose target has no value', {
  read: readSwitch,
  sets: 'overrides.dropMissingTarget',
});

/** How a file is laid out and its cells are spelled. */
export const READING_FLAGS = [DELIMITER, NA, NO_HEADER, COMMENT, SKIP_ROWS, SKIP_FOOTER, DECIMAL, THOUSANDS] as const;

/** What is searched and on which columns. */
export const WHAT_FLAGS: readonly Flag<unknown>[] = [
  GRID,
  what('set KEY=VALUE…', 'sets one key of the grid: cv=5, search.n_iter=20, grid.logistic__C=[0.1,1] (repeatable)', {
    read: readWords,
    sets: 'overrides.set',
  }),
  what('cv N', 'number of folds, or a splitter: {KFold: {n_splits: 3}}', { read: readValue, sets: 'overrides.cv' }),
  what('seed N', 'random state', {
    read: readInteger('a whole number from 0', (n) => n >= 0 && n < 2 ** 32),
    sets: 'overrides.seed',
  }),
  SCORING,
  what('refit METRIC', 'true, false, or the metric that chooses the model', {
    read: readValue,
    sets: 'overrides.refit',
  }),
  what('error-score VALUE', 'score of a candidate that failed: null, a number, or raise', {
    read: readValue,
    sets: 'overrides.errorScore',
  }),
  what('return-train-score', 'scores the train rows as well', { read: readSwitch, sets: 'overrides.returnTrainScore' }),
  TARGET,
  data('drop COLUMNS…', 'columns to leave out (repeatable, commas)', { read: readNames, sets: 'overrides.drop' }),
  data('features COLUMNS…', 'columns to use, globs allowed (repeatable, commas)', {
    read: readNames,
    sets: 'overrides.features',
  }),
  ...READING_FLAGS,
  DROP_MISSING_TARGET,
];

export const CACHE = how(
  'cache DIR',
  'where finished work is kept for the next run (default: see `gridsearch cache dir`)',
  { read: readText, sets: 'cache' },
);
export const NO_CACHE = how('no-cache', 'keeps nothing for the next run, and uses nothing of earlier ones', {
  read: readSwitch,
  sets: 'cache',
  inRequest: (isGiven) => (isGiven ? false : undefined),
});
export const VERIFY = how(
  'verify N',
  '--verify=N computes N results (default 12) once more with nothing shared, and fails where a bit differs',
  { read: fromOne, bare: '12', sets: 'verify' },
);
export const DRY_RUN = how('dry-run', 'prints the plan and runs nothing (as `plan` does)', { read: readSwitch });

const JOBS = how(
  'jobs|j N',
  'workers, at the most: never more than have work at once; 1 = in this process, -1 = all cores',
  {
    read: readInteger(
      `a whole number from 1 to ${MOST_JOBS}, or -1 for all cores`,
      (n) => (n >= 1 && n <= MOST_JOBS) || n === -1,
    ),
    sets: 'jobs',
  },
);
const ENGINE = how(
  'engine NAME',
  'what several jobs are: local = processes, threads = threads of this process, auto = threads for a search of less than a minute',
  {
    read: readChoice(['auto', 'local', 'threads']),
    sets: 'engine',
    inRequest: (name) => (name === 'auto' ? undefined : name),
  },
);
const NO_SHARE = how('no-share', 'runs every candidate on its own, as a check: same result, more work', {
  read: readSwitch,
  sets: 'share',
  inRequest: (isGiven) => !isGiven,
});
const MAX_CANDIDATES = how('max-candidates N', 'refuses larger grids (default 1,000,000)', {
  read: fromOne,
  sets: 'maxCandidates',
});

/** How a search runs. */
export const HOW_FLAGS: readonly Flag<unknown>[] = [
  JOBS,
  ENGINE,
  how(
    'memory-limit SIZE',
    'memory of all processes together, e.g. 2g: a task that does not fit it alone fails (watched, not walled: short peaks may be above)',
    { read: readSize, sets: 'memoryBytes' },
  ),
  how('max-time SECONDS', 'ends the search with what is finished by then; also 5m, 2h', {
    read: readSeconds,
    sets: 'maxSeconds',
  }),
  how('task-timeout SECONDS', 'kills a task that takes longer: its candidates fail', {
    read: readSeconds,
    sets: 'taskSeconds',
  }),
  how('fail-fast', 'ends the search at the first candidate that fails (exit code 3)', {
    read: readSwitch,
    sets: 'failFast',
  }),
  NO_SHARE,
  VERIFY,
  CACHE,
  how('cache-size SIZE', 'what the cache may come to: 500MB, 10GB (default 2GB)', {
    read: readSize,
    sets: 'cacheLimitBytes',
  }),
  NO_CACHE,
  MAX_CANDIDATES,
  how('fail-under SCORE', 'exit code 4 where the best score is lower', { read: readNumber, sets: 'failUnder' }),
  DRY_RUN,
];

/** Of these, what changes a plan. */
export const PLAN_FLAGS: readonly Flag<unknown>[] = [JOBS, ENGINE, NO_SHARE, CACHE, NO_CACHE, MAX_CANDIDATES];

export const EXTENSION = data(
  'extension FILE…',
  'a module that holds an estimator of the model: it is code and is run, so name it only if you trust it (repeatable)',
  { read: readWords },
);
export const OUT = output('out|o FILE', 'writes there instead of to standard output; - is standard output', {
  read: readText,
});
export const FORCE = output('force', 'writes over files that exist already', { read: readSwitch });
export const MODEL = output('model FILE', 'writes the refit model for predict and score', { read: readText });
export const EVENTS = output('events FILE', 'writes every start, end and release of a task as a line of JSON', {
  read: readText,
});
export const JSON_OUT = output('json', 'the document on standard output even where that is a terminal', {
  read: readSwitch,
});
export const NO_JSON = output('no-json', 'no document on standard output', { read: readSwitch });
export const PRETTY = output('pretty', 'indents the document', { read: readSwitch });
export const QUIET = output('quiet|q', 'errors only', { read: readSwitch });
export const VERBOSE = output('verbose|v', 'tells phases and failed tasks as they happen', { read: readSwitch });
export const PROGRESS = output('progress HOW', 'auto, bar, plain or none', {
  read: readChoice(['auto', 'bar', 'plain', 'none']),
});
export const COLOR = output('color WHEN', 'auto, always or never', {
  read: readChoice<ColorChoice>(['auto', 'always', 'never']),
});
export const LIST = output('list', 'lists names, a line each: all, or estimators, splitters, metrics', {
  read: readSwitch,
});
export const PROBA = output('proba', 'adds the probability of each class', { read: readSwitch });
export const KEEP = output('keep COLUMN…', 'copies a column of the data to the output (repeatable, commas)', {
  read: readNames,
});
export const GUARD_FORMULAS = output(
  'guard-formulas',
  'puts an apostrophe before cells that a spreadsheet would run as formulas; else cells are as they are',
  { read: readSwitch },
);
export const PREDICTION_FORMAT = output('format FORMAT', 'csv or ndjson', { read: readChoice(['csv', 'ndjson']) });
const PLAN_FORMATS = ['text', 'json', 'dot', 'mermaid', 'svg'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];
export const PLAN_FORMAT = output('format FORMAT', 'text, json, dot, mermaid or svg', {
  read: readChoice<PlanFormat>(PLAN_FORMATS),
});
