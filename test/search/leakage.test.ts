// No test row can touch a train fit: whatever the test rows of a split are, every bit fitted on its train rows stays.

import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../src/base/matrix.js';
import { RandomState } from '../../src/base/random.js';
import { inlineEngine } from '../../src/engines/inline.js';
import { buildPlan } from '../../src/graph/build.js';
import { matrixKey, type PlanContext, targetKey } from '../../src/graph/plan/plan-data.js';
import { createKernels } from '../../src/kernels/index.js';
import { Schedule } from '../../src/schedule/loop.js';
import { candidatesOf, contextOf } from '../graph/candidates.js';

const ROWS = 60;
const COLUMNS = 6;

const GRIDS = [
  {
    name: 'scaler, PCA, logistic regression',
    grid: {
      pipeline: ['StandardScaler', 'PCA', 'LogisticRegression'],
      param_grid: { pca__n_components: [2, 5], logisticregression__penalty: ['l1', 'l2'] },
    },
  },
  {
    name: 'min-max, selection, naive Bayes',
    grid: { pipeline: ['MinMaxScaler', 'SelectKBest', 'GaussianNB'], param_grid: { selectkbest__k: [2, 4] } },
  },
  {
    name: 'neighbours and logistic regression on correlated columns',
    grid: {
      pipeline: [{ model: 'GaussianNB' }],
      param_grid: { model: ['KNeighborsClassifier', 'LogisticRegression'] },
    },
  },
];

/**
 * Every fitted state of split 0, as plain text that shows each bit, after a search in which the test rows of `ofSplit`
 * were disturbed.
 */
async function fitsOfFirstSplit(grid: object, disturb: (value: number) => number, ofSplit = 0): Promise<string[]> {
  const context: PlanContext = contextOf({ rows: ROWS, k: 3, columns: COLUMNS });
  const random = new RandomState(5);
  const data = Float64Array.from({ length: ROWS * COLUMNS }, () => random.standardNormal());
  const [[from, to]] = context.layout.splits[ofSplit].test.segments;
  for (let at = from * COLUMNS; at < to * COLUMNS; at++) data[at] = disturb(data[at]);
  const engine = inlineEngine(createKernels());
  engine.put(matrixKey(context.datasetDigest), matrixOf(ROWS, COLUMNS, data));
  engine.put(targetKey(context.datasetDigest), {
    codes: Int32Array.from({ length: ROWS }, (_, row) => row % 2),
    classes: [0, 1],
  });
  for (const { train, test } of context.layout.splits) for (const set of [train.rows, test]) putRows(set);
  for (const set of context.layout.blocks) putRows(set);
  const plan = buildPlan(context, candidatesOf(grid));
  const first = plan.slots.filter(({ split }) => split === 0).flatMap(({ fit, chain }) => [...chain, fit]);
  for (const key of first) plan.pinned.add(key);
  const schedule = new Schedule(plan, engine, { emit: () => {}, now: () => 0 });
  await schedule.run();
  expect([...schedule.results.values()].every(({ ok }) => ok)).toBe(true);
  return [...new Set(first)].filter((key) => key.startsWith('fit:')).map((key) => bits(engine.load(key)));

  function putRows({ key, segments }: PlanContext['layout']['all']['rows']): void {
    const ids = segments.flatMap(([start, end]) => Array.from({ length: end - start }, (_, i) => start + i));
    engine.put(key, { segments: Int32Array.from(segments.flat()), ids: Int32Array.from(ids) });
  }
}

/** JSON in which each double is its 16 hex digits. */
function bits(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member instanceof Float64Array
      ? Buffer.from(member.slice().buffer).toString('hex')
      : member instanceof Int32Array
        ? [...member]
        : member,
  );
}

describe('a train fit', () => {
  it.each(GRIDS)('keeps every bit whatever the test rows become: $name', async ({ grid }) => {
    const plain = await fitsOfFirstSplit(grid, (value) => value);
    expect(plain.length).toBeGreaterThan(0);
    expect(await fitsOfFirstSplit(grid, () => 1e12)).toEqual(plain);
    expect(await fitsOfFirstSplit(grid, (value) => -value * 1e-12)).toEqual(plain);
  });

  it('would be seen to change if rows of its own did', async () => {
    const [{ grid }] = GRIDS;
    const plain = await fitsOfFirstSplit(grid, (value) => value, 1);
    expect(await fitsOfFirstSplit(grid, (value) => value + 1e-9, 1)).not.toEqual(plain);
  });
});
