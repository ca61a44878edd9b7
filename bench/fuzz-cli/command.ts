// Random command lines, and what each is expected to leave.

import { SCORERS } from '../../src/scorers/index.js';
import type { Files } from './files.js';
import type { RandomSource } from './random.js';

export interface CommandLine {
  readonly words: readonly string[];
  readonly stdin?: string;
  /** Whether what stands on standard output is JSON, or nothing. */
  readonly json: boolean;
  /** A file that is there where the exit code is 0. */
  readonly writes?: string;
  /** Whether something is printed where the exit code is 0. */
  readonly prints: boolean;
  readonly help: boolean;
}

/** Values of flags, right ones first; an empty list is a switch. */
type FlagValues = Readonly<Record<string, readonly string[]>>;

const WHAT: FlagValues = {
  '--set': [
    'cv=2',
    'cv=x',
    'x',
    '=',
    'a.b=1',
    'grid.m__C=[1]',
    'pipeline.m.C=2',
    'pipeline.0.x=1',
    'data.target=y',
    'search={method: random}',
    '__proto__=1',
    'scoring.__proto__=1',
    'cv=[[[[',
    'run.cache=.',
    'grid.x={linspace: [1,2,1000000000]}',
  ],
  '--cv': ['2', '3', '{KFold: {n_splits: 2}}', 'KFold', '0', '-1', 'x', '[', '[[1]]', '{a: *b}', '', '1e9'],
  '--seed': ['0', '7', '-1', 'x', '4294967296'],
  '--scoring': [
    ...SCORERS.keys(),
    'accuracy,f1',
    '{m: accuracy}',
    'nope',
    '[]',
    '{}',
    '.inf',
    '{a: {fbeta: {beta: -1}}}',
  ],
  '--refit': ['true', 'false', 'accuracy', 'x', '[]', 'null'],
  '--error-score': ['null', '0', 'raise', 'x', '.nan', '.inf'],
  '--return-train-score': [],
  '--target': ['y', 'x1', 'nope', '', '\u001b[31m'],
  '--drop': ['x2', 'nope', 'x1,x2,x3', ',', '*'],
  '--features': ['x*', 'x1', '*', 'nope', '"a'],
  '--delimiter': [',', ';', 'tab', 'ab', '"', ''],
  '--na': ['?', '', '0', 'a,b'],
};
const HOW: FlagValues = {
  '--jobs': ['1', '2', '3', '-1', '0', '-2', 'x', '1e9', '100000'],
  '--engine': ['local', 'threads', 'auto', 'inline', 'x', ''],
  '--memory-limit': ['2g', '600m', '1', '10m', 'x', '-1'],
  '--max-time': ['60', '0.2', '1', '5m', '0', 'x', '1e999'],
  '--task-timeout': ['30', '0.01', '0', 'x'],
  '--fail-fast': [],
  '--no-share': [],
  '--verify': [],
  '--verify=3': [],
  '--verify=x': [],
  '--cache': ['cache', '.', 'good.csv', 'sub', 'loop', '/dev/null', '/proc/x', 'x/'.repeat(100), 'y'.repeat(300)],
  '--cache-size': ['1MB', '0', 'x'],
  '--no-cache': [],
  '--max-candidates': ['10', '1', '0', 'x'],
  '--fail-under': ['0.1', '0.99', '-5', 'x'],
  '--dry-run': [],
};
const FIT_OUTPUT: FlagValues = {
  '--model': [
    'm.json',
    'sub',
    '-',
    '',
    'good.csv',
    '/dev/null',
    'nowhere/m.json',
    'loop',
    'sub/../simple.json',
    'z'.repeat(240),
    'z'.repeat(256),
  ],
  '--events': ['e.ndjson', 'm.json', 'sub', '-', '/dev/null', '/dev/full', 'own.mjs', 'loop'],
  '--no-json': [],
  '--json': [],
  '--progress': ['plain', 'bar', 'none', 'auto', 'x'],
  '--verbose': [],
};
const COMMON: FlagValues = {
  '--out': [
    'out.json',
    'out.json',
    './m.json',
    '-',
    'sub',
    '',
    '/dev/null',
    '/dev/full',
    'nowhere/x',
    'own.mjs',
    'good.csv',
    'loop',
    'w'.repeat(250),
    'w'.repeat(300),
    '\ufffd.json',
  ],
  '--pretty': [],
  '--quiet': [],
  '--help': [],
  '--nope': [],
  '--color': ['never', 'auto', 'x'],
};
const PREDICT: FlagValues = {
  '--proba': [],
  '--keep': ['x1', 'y', 'prediction', 'x1,x1', 'nope', '=b'],
  '--format': ['csv', 'ndjson', 'x'],
  '--extension': ['own.mjs', 'nope.mjs', 'sub'],
};

export function randomCommand(random: RandomSource, files: Files): CommandLine {
  switch (random.pick(['fit', 'fit', 'fit', 'fit', 'plan', 'predict', 'predict', 'score', 'small'])) {
    case 'fit':
      return searching('fit', random, files, { ...WHAT, ...HOW, ...FIT_OUTPUT, ...COMMON });
    case 'plan':
      return searching('plan', random, files, {
        ...WHAT,
        '--jobs': HOW['--jobs'],
        '--engine': HOW['--engine'],
        '--cache': HOW['--cache'],
        '--format': ['text', 'json', 'dot', 'mermaid', 'svg', 'x'],
        ...COMMON,
      });
    case 'predict':
      return using('predict', random, files, {
        ...PREDICT,
        '--delimiter': WHAT['--delimiter'],
        '--na': WHAT['--na'],
        ...COMMON,
      });
    case 'score':
      return using('score', random, files, {
        '--scoring': WHAT['--scoring'],
        '--extension': PREDICT['--extension'],
        '--na': WHAT['--na'],
        ...COMMON,
      });
    default:
      return small(random, files);
  }
}

function searching(command: string, random: RandomSource, files: Files, flags: FlagValues): CommandLine {
  const data = oneOf(files.data, random);
  const grid = oneOf(files.grids, random);
  const chosen = flagsOf(random, flags, random.chance(0.5) ? 2 : 6);
  const words = [command, data, ...(random.chance(0.98) ? ['-g', grid] : []), ...chosen];
  if (!chosen.includes('--cache') && random.chance(0.8)) words.push(command === 'fit' ? '--no-cache' : '--no-share');
  const silent = ['--no-json', '--out', '--dry-run'].some((flag) => chosen.includes(flag));
  const json = command === 'fit' ? !chosen.includes('--dry-run') && !chosen.includes('--help') : false;
  return finished(words, random, { json, prints: !silent });
}

function using(command: string, random: RandomSource, files: Files, flags: FlagValues): CommandLine {
  const chosen = flagsOf(random, flags, 3);
  const words = [command, oneOf(files.models, random), oneOf(files.data, random), ...chosen];
  return finished(words, random, {
    json: command === 'score' && !chosen.includes('--help'),
    prints: !chosen.includes('--out'),
  });
}

function small(random: RandomSource, files: Files): CommandLine {
  const words = random.pick<readonly string[]>([
    [
      'cache',
      random.pick(['dir', 'size', 'clear', 'x']),
      ...flagsOf(random, { '--cache': HOW['--cache'], ...COMMON }, 2),
    ],
    ['schema', random.pick(['grid', 'result', 'model', 'events', 'x', '../x']), ...flagsOf(random, COMMON, 2)],
    [
      'explain',
      random.pick(['PCA', 'accuracy', 'KFold', 'GRID_TYPE', 'x', '', 'constructor', '\u001b']),
      ...flagsOf(random, COMMON, 2),
    ],
    [
      'init',
      ...random.some([oneOf(files.data, random)], 1),
      ...flagsOf(
        random,
        {
          '--force': [],
          '--target': WHAT['--target'],
          '--delimiter': WHAT['--delimiter'],
          '--na': WHAT['--na'],
          ...COMMON,
        },
        3,
      ),
    ],
    [random.pick(['', 'x', '--version', '--help', '-x', 'fitt', 'good.csv', 'simple.json'])],
    [],
  ]);
  return finished(words, random, { json: false, prints: false });
}

function finished(
  words: readonly string[],
  random: RandomSource,
  { json, prints }: Pick<CommandLine, 'json' | 'prints'>,
): CommandLine {
  const at = words.indexOf('--out');
  const out = at < 0 || words.includes('--help') ? undefined : words[at + 1];
  const writes = out === undefined || out === '-' || out === '' ? {} : { writes: out };
  const stdin = words.includes('-')
    ? { stdin: random.pick(['', 'a,y\n1,x\n2,z\n3,x\n4,z\n5,x\n6,z\n', '{"pipeline": ["GaussianNB"], "cv": 2}']) }
    : {};
  return { words, json, prints, help: words.length === 0, ...writes, ...stdin };
}

/** Mostly the first, which is good. */
function oneOf(values: readonly string[], random: RandomSource): string {
  if (random.chance(0.03)) return '-';
  return random.chance(0.4) ? values[0] : random.pick(values);
}

function flagsOf(random: RandomSource, flags: FlagValues, most: number): string[] {
  return random.some(Object.keys(flags), most).flatMap((flag) => {
    const values = flags[flag];
    if (values.length === 0) return [flag];
    const value = random.chance(0.6) ? values[0] : random.pick(values);
    return random.chance(0.1) ? [`${flag}=${value}`] : [flag, value];
  });
}
