// Modules of one's own that write over what they are given: others, who read the same, are none the worse, on whichever
// engine.

import { expect, it } from 'vitest';
import { fixture, run, scratch } from '../../cli/run.js';
import { comparable } from '../../search/result.js';

const { put } = scratch();
const HARD_LIMIT_MS = 120_000;
const ENGINES = [
  ['-j', '1'],
  ['-j', '2', '--engine', 'threads'],
  ['-j', '2', '--engine', 'local'],
];

interface Writes {
  readonly fit?: string;
  readonly predict?: string;
  readonly score?: string;
  readonly apply?: string;
}

/**
 * A step that changes nothing, a classifier by the length of petals and a metric, beside built-in ones that read the
 * same.
 */
function grid({ fit = '', predict = '', score = '', apply = '' }: Writes): string {
  put(
    'own.mjs',
    `export const E = { role: 'classifier', task: 'classification', summary: 's', params: {}, needs: () => ({ rows: true }), cost: () => 1e-3,
  fit({ X, target, params, rowIds }) { ${fit}; return params.map(() => ({ ok: true, fitted: { at: Float64Array.of(2.5, 4.8) }, warnings: [] })); },
  predict({ X, items, classes }) {
    const said = items.map(({ fitted: { at } }) => ({ kind: 'classes',
      codes: Int32Array.from({ length: X.rows }, (_, row) => { const x = X.data[row * X.stride + 2]; return x < at[0] ? 0 : x < at[1] ? 1 : 2; }) }));
    ${predict}; return said; },
  toModel: ({ at }) => ({ at: [...at] }), fromModel: ({ at }) => ({ at: Float64Array.from(at) }) };
export const T = { role: 'transformer', summary: 't', params: {}, needs: () => ({ rows: true }), cost: () => 1e-3,
  fit: ({ X, params }) => params.map(() => ({ ok: true, fitted: { cols: X.cols }, warnings: [] })),
  apply({ X }) { const out = { ...X, data: X.data.slice() }; ${apply}; return out; },
  width: (params, { cols }) => cols, kept: ({ cols }) => cols, toModel: (f) => f, fromModel: (m) => m };
export const M = { task: 'classification', summary: 'm', params: {}, reads: 'codes', score({ truth, prediction }) { ${score}; return 0.5; } };
`,
  );
  return put(
    'grid.yaml',
    `pipeline: [{t: "./own.mjs#T"}, {e: "./own.mjs#E"}]\ncv: 3\nrefit: accuracy\nscoring: {m: "./own.mjs#M", accuracy: accuracy, f1: f1_macro}
param_grid: {t: ["./own.mjs#T", passthrough], e: ["./own.mjs#E", LogisticRegression, GaussianNB]}\n`,
  );
}

async function document(writes: Writes, engine: readonly string[]): Promise<unknown> {
  const ran = await run(['fit', fixture('iris.csv'), '-g', grid(writes), '-q', '--json', ...engine]);
  expect(ran.code, ran.stderr).toBe(0);
  return comparable(ran.stdout);
}

const all = {
  fit: 'X.data.fill(0); target.codes.fill(0); target.classes.reverse(); rowIds.fill(0)',
  predict: 'X.data.fill(0); items[0].fitted.at.fill(0); classes.reverse()',
  score: 'truth.codes.fill(0); prediction.codes.fill(0)',
  apply: 'X.data.fill(0)',
};

it('what writes over rows, targets, fitted states, truths and predictions changes no score', {
  timeout: HARD_LIMIT_MS,
}, async () => {
  const clean = await document({}, ENGINES[0]);
  for (const engine of ENGINES) expect(await document(all, engine), engine.join(' ')).toEqual(clean);
  // A step may hand back its input, or a view of it.
  expect(await document({ apply: 'return { ...X, data: X.data.subarray(0) }' }, ENGINES[0])).toEqual(clean);
});
