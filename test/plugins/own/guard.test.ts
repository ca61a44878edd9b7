// What the program makes of the answers of code of one's own, method by method: a right one is copied, any other is
// told in words.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Predictor, Transformer } from '../../../src/contracts/fitter.js';
import type { Scorer } from '../../../src/contracts/scorer.js';
import { guarded, membersOf } from '../../../src/plugins/own/guard.js';
import { ownError } from '../../../src/plugins/own/words.js';

const own = { name: './own.mjs#E', file: '/srv/somebody/work/own.mjs' };
const X = { rows: 3, cols: 1, stride: 1, data: new Float64Array(3) };

const guard = (plugin: object): unknown => guarded({ plugin, members: membersOf(plugin, own), module: own }, 1);
const predictor = (methods: object, role = 'classifier') => guard({ role, ...methods }) as Predictor;

/** What is told of an answer, without the name that stands before it. */
function told(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message.replace(`${own.name}: `, '').replace(/ \(\.\/own\.mjs.*/, '')}`;
  }
  return 'nothing';
}

const circle: { [name: string]: unknown } = {};
circle.self = circle;
/** Twice itself, sixty times over. */
let bomb: object = {};
for (let i = 0; i < 60; i++) bomb = { a: bomb, b: bomb };
let deep: object = {};
for (let i = 0; i < 100; i++) deep = { deep };

describe('a fit of one’s own', () => {
  const answers = (answer: unknown): string =>
    told(() => predictor({ fit: () => answer }).fit({ params: [{}] } as never));
  const fitted = (value: unknown): string => answers([{ ok: true, fitted: value, warnings: [] }]);

  it.each([
    [undefined, 'fit returned undefined, not a list with one answer for each of params'],
    [[], 'fit returned 0 answers for 1 of params'],
    [Promise.resolve([]), 'fit returned a promise; fit must be synchronous'],
    [[Promise.resolve({})], 'fit returned a promise; fit must be synchronous'],
    [
      [undefined],
      'fit returned undefined in place of an outcome {ok: true, fitted, warnings: []} or {ok: false, error: {code, message}}',
    ],
    [[{ fitted: {}, warnings: [] }], 'fit returned an outcome whose ok is undefined; it must be an outcome {ok: true'],
    [[{ ok: true, fitted: {} }], 'fit gave as warnings undefined, not a list ([] where there are none)'],
    [
      [{ ok: true, fitted: {}, warnings: ['careful'] }],
      "fit gave a warning that is not {code: 'NOT_CONVERGED', message: 'what'}",
    ],
    [[{ ok: true, warnings: [] }], 'fit returned an outcome whose fitted is undefined, not an object'],
    [[{ ok: false, error: 'no' }], 'fit returned an outcome {ok: false} whose error is not'],
  ])('answers %o and is told so', (answer, message) => {
    expect(answers(answer)).toContain(`EXTENSION_CONTRACT ${message}`);
  });

  it.each([
    [{ a: Number.NaN }, 'fit fitted.a is NaN, which cannot be kept'],
    [{ a: [1, Number.NEGATIVE_INFINITY] }, 'fit fitted.a[1] is -Infinity, which cannot be kept'],
    [{ a: { b: () => 1 } }, 'fit fitted.a.b is a function, which cannot be kept'],
    [{ toJSON: () => ({}) }, 'fit fitted.toJSON is a function, which cannot be kept'],
    [{ a: 1n }, 'fit fitted.a is a bigint, which cannot be kept'],
    [{ a: Symbol('s') }, 'fit fitted.a is a symbol, which cannot be kept'],
    [{ a: new Date(0) }, 'fit fitted.a is a Date, which cannot be kept'],
    [{ a: new Map() }, 'fit fitted.a is a Map, which cannot be kept'],
    [{ a: new Array(2) }, 'fit fitted.a[0] is undefined, which cannot be kept'],
    [
      { a: new Float32Array(1) },
      'fit fitted.a is a Float32Array, where there are Float64Array and Int32Array, which cannot be kept',
    ],
    [circle, 'fit fitted is nested deeper than 64, or in a circle'],
    [deep, 'fit fitted is nested deeper than 64, or in a circle'],
    [bomb, 'fit fitted holds more than 1000000 values'],
    [
      { rows: 2, cols: 2, stride: 2, data: new Float64Array(3) },
      'fit fitted is no matrix: data holds 3 numbers, 4 are needed',
    ],
    [{ $array: 0 }, 'fit fitted has a member $array, a name that is taken'],
  ])('leaves a state that no file can hold and is told so: %#', (state, message) => {
    expect(fitted(state)).toBe(`EXTENSION_CONTRACT ${message}`);
  });

  it('leaves a state that is copied: what the module changes later, or computes on being read, never shows', () => {
    const array = Float64Array.of(1, 2);
    let reads = 0;
    class State {
      list = [0, -0];
      array = array;
      get once() {
        return ++reads;
      }
    }
    const state = Object.defineProperty(new State(), 'twice', { enumerable: true, get: () => ++reads });
    const { fit } = predictor({ fit: () => [{ ok: true, fitted: state, warnings: [] }] });
    const [outcome] = fit({ params: [{}] } as never);
    array.fill(7);
    expect(outcome).toEqual({
      ok: true,
      fitted: { list: [0, 0], array: Float64Array.of(1, 2), twice: 1 },
      warnings: [],
    });
  });
});

describe('a prediction of one’s own', () => {
  const says = (said: unknown, role = 'classifier'): string =>
    told(() =>
      predictor({ predict: () => [said] }, role).predict({
        X,
        classes: role === 'classifier' ? ['a', 'b'] : [],
        items: [{}],
      } as never),
    );
  const codes = Int32Array.of(0, 1, 0);
  const classes = (said: object): string => says({ kind: 'classes', codes, ...said });

  it('passes where it is right', () => {
    const probabilities = { rows: 3, cols: 2, stride: 2, data: new Float64Array(6).fill(0.5) };
    expect(classes({ probabilities, decision: new Float64Array(3) })).toBe('nothing');
    expect(says({ kind: 'values', values: new Float64Array(3) }, 'regressor')).toBe('nothing');
  });

  it.each([
    [{ codes: Int32Array.of(0) }, 'predict returned 1 codes for 3 rows'],
    [{ codes: Int32Array.of(0, 2, 0) }, 'predict returned the code 2 for row 1: there are 2 classes, from 0 on'],
    [{ codes: Int32Array.of(0, 0, -1) }, 'predict returned the code -1 for row 2: there are 2 classes, from 0 on'],
    [{ codes: Float64Array.of(0, 0.5, 1) }, 'predict returned codes that are a Float64Array, not an Int32Array'],
    [{ codes: ['a', 'b', 'a'] }, 'predict returned codes that are a list, not an Int32Array'],
    [
      { kind: 'values' },
      'predict returned a prediction whose kind is the string "values"; a classifier says {kind: \'classes\', codes}',
    ],
    [{ decision: Float64Array.of(0, Number.NaN, 0) }, 'predict returned NaN as decision[1]: not a finite number'],
    [
      { probabilities: { rows: 2, cols: 2, stride: 2, data: new Float64Array(4) } },
      'predict returned probabilities of 2 × 2 where there must be 3 × 2',
    ],
    [
      { probabilities: { rows: 3, cols: 2, stride: 2, data: Float64Array.of(0, 1, 0, 1, -1, 2) } },
      'predict returned the probability -1 for row 2: not between 0 and 1',
    ],
  ])('is told where it says %o', (said, message) => {
    expect(classes(said)).toBe(`EXTENSION_CONTRACT ${message}`);
  });

  it.each([
    [Float64Array.of(1), 'predict returned 1 values where there must be 3'],
    [Float64Array.of(1, Number.NaN, 2), 'predict returned NaN as values[1]: not a finite number'],
    [[1, 2, 3], 'predict returned values that are a list, not a Float64Array'],
  ])('of values is told where it says %o', (values, message) => {
    expect(says({ kind: 'values', values }, 'regressor')).toBe(`EXTENSION_CONTRACT ${message}`);
  });
});

describe('other methods of one’s own', () => {
  it.each([
    ['toModel', { x: Number.NaN }, 'toModel it.x is NaN, which cannot be kept'],
    [
      'toModel',
      { x: Float64Array.of(1) },
      'toModel it.x is a typed array, where JSON has lists: [...values], which cannot be kept',
    ],
    ['toModel', { estimator: 'SVC' }, "toModel returned a member estimator, which is not the estimator's to say"],
    ['toModel', undefined, 'toModel returned undefined, not a map'],
    ['needs', { rows: 'yes' }, 'needs returned {rows: the string "yes"}; rows must be true or false'],
    [
      'needs',
      { rows: true, statistic: 'median' },
      'needs asks for a statistic that is none of columns, moments, target-moments, classes',
    ],
    ['cost', '1', 'cost returned the string "1", not a number of seconds'],
    ['canonical', null, 'canonical returned null, not a map'],
    ['infeasible', false, 'infeasible returned false, neither undefined nor a string'],
    ['applyWarnings', undefined, 'applyWarnings gave as warnings undefined, not a list ([] where there are none)'],
    ['width', 1.5, 'width returned 1.5, not a whole number'],
    ['projection', { shift: new Float64Array(1), weights: X }, 'projection returned 1 shift where there must be 3'],
  ])('%s answers %o and is told so', (method, answer, message) => {
    const plugin = guard({ role: 'transformer', [method]: () => answer }) as Transformer;
    expect(told(() => (plugin[method as 'toModel'] as (...input: unknown[]) => unknown)({}, {}))).toBe(
      `EXTENSION_CONTRACT ${message}`,
    );
  });

  it.each([
    ['0.5', 'score returned the string "0.5", not a number (NaN where the metric is undefined)'],
    [undefined, 'score returned undefined, not a number (NaN where the metric is undefined)'],
    [1n, 'score returned a bigint, not a number (NaN where the metric is undefined)'],
    [Promise.resolve(1), 'score returned a promise; score must be synchronous'],
  ])('a metric answers %o and is told so', (answer, message) => {
    const metric = guard({ score: () => answer }) as Scorer;
    expect(told(() => metric.score({} as never))).toBe(`EXTENSION_CONTRACT ${message}`);
  });

  it('are all that the contracts know: none is lost on the way', () => {
    // The program's own to say.
    const GIVEN = ['name', 'version', 'readsOrder'];
    const contracts = readFileSync(fileURLToPath(new URL('../../../src/contracts/fitter.ts', import.meta.url)), 'utf8');
    const members = (name: string): string[] => {
      const body = new RegExp(`interface ${name} [^{]*{\n([\\s\\S]*?)\n}`).exec(contracts)?.[1] ?? '';
      return [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(([, member]) => member);
    };
    const names = ['StepBase', 'EstimatorBase', 'Transformer', 'Predictor', 'Scorer'].flatMap(members);
    const plugin = Object.fromEntries(names.map((member) => [member, () => {}]));
    expect(names).toContain('fit');
    expect(names.filter((name) => !GIVEN.includes(name) && !Object.hasOwn(membersOf(plugin, own), name))).toEqual([]);
  });
});

describe('what code of one’s own throws', () => {
  const thrownBy = (thrown: unknown): string => ownError(own, 'fit', thrown).message;

  it('is told with the first place in its own file and without any folder', () => {
    const error = new Error('cannot read /srv/somebody/work/table.json');
    error.stack = `Error: cannot\n    at read (node:fs:1:1)\n    at fit (file:///srv/somebody/work/own.mjs:7:11)\n    at run (/opt/worker.bundle.cjs:1:9)`;
    expect(thrownBy(error)).toBe('./own.mjs#E: fit failed: cannot read ./table.json (./own.mjs:7:11)');
  });

  it.each([
    ['mine', 'mine'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: 1 }, 'threw {"a":1}'],
    [{ message: 'said' }, 'said'],
    [
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('p');
          },
          getPrototypeOf: () => {
            throw new Error('q');
          },
        },
      ),
      'threw something that cannot be shown',
    ],
    [
      Object.defineProperty(new Error('kept'), 'stack', {
        get: () => {
          throw 1;
        },
      }),
      'kept',
    ],
    ['x'.repeat(5e6), `${'x'.repeat(1000)}… (5000000 characters)`],
    ['one\n    at fit (/opt/worker.bundle.cjs:1:2)', 'one'],
  ])('is told in words, whatever it is: %#', (thrown, words) => {
    expect(thrownBy(thrown)).toBe(`./own.mjs#E: fit failed: ${words}`);
  });
});
