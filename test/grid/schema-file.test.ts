// schema/grid.schema.json is what editors and `schema grid` show. It is made here from the schema that checks every
// file: `npx vitest run test/grid/schema-file.test.ts -u` writes it anew.

import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { gridSchema } from '../../src/grid/schema.js';

const FILE = '../../schema/grid.schema.json';

function gridJsonSchema(): string {
  const schema = toJsonSchema(gridSchema, { target: 'draft-07', typeMode: 'input', ignoreActions: ['not_value'] });
  return `${JSON.stringify({ title: 'A grid file of gridsearch', ...schema }, undefined, 2)}\n`;
}

test('the checked-in schema is the one that files are checked against', async () => {
  await expect(gridJsonSchema()).toMatchFileSnapshot(FILE);
});

test('the schema is closed: unknown keys are mistakes at every level that has known ones', () => {
  const schema = JSON.parse(readFileSync(new URL(FILE, import.meta.url), 'utf8'));
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.data.additionalProperties).toBe(false);
  expect(schema.properties.run.additionalProperties).toBe(false);
});
