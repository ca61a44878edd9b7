import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeArtifact } from '../../src/artifacts/codec.js';
import { fixture } from '../cli/run.js';
import { runHere as run } from '../cli/run-here.js';
import { artifactBytes, csvRoundTrip, csvText, type Fuzz, gridText, modelText } from './fuzz.js';
import { bench } from './program.js';

const RUNS = 300;
const { folder, put } = bench();

async function fuzz<T>({ input, check }: Fuzz<T>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(input, async (value) => check(value)),
    { seed: 5, numRuns: RUNS },
  );
}

describe('every input is read or refused with a place', () => {
  it('CSV text', () => fuzz(csvText));
  it('CSV that papaparse wrote is read back cell by cell', () => fuzz(csvRoundTrip));
  it('grids', () => fuzz(gridText));
  it('artifacts', () => fuzz(artifactBytes));
  it('S8 an artifact that lies about its header is refused before anything is allocated', () => {
    const bytes = Buffer.from('GSA1\xff\xff\xff\xff{}', 'latin1');
    const read = (target: Uint8Array, position: number) =>
      target.set(bytes.subarray(position, position + target.length));
    const none = () => expect.fail('nothing is allocated');
    expect(() => decodeArtifact({ size: bytes.length, read }, { f64: none, i32: none })).toThrow(
      'artifact holds its header',
    );
  });

  describe('models', () => {
    const texts: string[] = [];
    beforeAll(async () => {
      const pipelines = [
        '[StandardScaler, {pca: {PCA: {whiten: true}}}, LogisticRegression]',
        '[MinMaxScaler, GaussianNB]',
      ];
      for (const [i, pipeline] of pipelines.entries()) {
        const model = join(folder, `model${i}.json`);
        const grid = put(`grid${i}.yaml`, `pipeline: ${pipeline}\ncv: 2\n`);
        expect((await run(['fit', fixture('iris.csv'), '-g', grid, '--model', model, '-q'])).code).toBe(0);
        const document = JSON.parse(readFileSync(model, 'utf8'));
        delete document.trained.sha256;
        texts.push(JSON.stringify(document));
      }
    });
    it('with values exchanged', () => fuzz(modelText(texts)));
  });
});
