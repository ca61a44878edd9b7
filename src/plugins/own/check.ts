// The contract check of a plug-in that a user wrote: everything that can be seen without running it, said in the
// contract's words.

import { isMap, type JsonValue } from '../../base/json.js';
import type { Predictor, Transformer } from '../../contracts/fitter.js';
import { type ParamSpec, rejectParam } from '../../contracts/params.js';
import type { Scorer } from '../../contracts/scorer.js';

/**
 * What a module exports: the program gives it the name that the grid knows it by, and the file's digest as its version.
 */
export type OwnScorer = Omit<Scorer, 'name' | 'version' | 'readsOrder'>;
export type OwnPredictor = Omit<Predictor, 'name' | 'version' | 'readsOrder'>;
export type OwnTransformer = Omit<Transformer, 'name' | 'version' | 'readsOrder'>;

/** A plug-in that keeps the contract, or why it does not. */
export type Checked =
  | { readonly kind: 'estimator'; readonly plugin: OwnPredictor | OwnTransformer }
  | { readonly kind: 'scorer'; readonly plugin: OwnScorer }
  | { readonly kind: 'fault'; readonly why: string };

type Loose = Readonly<Record<string, unknown>>;

const ROLES = ['transformer', 'classifier', 'regressor'];
const READS = ['codes', 'probabilities', 'decision', 'values'];
const TASKS = ['classification', 'regression'];
const FUNCTIONS = ['needs', 'cost', 'fit', 'toModel', 'fromModel'];

/** Members of an estimator that had another name: without this they would be passed over in silence. */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  late: 'applyParams',
  lateWarnings: 'applyWarnings',
  nested: 'submodel',
};

/** Looks at what a module exports. */
export function checkPlugin(value: unknown): Checked {
  if (typeof value !== 'object' || value === null)
    return fault(`it is ${value === null || value === undefined ? String(value) : `a ${typeof value}`}, not an object`);
  const plugin = value as Loose;
  if (plugin.role !== undefined) {
    const why = commonFault(plugin) ?? estimatorFault(plugin);
    return why === undefined ? { kind: 'estimator', plugin: value as OwnPredictor | OwnTransformer } : fault(why);
  }
  if (plugin.score !== undefined) {
    const why = commonFault(plugin) ?? scorerFault(plugin);
    return why === undefined ? { kind: 'scorer', plugin: value as OwnScorer } : fault(why);
  }
  return fault(
    'it has neither a role (an estimator: transformer, classifier or regressor) nor a function score (a metric)',
  );
}

function fault(why: string): Checked {
  return { kind: 'fault', why };
}

function commonFault(plugin: Loose): string | undefined {
  if (typeof plugin.summary !== 'string' || plugin.summary === '') return 'summary must say in one line what it is';
  if (!isMap(plugin.params as JsonValue))
    return 'params must be a map from param to {default, accepts, about}, {} where there are none';
  for (const [name, spec] of Object.entries(plugin.params as Loose)) {
    const why = paramFault(name, spec);
    if (why !== undefined) return why;
  }
  return undefined;
}

function paramFault(name: string, spec: unknown): string | undefined {
  const { default: value, accepts, about } = (typeof spec === 'object' && spec !== null ? spec : {}) as Loose;
  if (name === '' || name.includes('__'))
    return `${JSON.stringify(name)} cannot be a param: "__" divides a step's name from its param`;
  if (value === undefined) return `params.${name} needs a default`;
  if (!Array.isArray(accepts) || accepts.length === 0)
    return `params.${name}.accepts must be a list such as [{kind: 'number', min: 0}]`;
  const wrong = accepts.findIndex((domain) => !isDomain(domain));
  if (wrong >= 0)
    return `params.${name}.accepts[${wrong}] must be one of ${Object.keys(DOMAINS).join(', ')}, such as {kind: 'number', min: 0}`;
  if (typeof about !== 'string') return `params.${name}.about must say in one line what it is`;
  const refused = rejectParam(spec as ParamSpec, value as JsonValue);
  return refused === undefined ? undefined : `params.${name}: its own default is refused: ${refused}`;
}

const isBound = (bound: unknown): boolean => bound === undefined || typeof bound === 'number';

/** Kinds of values of a param, and what is needed of each. */
const DOMAINS: Readonly<Record<string, (domain: Loose) => boolean>> = {
  number: ({ min, above, max, below }) => [min, above, max, below].every(isBound),
  choice: ({ values }) =>
    Array.isArray(values) && values.every((value) => typeof value === 'string' || typeof value === 'number'),
  boolean: () => true,
  null: () => true,
  share: ({ key, above, max }) => typeof key === 'string' && typeof above === 'number' && typeof max === 'number',
  'class-weights': () => true,
  label: () => true,
  range: () => true,
};

function isDomain(domain: unknown): boolean {
  if (typeof domain !== 'object' || domain === null) return false;
  const { kind } = domain as Loose;
  return typeof kind === 'string' && Object.hasOwn(DOMAINS, kind) && DOMAINS[kind](domain as Loose);
}

function scorerFault(plugin: Loose): string | undefined {
  if (typeof plugin.score !== 'function') return 'score must be a function';
  if (!TASKS.includes(plugin.task as string)) return `task must be one of ${TASKS.join(', ')}`;
  if (!READS.includes(plugin.reads as string)) return `reads must be one of ${READS.join(', ')}`;
  if ((plugin.reads === 'values') !== (plugin.task === 'regression'))
    return 'a regression is scored by values, and nothing else is';
  return flagFault(plugin, ['counts']) ?? optionalFunction(plugin, ['infeasible']);
}

function estimatorFault(plugin: Loose): string | undefined {
  const { role, params, applyParams, batch, submodel } = plugin;
  if (!ROLES.includes(role as string)) return `role must be one of ${ROLES.join(', ')}`;
  for (const name of FUNCTIONS) if (typeof plugin[name] !== 'function') return `${name} must be a function`;
  if (plugin.task !== undefined && !TASKS.includes(plugin.task as string))
    return `task must be one of ${TASKS.join(', ')}, or absent`;
  const [former] = Object.keys(FORMER_NAMES).filter((name) => plugin[name] !== undefined);
  if (former !== undefined) return `${former} is called ${FORMER_NAMES[former]}`;
  const sized = typeof submodel === 'object' && submodel !== null ? [(submodel as Loose).param] : submodel;
  for (const [field, names] of Object.entries({ applyParams, batch, submodel: sized })) {
    if (names === undefined) continue;
    if (!Array.isArray(names)) return `${field} must list params`;
    const stranger = names.find((name) => !Object.hasOwn(params as object, name));
    if (stranger !== undefined) return `${field} names ${JSON.stringify(stranger)}, which is no param`;
  }
  if (submodel !== undefined && typeof (submodel as Loose).widest !== 'function')
    return 'submodel must hold a param and the function widest';
  if (plugin.accepts !== undefined && !['object', 'function'].includes(typeof plugin.accepts)) {
    return 'accepts must be {missing, categorical}, a function that returns it, or absent';
  }
  const optional =
    optionalFunction(plugin, ['canonical', 'resolve', 'taskOf', 'applyWarnings', 'infeasible', 'vectors']) ??
    flagFault(plugin, ['packs', 'seldom', 'readsColumns']);
  return optional ?? (role === 'transformer' ? transformerFault(plugin) : predictorFault(plugin));
}

function predictorFault(plugin: Loose): string | undefined {
  const flag = flagFault(plugin, ['takesWeights']);
  if (flag !== undefined) return flag;
  const { coefficients, fromScores } = (plugin.linear ?? {}) as Loose;
  const linear = typeof coefficients === 'function' && typeof fromScores === 'function';
  if (plugin.linear !== undefined && !linear)
    return 'linear must hold the functions coefficients and fromScores, or be absent';
  return optionalFunction(plugin, ['predictCost'], ['predict']);
}

function transformerFault(plugin: Loose): string | undefined {
  const projects = plugin.projection !== undefined || plugin.apply !== undefined;
  if (!projects && typeof plugin.columnMap !== 'function')
    return 'a transformer that does not project has a function columnMap';
  return (
    flagFault(plugin, ['uncorrelated']) ??
    optionalFunction(
      plugin,
      ['projection', 'apply', 'outputColumns', 'kept', 'columnMap', 'variances', 'likelyWidth'],
      ['width'],
    )
  );
}

function flagFault(plugin: Loose, names: readonly string[]): string | undefined {
  const wrong = names.find((name) => !['undefined', 'boolean'].includes(typeof plugin[name]));
  return wrong === undefined ? undefined : `${wrong} must be true or false, or absent`;
}

function optionalFunction(
  plugin: Loose,
  optional: readonly string[],
  required: readonly string[] = [],
): string | undefined {
  const wrong =
    optional.find((name) => plugin[name] !== undefined && typeof plugin[name] !== 'function') ??
    required.find((name) => typeof plugin[name] !== 'function');
  return wrong === undefined ? undefined : `${wrong} must be a function`;
}
