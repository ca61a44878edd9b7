// The catalogue: what the registries say of each estimator, splitter and metric, as text for `explain` and as a page
// for docs/estimators.md.

import { largest } from '../base/lists.js';
import type { Estimator } from '../contracts/estimator.js';
import type { Fitter } from '../contracts/fitter.js';
import { describeDomain, type ParamSpecs, withDefaults } from '../contracts/params.js';
import type { Scorer } from '../contracts/scorer.js';
import type { Splitter } from '../contracts/splitter.js';
import { REGISTRIES } from './all-plugins.js';

/** One plug-in in words. */
interface Entry {
  readonly name: string;
  readonly kind: 'estimator' | 'splitter' | 'metric';
  readonly summary: string;
  readonly params: ParamSpecs;
  /** What it is for, and what of its work is shared. */
  readonly facts: readonly (readonly [about: string, fact: string])[];
}

/** Names of all plug-ins. */
export function catalogueNames(): string[] {
  return entries().map(({ name }) => name);
}

/** Everything about one plug-in as lines of text, or undefined where there is none of this name. */
export function explainPlugin(name: string): string | undefined {
  const entry = entries().find((candidate) => candidate.name === name);
  if (entry === undefined) return undefined;
  const { kind, summary, params, facts } = entry;
  const names = Object.keys(params);
  return [
    `${name} (${kind}): ${summary}`,
    ...facts.map(([about, fact]) => `  ${about}: ${fact}`),
    '',
    names.length === 0 ? 'No params.' : 'Params:',
    ...names.flatMap((param) => [
      `  ${param} = ${JSON.stringify(params[param].default)}`,
      `      ${params[param].about}`,
      `      ${rangeOf(params, param)}`,
    ]),
    '',
    `In a grid: ${exampleOf(entry)}`,
    '',
  ].join('\n');
}

/** Every plug-in of a kind (undefined: of all), a line each. */
export function catalogueList(kind: Entry['kind'] | undefined): string {
  const listed = entries().filter((entry) => kind === undefined || entry.kind === kind);
  const width = largest(listed.map(({ name }) => name.length));
  return listed.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('');
}

/** docs/estimators.md. */
export function cataloguePage(): string {
  const all = entries();
  const table = (kind: Entry['kind'], heads: readonly string[]): string[] => [
    `| name | what it is | params | ${heads.map((head) => `${head} | `).join('')}`.trimEnd(),
    `|---|---|---|${heads.map(() => '---|').join('')}`,
    ...all
      .filter((entry) => entry.kind === kind)
      .map((entry) => {
        const facts = new Map(entry.facts);
        const cells = heads.map((head) => `${facts.get(head) ?? '–'} |`);
        return `| \`${entry.name}\` | ${cell(entry.summary)} | ${paramsCell(entry.params)} | ${cells.join(' ')}`.trimEnd();
      }),
  ];
  return [
    '# Estimators, splitters and metrics',
    '',
    'Made by `npm run docs` from the registries; `gridsearch explain NAME` tells the same of one of them, with the range of each param.',
    'Estimators and metrics of your own: [custom.md](custom.md).',
    '',
    '## Estimators',
    '',
    '**nests**: one fit at the widest value serves every other as a view. **at use**: params that no fit reads, so that candidates which differ in',
    'them share one. **batches**: candidates that differ in these alone are fitted side by side. **from**: what a fit is made of; a statistic is',
    'computed once for each block of rows and merged for every fold. **takes**: what it reads besides plain numbers, with default params.',
    '**weights**: whether its fit reads `data.weight`; they go to the last step and to the metrics, never to the steps before ([data.md](data.md)).',
    '',
    ...table('estimator', ['role', 'takes', 'weights', 'from', 'nests', 'at use', 'batches']),
    '',
    '## Splitters',
    '',
    'Train and test rows are read in the order of the file, whichever splitter chose them. scikit-learn leaves those of `ShuffleSplit` and',
    '`StratifiedShuffleSplit` in the order drawn: what depends on it (`SGDClassifier`, `SGDRegressor`, draws of `DummyClassifier`, equal distances of',
    'neighbours) is another model or prediction there, as valid.',
    '',
    ...table('splitter', []),
    '',
    '## Metrics',
    '',
    'Larger is better; losses are negated. All take weights of rows. A class that no train row has is given the probability 0 (`neg_brier_score`,',
    '`roc_auc_ovr`, `roc_auc_ovo`, `neg_log_loss` with `labels: all`), where scikit-learn raises.',
    '',
    ...table('metric', ['task', 'reads']),
    '',
  ].join('\n');
}

function entries(): Entry[] {
  const { estimators, splitters, scorers } = REGISTRIES;
  return [
    ...[...estimators.values()].map(estimatorEntry),
    ...[...splitters.values()].map(
      ({ name, summary, params }: Splitter): Entry => ({ name, kind: 'splitter', summary, params, facts: [] }),
    ),
    ...[...scorers.values()].map(scorerEntry),
  ];
}

function estimatorEntry(estimator: Estimator): Entry {
  if (estimator.role === 'postprocessor') {
    const { name, summary, params, folds } = estimator;
    const from = folds === undefined ? 'nothing' : 'predictions of inner folds';
    return {
      name,
      kind: 'estimator',
      summary,
      params,
      facts: [
        ['role', 'post-step'],
        ['from', from],
      ],
    };
  }
  const { name, summary, params, role, task, submodel, applyParams = [], batch = [] } = estimator;
  const taken = takenBy(estimator);
  const facts: (readonly [string, string] | undefined)[] = [
    ['role', role],
    task === undefined || role !== 'transformer' ? undefined : ['task', task],
    ['from', sourceOf(estimator)],
    submodel && ['nests', submodel.param],
    applyParams.length === 0 ? undefined : ['at use', applyParams.join(', ')],
    batch.length === 0 ? undefined : ['batches', batch.join(', ')],
    taken === '' ? undefined : ['takes', taken],
    role === 'transformer' ? undefined : ['weights', estimator.takesWeights === true ? 'yes' : 'no'],
  ];
  return { name, kind: 'estimator', summary, params, facts: facts.filter((fact) => fact !== undefined) };
}

/** What it takes besides plain numbers, with default params. */
function takenBy({ params, accepts = {} }: Fitter): string {
  const { missing, categorical } = typeof accepts === 'function' ? accepts(withDefaults(params, {})) : accepts;
  return [missing === true ? 'missing values' : '', categorical === true ? 'categories' : '']
    .filter(Boolean)
    .join(', ');
}

/** What a fit of default params reads. */
function sourceOf({ params, canonical, needs, seldom }: Fitter): string {
  const defaults = withDefaults(params, {});
  const { rows, statistic } = needs(
    canonical?.(defaults) ?? defaults,
    { uncorrelated: false },
    { rows: 1000, cols: 10 },
  );
  return (
    [
      rows ? (seldom ? 'rows (seldom)' : 'rows') : undefined,
      statistic === undefined ? undefined : `${statistic} of blocks`,
    ]
      .filter(Boolean)
      .join(', ') || 'nothing'
  );
}

function scorerEntry({ name, summary, params, task, reads }: Scorer): Entry {
  return {
    name,
    kind: 'metric',
    summary,
    params,
    facts: [
      ['task', task],
      ['reads', reads],
    ],
  };
}

function paramsCell(params: ParamSpecs): string {
  return (
    Object.entries(params)
      .map(([name, spec]) => `\`${name}\` = \`${cell(JSON.stringify(spec.default))}\``)
      .join(', ') || '–'
  );
}

function rangeOf(params: ParamSpecs, param: string): string {
  return params[param].accepts.map(describeDomain).join(', or ');
}

function exampleOf({ name, kind, params, facts }: Entry): string {
  const [param] = Object.keys(params);
  const named =
    param === undefined ? `{${name}: {}}` : `{${name}: {${param}: ${JSON.stringify(params[param].default)}}}`;
  if (kind === 'splitter') return `cv: ${named}`;
  if (kind === 'metric') return param === undefined ? `scoring: ${name}` : `scoring: {my_name: ${named}}`;
  const last = facts.some(([, fact]) => fact === 'classifier' || fact === 'regressor');
  if (facts.some(([, fact]) => fact === 'post-step'))
    return `pipeline: [StandardScaler, LogisticRegression, {step: ${named}}]`;
  return last ? `pipeline: [StandardScaler, {model: ${named}}]` : `pipeline: [{step: ${named}}, …]`;
}

/** Text that a cell of a table can hold. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
