// What every linear model says with a projection fused with it, set beside what it says of projected rows: for
// whatever is in the registry.

import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/base/matrix.js';
import type { Fitter, Predictor, Transformer } from '../../src/contracts/fitter.js';
import { type Params, withDefaults } from '../../src/contracts/params.js';
import type { Prediction } from '../../src/contracts/prediction.js';
import type { FitOutcome, Fitted } from '../../src/contracts/step.js';
import { inlineEngine } from '../../src/engines/inline.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import { keyOf } from '../../src/graph/plan/key.js';
import type { Applied, Features, Key, PredictTask, TransformTask } from '../../src/graph/plan/task.js';
import { createKernels } from '../../src/kernels/index.js';
import { classProblem, fitAll, fitOne, type Problem, transform, valueProblem } from '../checks/estimator-problems.js';

/** A projection whose late params choose and move its columns, as one of a user's own may. */
const moved: Transformer = {
  ...(ESTIMATORS.get('PCA') as Transformer),
  name: 'moved columns',
  columnMap: (_fitted, { n_components: kept }) => {
    const columns = Int32Array.from({ length: Number(kept) - 1 }, (_, j) => (j * 2) % Number(kept));
    const values = (from: number): Float64Array => Float64Array.from(columns, (column) => from + column / 7);
    return { columns, shift: values(-0.3), scale: values(0.5), offset: values(2) };
  },
};
const estimators = new Map([...ESTIMATORS, [moved.name, moved]]);
const kernels = createKernels();
const engine = inlineEngine(kernels, { estimators, scorers: new Map() });
const all = [...estimators.values()];
const PROJECTIONS = all.filter((one): one is Transformer => one.role === 'transformer' && one.projection !== undefined);
const LINEAR = all.filter(
  (one): one is Predictor => (one.role === 'classifier' || one.role === 'regressor') && one.linear !== undefined,
);
/** Steps before the projection, of which nothing is ever a matrix. */
const BEFORE: readonly (readonly [name: string, params: object])[] = [
  ['none', {}],
  ['StandardScaler', {}],
  ['SelectKBest', { k: 11 }],
];
const CLASSES = [
  classProblem('two classes', { rows: 60, cols: 14, seen: 2, labels: ['a', 'b'] }),
  classProblem('three classes', { rows: 60, cols: 14, seen: 3, labels: ['a', 'b', 'c'] }),
  classProblem('a class without train rows', { rows: 60, cols: 14, seen: 2, labels: ['a', 'b', 'c'] }),
];
const WIDTH = 9;

function paramsOf(estimator: Fitter, given: object): Params {
  const params = withDefaults(estimator.params, given as Params);
  return estimator.canonical?.(params) ?? params;
}

function stepOf(name: string): Transformer {
  return ESTIMATORS.get(name) as Transformer;
}

const ready = { inputs: [], seconds: 0, bytes: 0, gatheredBytes: 0 };
let leaves = 0;
const leaf = (op: string, name: string): Key => keyOf(op, name, leaves++);

function use({ name }: Fitter, fitted: Fitted, params: Params): Applied {
  const task = leaf('fit', name);
  engine.put(task, [{ ok: true, fitted, warnings: [] }]);
  return { fit: { task, item: 0 }, estimator: name, params };
}

/** A fitted step before, a fitted projection, and the problem as a model behind them sees it. */
function fittedSteps(
  problem: Problem,
  [first, firstParams]: (typeof BEFORE)[number],
  projection: Transformer,
  given: object,
) {
  const steps: Applied[] = [];
  let seen = problem;
  const appliedAs = (step: Transformer, params: Params): Applied => {
    const fitted = fitOne(kernels, step, seen, params);
    const [X, queries] = [seen.X, seen.queries].map((rows) => transform(kernels, step, fitted, params, rows));
    seen = { ...seen, X, queries };
    return use(step, fitted, params);
  };
  if (first !== 'none') steps.push(appliedAs(stepOf(first), paramsOf(stepOf(first), firstParams)));
  const through = appliedAs(projection, paramsOf(projection, { n_components: WIDTH, ...given }));
  return { steps, through, seen };
}

/** The queries as rows of a larger matrix, where they lie in two pieces. */
function queriesIn({ queries }: Problem): Pick<Features, 'base' | 'rows'> {
  const { rows: n, cols } = queries;
  const data = new Float64Array((n + 5) * cols).fill(7);
  data.set(queries.data.subarray(0, 4 * cols), cols);
  data.set(queries.data.subarray(4 * cols), 8 * cols);
  const [base, rows] = [leaf('data', 'X'), leaf('rows', String(n))];
  engine.put(base, { rows: n + 5, cols, stride: cols, data } satisfies Matrix);
  engine.put(rows, { segments: Int32Array.of(1, 5, 8, n + 4), ids: new Int32Array(n) });
  return { base, rows };
}

type Asked = Pick<PredictTask, 'features' | 'through' | 'items'>;

async function said(model: Predictor, { target }: Problem, asked: Asked): Promise<Prediction[]> {
  const classes = leaf('data', 'y');
  if (target.kind === 'classes') engine.put(classes, { codes: new Int32Array(0), classes: target.classes });
  const common = {
    op: 'predict' as const,
    key: leaf('predict', model.name),
    name: model.name,
    estimator: model.name,
    decisions: true,
    ordered: null,
  };
  const outcome = await engine.run(
    { ...ready, ...common, ...asked, target: target.kind === 'classes' ? classes : null },
    0,
  );
  expect(outcome).toMatchObject({ status: 'done' });
  return (engine.load(common.key) as { prediction: Prediction }[]).map(({ prediction }) => prediction);
}

async function projectedFeatures(features: Features, through: Applied, cut: Params | null): Promise<Features> {
  const task: TransformTask = {
    ...ready,
    op: 'transform',
    key: leaf('transform', 'p'),
    name: 'p',
    ...through,
    features,
    cut,
    panels: false,
    ordered: null,
  };
  expect(await engine.run(task, 0)).toMatchObject({ status: 'done' });
  return { base: task.key, rows: null, steps: [through] };
}

function numbersOf(prediction: Prediction): Float64Array[] {
  if (prediction.kind === 'values') return [prediction.values];
  const { probabilities, decision, decisions } = prediction;
  return [probabilities?.data, decision, decisions?.data].flatMap((numbers) => numbers ?? []);
}

function expectClose(a: Prediction, b: Prediction): void {
  if (a.kind === 'classes' && b.kind === 'classes') expect(a.codes).toEqual(b.codes);
  const [ours, theirs] = [numbersOf(a), numbersOf(b)];
  expect(ours.map(({ length }) => length)).toEqual(theirs.map(({ length }) => length));
  expect(ours.length).toBeGreaterThan(0);
  ours.forEach((numbers, which) => {
    const largest = theirs[which].reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    for (const [at, value] of numbers.entries())
      expect(Math.abs(value - theirs[which][at])).toBeLessThanOrEqual(1e-12 * largest);
  });
}

/** Several fits of one model, in as many tasks; those that cannot be done are left out. */
function itemsOf(model: Predictor, seen: Problem): PredictTask['items'] {
  const names = ['C', 'alpha', 'fit_intercept', 'loss', 'solver'].filter((name) => name in model.params);
  const values: Record<string, unknown[]> = {
    C: [0.01, 10],
    alpha: [0.01, 1],
    fit_intercept: [false],
    loss: ['log_loss', 'modified_huber', 'hinge', 'huber'],
    solver: ['liblinear', 'lsqr'],
  };
  const quick = 'numSteps' in model.params ? { numSteps: 50 } : {};
  const given = [quick, ...names.flatMap((name) => values[name].map((value) => ({ [name]: value })))];
  return given
    .filter((own) => Object.entries(own).every(([name, value]) => isAccepted(model, name, value)))
    .map((own) => paramsOf(model, own))
    .flatMap((params) => {
      const [outcome]: FitOutcome[] = fitAll(kernels, model, seen, [params]);
      return outcome.ok ? [use(model, outcome.fitted, params)] : [];
    });
}

function isAccepted({ params }: Predictor, name: string, value: unknown): boolean {
  const choices = params[name].accepts.flatMap((domain) => (domain.kind === 'choice' ? [...domain.values] : []));
  return choices.length === 0 || (choices as unknown[]).includes(value);
}

const CASES = PROJECTIONS.flatMap((projection) => [
  ...BEFORE.map((before) => ({ projection, before, given: {} })),
  ...('whiten' in projection.params ? [{ projection, before: BEFORE[1], given: { whiten: true } }] : []),
]);

describe.each(CASES)('$projection.name $given behind $before.0', ({ projection, before, given }) => {
  it.each(LINEAR.filter(({ role }) => before[0] !== 'SelectKBest' || role === 'classifier'))(
    'fused with $name says what that says of projected rows, whatever is predicted beside it',
    async (model) => {
      const problems = model.role === 'classifier' ? CLASSES : [valueProblem('a line', 60, 14)];
      for (const problem of problems) {
        const { steps, through, seen } = fittedSteps(problem, before, projection, given);
        const features = { ...queriesIn(problem), steps };
        const items = itemsOf(model, seen);
        const ours = await said(model, problem, { features, through, items });
        const theirs = await said(model, problem, {
          features: await projectedFeatures(features, through, null),
          through: null,
          items,
        });
        ours.forEach((prediction, at) => {
          expectClose(prediction, theirs[at]);
        });
        const alone = await Promise.all(
          items.map((item) => said(model, problem, { features, through, items: [item] })),
        );
        expect(ours).toEqual(alone.flat());
      }
    },
  );
});

describe('a projection', () => {
  it.each(PROJECTIONS)('of $name that is cut has the bits of the first columns of the whole', async (projection) => {
    const [problem] = CLASSES;
    const { steps, through } = fittedSteps(problem, BEFORE[1], projection, {});
    const features = { ...queriesIn(problem), steps };
    const narrow = { ...through, params: { ...through.params, n_components: 4 } };
    const [whole, cut] = await Promise.all(
      [null, narrow.params].map(
        async (params) => engine.load((await projectedFeatures(features, narrow, params)).base) as Matrix,
      ),
    );
    expect([whole.cols, cut.cols]).toEqual([WIDTH, 4]);
    const row = ({ data, stride }: Matrix, i: number): Float64Array => data.slice(i * stride, i * stride + 4);
    for (let i = 0; i < whole.rows; i++) expect(row(cut, i)).toEqual(row(whole, i));
  });
});
