// The schemas that ship (schema/*.schema.json) against documents of real searches: what is written is what is promised.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { eventLine } from '../../src/output/events-file.js';
import { toResultText } from '../../src/output/json-text.js';
import type { SearchEvent } from '../../src/schedule/events.js';
import { gridSearch } from '../../src/search/grid-search.js';
import { fixture } from '../cli/run.js';

const schemaOf = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'));

const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
const VALIDATE = {
  result: ajv.compile(schemaOf('result')),
  model: ajv.compile(schemaOf('model')),
  events: ajv.compile(schemaOf('events')),
};

/** What a schema has against a value; empty where it accepts it. */
function complaints(name: keyof typeof VALIDATE, value: unknown): string[] {
  const validate = VALIDATE[name];
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const SEARCHES: { name: string; data: string; grid: object; verify?: number }[] = [
  {
    name: 'classification with several metrics, train scores, verification and a gate',
    data: 'breast_cancer.csv',
    grid: {
      pipeline: [{ scale: 'StandardScaler' }, { pca: 'PCA' }, { lr: 'LogisticRegression' }],
      param_grid: { pca__n_components: [2, 5], pca__whiten: [true], lr__C: [1] },
      scoring: ['accuracy', 'roc_auc'],
      refit: 'roc_auc',
      return_train_score: true,
      expect: { accuracy: { min: 0.5 } },
      cv: 3,
    },
    verify: 3,
  },
  {
    name: 'candidates that fail and warn',
    data: 'iris.csv',
    grid: {
      pipeline: [{ select: 'SelectKBest' }, { lr: 'LogisticRegression' }],
      param_grid: { select__k: [2, 99], lr__max_iter: [1, 100] },
      cv: 3,
    },
  },
  {
    name: 'nothing that can be scored',
    data: 'iris.csv',
    grid: { pipeline: [{ p: { PCA: { n_components: 99 } } }, { nb: 'GaussianNB' }], cv: 3 },
  },
  {
    name: 'regression with a swapped model and no refit',
    data: 'diabetes.csv',
    grid: {
      pipeline: [{ model: 'Ridge' }],
      param_grid: [{ model__alpha: [0.1] }, { model: ['KNeighborsRegressor'], model__n_neighbors: [3] }],
      cv: 3,
      refit: false,
    },
  },
  {
    name: 'neighbours as the model',
    data: 'iris.csv',
    grid: { pipeline: [{ mm: 'MinMaxScaler' }, { knn: 'KNeighborsClassifier' }], cv: 3 },
  },
];

describe('the shipped schemas', () => {
  it('say the same of a model alone and of the model in a result', () => {
    const { $schema: _draft, title: _title, ...alone } = schemaOf('model') as Record<string, unknown>;
    const { title: _inner, ...within } = (schemaOf('result') as { definitions: { model: Record<string, unknown> } })
      .definitions.model;
    expect(within).toEqual(alone);
  });

  it.each(SEARCHES)(
    'accept the result, the model and every event of a search: $name',
    async ({ data, grid, verify }) => {
      const events: unknown[] = [];
      const observer = (event: SearchEvent): void => void events.push(JSON.parse(eventLine(event)));
      const { document } = await gridSearch({ data: fixture(data), grid: grid as never, jobs: 1, verify, observer });
      const result = JSON.parse(toResultText(document));
      expect(complaints('result', result)).toEqual([]);
      if (result.best_estimator_ !== undefined) expect(complaints('model', result.best_estimator_)).toEqual([]);
      for (const event of events) expect(complaints('events', event), JSON.stringify(event)).toEqual([]);
    },
  );

  it('know every kind of event, with and without what may be left out', () => {
    const task = { key: 'merge:moments:00', op: 'merge', name: 'moments' } as const;
    const samples: { [type in SearchEvent['type']]: Extract<SearchEvent, { type: type }> } = {
      phase: { type: 'phase', at: 0, phase: 'verify' },
      note: { type: 'note', at: 0.5, text: 'something' },
      search: { type: 'search', at: 1, candidates: 2, splits: 3, jobs: 1, engine: 'inline', metric: 'r2' },
      planned: { type: 'planned', at: 1, tasks: 9, fits: 6, predictedSeconds: 0.25 },
      started: { type: 'started', at: 1, ...task, worker: 0 },
      finished: {
        type: 'finished',
        at: 1,
        ...task,
        worker: 0,
        seconds: 0.1,
        predictedSeconds: 0.2,
        remainingSeconds: 0.3,
        fits: 0,
      },
      failed: { type: 'failed', predictedSeconds: 0, fits: 0, at: 1, ...task, error: { code: 'X', message: 'no' } },
      thrown: { type: 'thrown', at: 1, op: 'fit', name: 'Own', stack: 'Error: no\n    at fit' },
      released: { type: 'released', at: 1, keys: ['a'] },
      'worker-lost': { type: 'worker-lost', at: 1, worker: 1, reason: 'SIGKILL', task: 'a', deaths: 1, final: false },
      'message-dropped': { type: 'message-dropped', at: 1, what: 'an answer' },
      candidate: { type: 'candidate', at: 1, index: 0, meanScore: null },
      verified: { type: 'verified', at: 1, equal: 12, of: 12 },
    };
    for (const sample of Object.values(samples))
      expect(complaints('events', JSON.parse(eventLine(sample))), sample.type).toEqual([]);
    const { task: _task, ...idle } = samples['worker-lost'];
    expect(complaints('events', JSON.parse(eventLine(idle)))).toEqual([]);
  });

  it('refuse what is not promised: an unknown key, a wrong type, an event of an unknown type', async () => {
    const { document } = await gridSearch({
      data: fixture('iris.csv'),
      grid: { pipeline: [{ nb: 'GaussianNB' }], cv: 3 },
      jobs: 1,
    });
    const result = JSON.parse(toResultText(document));
    expect(complaints('result', { ...result, bestScore: 1 })).not.toEqual([]);
    expect(
      complaints('result', { ...result, cv_results_: { ...result.cv_results_, mean_test_score: ['1'] } }),
    ).not.toEqual([]);
    expect(complaints('model', { ...result.best_estimator_, classes_: undefined })).not.toEqual([]);
    expect(complaints('events', { type: 'exploded', at: 0 })).not.toEqual([]);
  });
});
