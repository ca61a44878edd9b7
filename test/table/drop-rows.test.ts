// Rows without a target, and rows without anything: left out, counted, and the rest as if they had never been there.
import { describe, expect, it } from 'vitest';
import { columnText, lineOfRow } from '../../src/table/csv/table.js';
import { withoutEmptyRows, withTargets } from '../../src/table/drop-rows.js';
import { contents, csv, numbers } from './csv/csv.js';

const TEXT = 'x,t,y\n1,a,1\n2,b,\n,c,3\n\n4,,NA\n5,a,2\n';

describe('rows without a target', () => {
  it('are left out of numbers, texts and places, and counted', async () => {
    const { table, notes } = withTargets(await csv(TEXT), 2);
    expect(numbers(table).map(([x, , y]) => [x, y])).toEqual([
      [1, 1],
      [Number.NaN, 3],
      [5, 2],
    ]);
    expect(columnText(table, 1)).toEqual(['a', 'c', 'a']);
    expect(table.columns.map(({ missing }) => missing)).toEqual([1, 0, 0]);
    expect(table.columns[0].firstMissing).toMatchObject({ row: 1, where: { line: 4 } });
    expect([0, 1, 2].map((row) => lineOfRow(table, row))).toEqual([2, 4, 7]);
    expect(notes).toEqual(['2 of 5 rows are left out, without a value of the target "y" (the first is line 3)']);
  });

  it('leave the table that would be read without them', async () => {
    const { table } = withTargets(await csv('x,t,y\n1,a,1\n2,b,\n3,c,3\n'), 2);
    const without = await csv('x,t,y\n1,a,1\n3,c,3\n');
    const shape = (read: typeof table) => ({ ...(contents(read) as object), sha256: '', lineJumps: [] });
    expect(shape(table)).toEqual(shape(without));
  });
});

it('rows without any value are left out, whatever is said of the target', async () => {
  const { table, notes } = withoutEmptyRows(await csv('x,y,\n1,2,\n,,\n3,4,\nNA,,\n'));
  expect(numbers(table).map(([x, y]) => [x, y])).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(notes).toEqual(['2 of 4 rows are left out, without any value (the first is line 3)']);
});
