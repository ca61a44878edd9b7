// Random grids: mostly such as a user could write, with slips.

import { ESTIMATORS } from '../../src/estimators/index.js';
import { SCORERS } from '../../src/scorers/index.js';
import { SPLITTERS } from '../../src/splitters/index.js';
import type { RandomSource } from './random.js';

const TRANSFORMERS = [...ESTIMATORS.values()].filter(({ role }) => role === 'transformer').map(({ name }) => name);
const PREDICTORS = [...ESTIMATORS.values()]
  .filter(({ role }) => role === 'classifier' || role === 'regressor')
  .map(({ name }) => name);
const POSTS = [...ESTIMATORS.values()].filter(({ role }) => role === 'postprocessor').map(({ name }) => name);
const ODD_NAMES = [
  './own.mjs#M',
  './own.mjs#nothing',
  './nowhere.mjs#X',
  'passthrough',
  'constructor',
  '',
  'PCAA',
  './own.mjs',
];
const VALUES: readonly unknown[] = [
  0,
  1,
  2,
  3,
  10,
  0.1,
  0.5,
  1e-9,
  1e9,
  -1,
  1e308,
  true,
  false,
  null,
  'l1',
  'l2',
  'none',
  'auto',
  '',
  'x',
  [],
  [1, 2],
  {},
  { fraction: 0.5 },
];
const RANGES: readonly unknown[] = [
  { logspace: [-2, 2, 3] },
  { linspace: [0, 1, 3] },
  { arange: [1, 5, 2] },
  { geomspace: [1, 100, 3] },
  { logspace: [1, 2] },
  { arange: [1, 2, 0] },
  { linspace: ['a', 1, 3] },
];

/** A grid as JSON. */
export function randomGrid(random: RandomSource): string {
  const steps = pipelineOf(random);
  const grid: Record<string, unknown> = { pipeline: steps };
  const names = steps.map((step) => (typeof step === 'string' ? step.toLowerCase() : Object.keys(step)[0]));
  const params = (): Record<string, unknown> =>
    Object.fromEntries(random.some(names, 2).map((name) => [paramOf(name, random), valuesOf(random)]));
  if (random.chance(0.7)) grid.param_grid = random.chance(0.15) ? [params(), params()] : params();
  if (random.chance(0.1))
    grid.param_distributions = {
      [paramOf(names[0], random)]: random.pick([
        { loguniform: [0.01, 10] },
        { uniform: [0, 1] },
        { randint: [1, 5] },
        { choice: [1, 2] },
        { normal: [0, 1] },
        { uniform: [1] },
      ]),
    };
  if (grid.param_distributions !== undefined || random.chance(0.05))
    grid.search = { method: random.pick(['random', 'grid', 'race', 'x']), n_iter: random.pick([1, 3, 5, -1]) };
  grid.cv = random.pick<unknown>([
    2,
    2,
    2,
    3,
    {
      [random.pick([...SPLITTERS.keys()])]: random.pick([
        {},
        { n_splits: 2 },
        { n_splits: 2, shuffle: true },
        { p: 2 },
        { n_splits: 2, test_size: 0.3 },
        { n_splits: 2, n_repeats: 2 },
      ]),
    },
    1,
    'x',
    null,
  ]);
  if (random.chance(0.5))
    grid.scoring = random.chance(0.5) ? random.pick([...SCORERS.keys()]) : random.some([...SCORERS.keys(), 'nope'], 3);
  const more: Readonly<Record<string, readonly unknown[]>> = {
    task: ['classification', 'regression', 'x'],
    refit: [true, false, 'accuracy', 'r2', { metric: 'accuracy', rule: 'best' }],
    error_score: [null, 0, -1, 'raise', 'x'],
    return_train_score: [true, false, 'x'],
    random_state: [0, 7, -1, 'x'],
    aggregate: ['mean', 'rows', 'x'],
    expect: [{ accuracy: { min: 0.5 } }, { accuracy: {} }, { nope: { min: 1 } }, { accuracy: { max: 0.1 } }],
    run: [
      { jobs: 2 },
      { jobs: 0 },
      { cache: 'grid-cache' },
      { max_time: 5 },
      { memory_limit: '500m' },
      { retries: 0 },
      { x: 1 },
    ],
    data: [
      { target: 'y' },
      { target: 'nope' },
      { weight: 'w', target: 'y' },
      { group: 'g' },
      { fold: 'f' },
      { id: 'x1' },
      { features: { include: ['x*'] } },
      { features: { exclude: ['*'] } },
      { types: { x1: 'categorical' } },
      { na_values: ['?', 7] },
      { delimiter: ';' },
    ],
    nope: [1],
    $schema: ['x'],
  };
  for (const key of random.some(Object.keys(more), random.chance(0.5) ? 1 : 3)) grid[key] = random.pick(more[key]);
  return JSON.stringify(grid);
}

type Step = string | Readonly<Record<string, unknown>>;

function pipelineOf(random: RandomSource): Step[] {
  const steps = random.some([...TRANSFORMERS, 'passthrough'], 2).map((name) => spelled(name, random));
  if (random.chance(0.1))
    steps.unshift({
      u: {
        union: [
          {
            a: {
              columns: random.pick<unknown>(['all', 'numeric', ['x1'], 'x*', 'nope']),
              steps: [random.pick(TRANSFORMERS)],
            },
          },
          { b: { columns: 'all' } },
        ],
      },
    });
  if (random.chance(0.97)) steps.push(spelled(random.pick(PREDICTORS), random));
  if (random.chance(0.1)) steps.push(spelled(random.pick(POSTS), random));
  if (random.chance(0.06)) steps.splice(random.below(steps.length + 1), 0, random.pick(ODD_NAMES));
  return steps;
}

function spelled(name: string, random: RandomSource): Step {
  const short = `s${random.below(4)}`;
  if (random.chance(0.5)) return name;
  const specs = Object.keys(ESTIMATORS.get(name)?.params ?? {});
  return random.chance(0.6) || specs.length === 0
    ? { [short]: name }
    : { [short]: { [name]: { [random.pick(specs)]: random.pick(VALUES) } } };
}

/** A param of any estimator: of the right one now and then. */
function paramOf(step: string, random: RandomSource): string {
  const own = [...ESTIMATORS.values()].find(({ name }) => name.toLowerCase() === step);
  const params = Object.keys((own ?? random.pick([...ESTIMATORS.values()])).params);
  return random.chance(0.05) ? step : `${step}__${params.length === 0 ? 'nope' : random.pick(params)}`;
}

function valuesOf(random: RandomSource): unknown {
  if (random.chance(0.2)) return random.pick(RANGES);
  const values = random.some(VALUES, 3);
  return random.chance(0.1) ? random.pick(VALUES) : values.length === 0 ? [1] : values;
}
