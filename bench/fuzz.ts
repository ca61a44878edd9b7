// Nightly: many random and mutated inputs for each reader, in this process. Ends with 1 and the failing input where a
// promise is broken. Usage: npm run fuzz [-- inputs seed reader …]; last figures in docs/reliability.md.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { artifactBytes, csvRoundTrip, csvText, type Fuzz, gridText, modelText } from '../test/input/fuzz.js';

const [inputs = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2, 4).map(Number);
/** Readers to run, by name; all where none is named. */
const wanted = process.argv.slice(4);
const BATCH = 5000;

/** Good models of several kinds, fitted by the real program. */
function models(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'gridsearch-fuzz-'));
  const pipelines = [
    '["StandardScaler", {"pca": {"PCA": {"whiten": true}}}, "LogisticRegression"]',
    '["MinMaxScaler", "GaussianNB"]',
    '[{"s": {"SelectKBest": {"k": 2}}}, "KNeighborsClassifier"]',
  ];
  try {
    return pipelines.map((pipeline, i) => {
      const model = join(folder, `${i}.json`);
      const words = ['bin/gridsearch.js', 'fit', 'fixtures/iris.csv', '-g', '-', '--model', model, '-q', '--no-json'];
      const { status } = spawnSync(process.execPath, words, {
        input: `{"pipeline": ${pipeline}, "cv": 2}`,
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      if (status !== 0) throw new Error(`fit ended with ${status}`);
      const document = JSON.parse(readFileSync(model, 'utf8'));
      delete document.trained.sha256;
      return JSON.stringify(document);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fuzz<T>({ name, input, check }: Fuzz<T>): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  const started = Date.now();
  let [first, slowest] = [0, 0];
  for (let done = 0; done < inputs; done += BATCH) {
    const timed = async (value: T) => {
      const at = performance.now();
      await check(value);
      slowest = Math.max(slowest, performance.now() - at);
    };
    await fc.assert(fc.asyncProperty(input, timed), { seed: seed + done, numRuns: Math.min(BATCH, inputs - done) });
    if (done === 0) first = process.memoryUsage.rss();
  }
  const grown = Math.round((process.memoryUsage.rss() - first) / 2 ** 20);
  console.log(
    `${name}: ${inputs} inputs, ${Math.round((Date.now() - started) / 1000)} s, slowest ${slowest.toFixed(0)} ms, memory +${grown} MiB`,
  );
}

console.log(`seed ${seed}`);
await fuzz(csvText);
await fuzz(csvRoundTrip);
await fuzz(gridText);
await fuzz(modelText(models()));
await fuzz(artifactBytes);
