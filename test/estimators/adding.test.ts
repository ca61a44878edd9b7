// docs/adding-an-estimator.md, held to the files that it shows.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('the page on adding an estimator shows the file and the test that were written', () => {
  const [file, test] = [...read('docs/adding-an-estimator.md').matchAll(/```ts\n([^`]*)```/g)].map(([, code]) => code);
  expect(file).toBe(read('src/estimators/max-abs-scaler.ts'));
  expect(read('test/estimators/scalers.test.ts')).toContain(test);
});
