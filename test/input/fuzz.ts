// Random and mutated inputs for the four readers (CSV, grid, model, artifact), and what must hold for each of them: it
// is read, or refused as the user's mistake with a place; never anything else. Used by fuzz.test.ts (some hundreds) and
// bench/fuzz.ts (100,000 and more).

import fc from 'fast-check';
import Papa from 'papaparse';
import { decodeArtifact, encodeArtifact } from '../../src/artifacts/codec.js';
import { GridsearchError } from '../../src/base/errors.js';
import type { JsonValue } from '../../src/base/json.js';
import { fittedSteps } from '../../src/model/fitted-steps.js';
import { asModelDocument } from '../../src/model/model-document.js';
import { REGISTRIES } from '../../src/plugins/all-plugins.js';
import { columnText } from '../../src/table/csv/table.js';
import { expand, resolve } from '../grid/harness.js';
import { csv } from '../table/csv/csv.js';

/** A reader under fuzz: inputs, and a check that throws where the reader breaks its promise. */
export interface Fuzz<T> {
  readonly name: string;
  readonly input: fc.Arbitrary<T>;
  readonly check: (input: T) => void | Promise<void>;
}

/** Rethrows what is not a mistake of the user's of the given kind, with a place. */
function expectMistake(error: unknown, prefix: string): void {
  if (!(error instanceof GridsearchError)) throw error;
  if (!error.code.startsWith(prefix) || error.exitCode !== 2)
    throw new Error(`${error.code} (${error.exitCode}): ${error.message}`);
  if (error.where?.file === undefined) throw new Error(`no place: ${error.code} ${error.message}`);
}

/** Text with some characters replaced, dropped, doubled or cut off. */
function mutations(seeds: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.nat({ max: 8 }),
    put: fc.constantFrom('', ...pieces),
  });
  return fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([seed, edits]) =>
    edits.reduce((text, { at, drop, put }) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + put + text.slice(start + drop);
    }, seed),
  );
}

const CELLS = [
  '',
  ' ',
  '1',
  '-2.5',
  '1e999',
  'NA',
  'x',
  '"',
  '""',
  '"a,b"',
  "'",
  '\ufeff',
  '\0',
  '\u00a0',
  '\x1b[2J',
  'é',
  '9007199254740993',
];

export const csvText: Fuzz<{ text: string; chunk: number }> = {
  name: 'csv',
  input: fc.record({
    text: fc.oneof(
      mutations(
        ['a,b,y\n1,2,x\n2,3,z\n', '\ufeffa,"b ""q""",y\r\n1,"2\n3",x\r\n', 'a;b\n1;2\n'],
        [...CELLS, ',', ';', '\t', '\n', '\r', '\r\n', '\n\n'],
      ),
      fc.string({ unit: fc.constantFrom(...'ab1,.;"\n\r \t-e'), maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
    ),
    chunk: fc.integer({ min: 1, max: 80 }),
  }),
  check: async ({ text, chunk }) => {
    try {
      const table = await csv(text, { chunk });
      if (!table.columns.every((column) => column.name !== '')) throw new Error('a column without a name');
    } catch (error) {
      expectMistake(error, 'CSV_');
    }
  },
};

/** What another program writes is read back cell by cell, in chunks of any size. */
export const csvRoundTrip: Fuzz<{ rows: string[][]; newline: string; chunk: number; quotes: boolean }> = {
  name: 'csv round trip',
  input: fc.record({
    rows: fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(
        fc.array(fc.oneof(fc.constantFrom(...'abc12 ,;"\n'), fc.string({ unit: fc.constantFrom(...'ab1 ,;"\n-é') })), {
          minLength: width,
          maxLength: width,
        }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
    ),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    chunk: fc.integer({ min: 1, max: 50 }),
    quotes: fc.boolean(),
  }),
  check: async ({ rows, newline, chunk, quotes }) => {
    // A cell that is certainly text, so that every column keeps its spelling; a line feed in a cell stays one.
    const width = rows[0].length;
    const names = Array.from({ length: width }, (_, j) => `c${j}`);
    const cells = rows.map((row) => row.map((cell) => `t${cell}`));
    const text = Papa.unparse([names, ...cells], { newline, quotes });
    const table = await csv(text, { chunk });
    const back = table.columns.map((_, j) => columnText(table, j));
    const same = table.rows === cells.length && cells.every((row, i) => row.every((cell, j) => back[j][i] === cell));
    if (!same) throw new Error(`read back ${JSON.stringify(back)} of ${JSON.stringify(cells)}`);
  },
};

const GRIDS = [
  'pipeline: [{pca: PCA}, {logistic: LogisticRegression}]\nparam_grid:\n  pca__n_components: [1, 2]\n  logistic__C: {logspace: [-1, 1, 3]}\ncv: 3\n',
  '{"pipeline": ["StandardScaler", {"knn": {"KNeighborsClassifier": {"n_neighbors": 3}}}], "scoring": ["accuracy", "f1_macro"], "refit": "accuracy"}',
  'estimator: Ridge\nparam_distributions: {ridge__alpha: {loguniform: [0.1, 10]}}\nsearch: {method: random, n_iter: 4}\ndata: {target: y, na_values: [x]}\n',
];
const GRID_PIECES = [
  ...'[]{}:,-#&*!|>\'"%@`\n\t ?~',
  '__proto__',
  'constructor',
  'null',
  '.nan',
  '1e999',
  '-1',
  '{a: 1}',
  '[[[[',
  '- - -',
  '&a [*a]',
  '!!x',
  '---\n',
  '\u2028',
];

export const gridText: Fuzz<string> = {
  name: 'grid',
  input: fc.oneof(
    mutations(GRIDS, GRID_PIECES),
    fc.string({ unit: fc.constantFrom(...GRID_PIECES, ...'ab10'), maxLength: 40 }),
  ),
  check: (text) => {
    try {
      resolve(text);
      expand(text, 1000);
    } catch (error) {
      expectMistake(error, 'GRID_');
    }
  },
};

const VALUES = [
  'null',
  '1e999',
  '-1',
  '0',
  '1e308',
  '2147483648',
  '"NaN"',
  '[]',
  '{}',
  'true',
  '[[1]]',
  '{"__proto__": {"x": 1}}',
  '"constructor"',
];

/** Models with numbers, strings or whole parts exchanged for others. @param seeds texts of good models */
export function modelText(seeds: readonly string[]): Fuzz<string> {
  const tokens = seeds.map((seed) => [...seed.matchAll(/-?\d[\d.e+-]*|"[^"]*"|true|false|null|\[[^[\]{}]*\]/g)]);
  const swap = fc
    .record({ model: fc.nat({ max: seeds.length - 1 }), at: fc.nat(), put: fc.constantFrom(...VALUES) })
    .map(({ model, at, put }) => {
      const token = tokens[model][at % tokens[model].length];
      return seeds[model].slice(0, token.index) + put + seeds[model].slice(token.index + token[0].length);
    });
  return {
    name: 'model',
    input: fc.oneof(
      { weight: 3, arbitrary: swap },
      { weight: 1, arbitrary: mutations(seeds, [...VALUES, ...'[]{},:"']) },
    ),
    check: (text) => {
      let value: JsonValue;
      try {
        value = JSON.parse(text) as JsonValue;
      } catch {
        return;
      }
      try {
        fittedSteps(asModelDocument(value, 'model.json'), REGISTRIES.estimators, 'model.json');
      } catch (error) {
        expectMistake(error, 'MODEL_');
      }
      if ('x' in {}) throw new Error('a prototype is polluted');
    },
  };
}

const ARTIFACT = Buffer.concat(
  encodeArtifact({
    fitted: { mean: Float64Array.of(1, 2, 3), codes: Int32Array.of(4, 5) },
    X: { rows: 1, cols: 2, stride: 2, data: new Float64Array(2) },
  }),
);

/** Artifacts with bytes changed or cut off: decoded, or refused; never read beyond, never a huge allocation. */
export const artifactBytes: Fuzz<{ edits: [number, number][]; length: number }> = {
  name: 'artifact',
  input: fc.record({
    edits: fc.array(fc.tuple(fc.nat({ max: ARTIFACT.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    }),
    length: fc.oneof(fc.constant(ARTIFACT.length), fc.nat({ max: ARTIFACT.length })),
  }),
  check: ({ edits, length }) => {
    const bytes = Buffer.from(ARTIFACT.subarray(0, length));
    for (const [at, value] of edits) if (at < length) bytes[at] = value;
    const size = (count: number) => {
      if (!Number.isInteger(count) || count < 0 || count * 4 > length) throw new Error(`asked for ${count} numbers`);
      return count;
    };
    const read = (target: Uint8Array, position: number) => {
      if (!(position >= 0 && position + target.length <= length)) throw new Error('internal: artifact is whole');
      target.set(bytes.subarray(position, position + target.length));
    };
    try {
      decodeArtifact(
        { size: length, read },
        { f64: (count) => new Float64Array(size(count)), i32: (count) => new Int32Array(size(count)) },
      );
    } catch (error) {
      if (error instanceof Error && !/^asked for/.test(error.message)) return;
      throw error;
    }
  },
};
