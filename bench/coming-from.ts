// docs/coming-from-scikit-learn.md, from the registries, from what scikit-learn 1.9's signatures are
// (test/oracle/signatures.json) and from what becomes of params that we have not.

import { readFileSync } from 'node:fs';
import type { JsonValue } from '../src/base/json.js';
import type { ParamSpecs } from '../src/contracts/params.js';
import { ESTIMATORS } from '../src/estimators/index.js';
import { PARAMS_ELSEWHERE } from '../src/grid/params-elsewhere.js';
import { SCORERS } from '../src/scorers/index.js';
import { SPLITTERS } from '../src/splitters/index.js';

type Signatures = Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
type Kind = 'estimators' | 'splitters' | 'metrics';

/** scikit-learn's params and defaults, by kind and by the name of the plug-in here. */
export const DUMP = JSON.parse(readFileSync('test/oracle/signatures.json', 'utf8')) as {
  readonly made_with: { readonly scikit_learn: string };
} & Readonly<Record<Kind, Signatures>>;

export const REGISTRIES: Readonly<Record<Kind, ReadonlyMap<string, { readonly params: ParamSpecs }>>> = {
  estimators: ESTIMATORS,
  splitters: SPLITTERS,
  metrics: SCORERS,
};

/** Why a default is not scikit-learn's, by param; every other one is. */
export const OTHER_DEFAULTS: Readonly<Record<string, string>> = {
  tol: 'solvers run to the optimum',
  max_iter: 'solvers run to the optimum',
  random_state: 'nothing is ever unseeded',
  penalty: 'penalty is deprecated there; auto is what leaving it out means',
  l1_ratio: 'null is 0; where penalty is given, it decides',
  encoded_missing_value: 'null is NaN',
  cv: 'null means 5 there, too',
  p: 'there it must be given',
  n_groups: 'there it must be given',
  beta: 'there it must be given',
  pos_label: 'null is the second of the two classes, whatever it is called',
};

/** Params of one plug-in whose default is another than scikit-learn's. */
export function otherDefaults(kind: Kind, name: string): string[] {
  const { params } = REGISTRIES[kind].get(name) ?? { params: {} };
  return Object.entries(DUMP[kind][name] ?? {})
    .filter(([param, value]) => Object.hasOwn(params, param) && !isSame(params[param].default, value))
    .map(([param]) => param);
}

function isSame(ours: JsonValue, theirs: JsonValue): boolean {
  return JSON.stringify(ours) === JSON.stringify(theirs);
}

function row(kind: Kind, name: string): string {
  const { params } = REGISTRIES[kind].get(name) ?? { params: {} };
  const rules = Object.entries(PARAMS_ELSEWHERE.get(name) ?? {});
  const supported = Object.keys(DUMP[kind][name]).filter((param) => Object.hasOwn(params, param));
  const idle = rules.filter(([, { same }]) => same === undefined).map(([param]) => param);
  const bound = rules.flatMap(([param, { same, why }]) =>
    same === undefined ? [] : [`\`${param}\`${same.length > 0 ? ` but ${same.map(word).join(', ')}` : ''}: ${why}`],
  );
  const defaults = otherDefaults(kind, name).map(
    (param) => `\`${param}\` ${word(params[param].default)}, there ${word(DUMP[kind][name][param])}`,
  );
  const cells = [`\`${name}\``, codes(supported), codes(idle), bound.join('; ') || '–', defaults.join('; ') || '–'];
  return `| ${cells.join(' | ')} |`;
}

const word = (value: JsonValue): string => `\`${JSON.stringify(value)}\``;
const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ') || '–';

function table(kind: Kind, first: string): string {
  const head = `| ${first} | params | accepted, without effect | refused | other defaults |\n|---|---|---|---|---|`;
  return [head, ...Object.keys(DUMP[kind]).map((name) => row(kind, name))].join('\n');
}

/** The whole page. */
export function comingFromPage(): string {
  const intro = readFileSync('bench/coming-from.md', 'utf8').replaceAll('{VERSION}', DUMP.made_with.scikit_learn);
  const script = readFileSync('docs/grid_file.py', 'utf8');
  const reasons = Object.entries(OTHER_DEFAULTS).map(([param, why]) => `- \`${param}\`: ${why}.`);
  return [
    intro.replace('{SCRIPT}', script.trimEnd()),
    '## Params\n',
    'Made by `npm run docs` from `inspect.signature`. What is accepted without effect is told once in the warnings (`PARAM_IDLE`); what is refused',
    'stops the search with the reason. A value behind "but" is accepted, too. Where a default differs:\n',
    `${reasons.join('\n')}\n`,
    `### Estimators\n\n${table('estimators', 'estimator')}\n`,
    `### Splitters\n\n${table('splitters', 'splitter')}\n`,
    `### Metrics\n\n${table('metrics', 'metric')}\n`,
  ].join('\n');
}
