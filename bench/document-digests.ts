// What a build answers, one digest a line: results with models, and plans, of the fixtures, the oracles' cases and
// random searches. Two builds of a change that must change no byte are compared by it:
//   node bin/run-ts.mjs bench/document-digests.ts OLD/dist 300 > old.txt; … NEW/dist 300 > new.txt; diff old.txt new.txt
// Times and what says where it ran are left out.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { gridSearch, planSearch } from '../src/index.js';
import { OTHER_STEPS, randomSearch, withPostprocessors, withWeights } from '../test/search/random-search.js';
import { comparable } from '../test/search/result.js';

interface Library {
  readonly gridSearch: typeof gridSearch;
  readonly planSearch: typeof planSearch;
}
type Grid = Parameters<typeof gridSearch>[0]['grid'];

const [dist = 'dist', cases = '300'] = process.argv.slice(2);
const library = (await import(pathToFileURL(resolve(dist, 'index.js')).href)) as Library;
const folder = mkdtempSync(join(tmpdir(), 'gridsearch-digests-'));

async function textOf(make: () => Promise<string>): Promise<string> {
  try {
    return await make();
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

async function tell(name: string, data: string, grid: Grid): Promise<void> {
  const result = await textOf(async () =>
    comparable(JSON.stringify((await library.gridSearch({ data, grid, jobs: 1 })).document)),
  );
  const plan = await textOf(async () => JSON.stringify((await library.planSearch({ data, grid, jobs: 2 })).report));
  for (const [kind, text] of Object.entries({ result, plan })) {
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
    console.log(`${name} ${kind} ${digest} ${text.startsWith('refused') ? text.slice(0, 120) : text.length}`);
  }
}

const FIXTURES = [
  ['breast_cancer', 'breast_cancer.yaml'],
  ['diabetes', 'diabetes.yaml'],
  ['digits', 'digits.yaml'],
  ['iris', 'iris.yaml'],
  ['synthetic_600x60', 'synthetic.json'],
  ['synthetic_600x60', 'seed-small.json'],
  ['synthetic_600x60', 'seed.json'],
  ['synthetic_600x60', 'post.json'],
];
for (const [data, grid] of FIXTURES) await tell(`${data} ${grid}`, `fixtures/${data}.csv`, `grids/${grid}`);

for (const file of readdirSync('test/oracle/reference').filter((name) => name.endsWith('.json'))) {
  const { dataset, grid } = JSON.parse(readFileSync(join('test/oracle/reference', file), 'utf8'));
  await tell(`oracle ${file}`, join('fixtures', dataset), grid);
}

for (let seed = 0; seed < Number(cases); seed++) {
  const searches = [
    randomSearch(seed),
    randomSearch(10_000 + seed, OTHER_STEPS),
    withPostprocessors(randomSearch(seed), seed),
  ];
  for (const [i, search] of searches.entries()) {
    if (search === undefined) continue;
    const { csv, grid } = seed % 3 === 1 ? withWeights(search, seed) : search;
    const data = join(folder, `${seed}.csv`);
    writeFileSync(data, csv);
    await tell(`random ${seed}.${i}`, data, grid as Grid);
  }
}
rmSync(folder, { recursive: true });
