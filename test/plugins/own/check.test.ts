import { describe, expect, it } from 'vitest';
import { ESTIMATORS } from '../../../src/estimators/index.js';
import { checkPlugin } from '../../../src/plugins/own/check.js';
import { extensionNames, parseExtensionName } from '../../../src/plugins/own/names.js';
import { SCORERS } from '../../../src/scorers/index.js';

const METRIC = { task: 'regression', summary: 'a metric', params: {}, reads: 'values', score: () => 0 };
const MODEL = {
  role: 'regressor',
  summary: 'a model',
  params: { depth: { default: 1, accepts: [{ kind: 'number', min: 0 }], about: 'how deep' } },
  needs: () => ({ rows: true }),
  cost: () => 0,
  fit: () => [],
  predict: () => [],
  toModel: () => ({}),
  fromModel: () => ({}),
};
const SCALER = { ...MODEL, role: 'transformer', width: () => 1, columnMap: () => undefined };

const faultOf = (plugin: unknown): string | undefined => {
  const checked = checkPlugin(plugin);
  return checked.kind === 'fault' ? checked.why : undefined;
};

describe('the contract check', () => {
  it('passes every metric of the program and every estimator but post-steps, which nobody can bring', () => {
    const estimators = [...ESTIMATORS.values()].filter(({ role }) => role !== 'postprocessor');
    for (const plugin of [...estimators, ...SCORERS.values()]) expect(faultOf(plugin), plugin.name).toBeUndefined();
  });

  it('tells estimators from metrics', () => {
    expect([METRIC, MODEL, SCALER].map((plugin) => checkPlugin(plugin).kind)).toEqual([
      'scorer',
      'estimator',
      'estimator',
    ]);
  });

  it.each([
    [null, 'it is null, not an object'],
    [() => 0, 'it is a function, not an object'],
    [{}, 'it has neither a role (an estimator: transformer, classifier or regressor) nor a function score (a metric)'],
    [{ ...METRIC, score: 1 }, 'score must be a function'],
    [{ ...METRIC, summary: '' }, 'summary must say in one line what it is'],
    [{ ...METRIC, task: 'ranking' }, 'task must be one of classification, regression'],
    [{ ...METRIC, reads: 'codes' }, 'a regression is scored by values, and nothing else is'],
    [
      { ...METRIC, params: undefined },
      'params must be a map from param to {default, accepts, about}, {} where there are none',
    ],
    [{ ...METRIC, params: { a__b: {} } }, '"a__b" cannot be a param: "__" divides a step\'s name from its param'],
    [{ ...METRIC, params: { a: { accepts: [], about: '' } } }, 'params.a needs a default'],
    [
      { ...METRIC, params: { a: { default: 1, about: '' } } },
      "params.a.accepts must be a list such as [{kind: 'number', min: 0}]",
    ],
    [
      { ...METRIC, params: { a: { default: -1, accepts: [{ kind: 'number', min: 0 }], about: 'a' } } },
      'params.a: its own default is refused: expected a number ≥ 0; got -1',
    ],
    [{ ...MODEL, role: 'oracle' }, 'role must be one of transformer, classifier, regressor'],
    [{ ...MODEL, fit: undefined }, 'fit must be a function'],
    [{ ...MODEL, predict: undefined }, 'predict must be a function'],
    [{ ...MODEL, linear: null }, 'linear must hold the functions coefficients and fromScores, or be absent'],
    [
      { ...MODEL, linear: { coefficients: () => ({}) } },
      'linear must hold the functions coefficients and fromScores, or be absent',
    ],
    [{ ...MODEL, batch: ['width'] }, 'batch names "width", which is no param'],
    [{ ...MODEL, submodel: { param: 'k' } }, 'submodel names "k", which is no param'],
    [{ ...SCALER, projection: 1 }, 'projection must be a function'],
    [{ ...MODEL, late: [] }, 'late is called applyParams'],
    [{ ...MODEL, nested: {} }, 'nested is called submodel'],
    [{ ...MODEL, lateWarnings: () => [] }, 'lateWarnings is called applyWarnings'],
    [{ ...SCALER, columnMap: undefined }, 'a transformer that does not project has a function columnMap'],
  ])('refuses %j', (plugin, why) => {
    expect(faultOf(plugin)).toBe(why);
  });
});

describe('names of plug-ins in files', () => {
  it.each(['./a.mjs#Thing', '../b/c.js#T1', '/srv/models/x.cjs#$t', 'C:\\models\\a.js#A'])('are found: %s', (name) => {
    expect(parseExtensionName(name)?.exported).toBe(name.slice(name.indexOf('#') + 1));
  });

  it.each([
    'PCA',
    'a.mjs#Thing',
    './a.ts#Thing',
    './a.mjs',
    './a.mjs#',
    './a.mjs#no-name',
    'https://x.org/a.mjs#T',
    'file:///a.mjs#T',
  ])('are not seen in %s', (name) => {
    expect(parseExtensionName(name)).toBeUndefined();
  });

  it('count only where a grid names steps and metrics', () => {
    const grid = {
      data: { target: './a.mjs#Data' },
      pipeline: ['PCA', { model: { './a.mjs#Step': {} } }],
      param_grid: [{ model: ['./a.mjs#Swap', './a.mjs#Step'] }],
      scoring: { mine: './a.mjs#Metric' },
    };
    expect([...extensionNames(grid)]).toEqual([
      ['./a.mjs#Step', ['pipeline', 1, 'model', './a.mjs#Step']],
      ['./a.mjs#Swap', ['param_grid', 0, 'model', 0]],
      ['./a.mjs#Metric', ['scoring', 'mine']],
    ]);
  });
});
