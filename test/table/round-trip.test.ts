// Whatever cells a table holds: a model that knows its columns reads the same matrix from it again, however numbers and
// truth values are spelled and in whatever order the columns come.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GridsearchError } from '../../src/base/errors.js';
import { toFeatures } from '../../src/table/features.js';
import { toDataset } from '../../src/table/to-dataset.js';
import { csv } from './csv/csv.js';

const WORDS = ['red', 'Blue', ' green ', 'a,b', 'say "hi"', 'é', 'many'];
const NUMBERS = ['7', '7.0', '007', ' 7', '-2.5', '1e3', '0', '-0'];
const TRUTHS = ['true', 'False', 'TRUE', 'false'];
const HOLES = ['', 'NA', 'null'];

const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const columnOf = (rows: number) =>
  fc
    .constantFrom(WORDS, NUMBERS, TRUTHS, [...WORDS, ...NUMBERS.slice(0, 3)], [...WORDS, ...TRUTHS])
    .chain((cells) => fc.array(fc.constantFrom(...cells, ...cells, ...HOLES), { minLength: rows, maxLength: rows }));
const tables = fc
  .integer({ min: 2, max: 19 })
  .chain((rows) => fc.array(columnOf(rows), { minLength: 1, maxLength: 4 }));

function textOf(columns: readonly (readonly string[])[], order: readonly number[]): string {
  const line = (cells: readonly string[], end: string) => [...order.map((j) => quoted(cells[j])), end].join(',');
  const rows = columns[0].map((_, i) =>
    line(
      columns.map((column) => column[i]),
      String(i % 2),
    ),
  );
  return `${[
    line(
      columns.map((_, j) => `c${j}`),
      'y',
    ),
    ...rows,
  ].join('\n')}\n`;
}

describe('a table and the model of it', () => {
  it('agree on every cell', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(tables, async (columns) => {
        const order = columns.map((_, j) => j);
        const table = await csv(textOf(columns, order));
        let understood: ReturnType<typeof toDataset>;
        try {
          understood = toDataset(table, { target: 'y', task: 'regression' });
        } catch (error) {
          // Columns of numbers with a few words among them are refused, and a table may hold nothing else.
          expect(error).toBeInstanceOf(GridsearchError);
          return;
        }
        read++;
        const { dataset } = understood;
        const once = new Float64Array(dataset.rows * dataset.X.cols);
        dataset.X.copy(
          Int32Array.from({ length: dataset.rows }, (_, row) => row),
          once,
        );
        const again = toFeatures(await csv(textOf(columns, order.reverse())), dataset.columns);
        expect(again.X.data).toEqual(once);
        expect(again.columns.map(({ info }) => info)).toEqual(dataset.columns);
        expect(again.notes.filter((note) => note.includes('not fitted on'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(read).toBeGreaterThan(50);
  });

  it('agree on the codes whichever rows come first', async () => {
    await fc.assert(
      fc.asyncProperty(
        columnOf(12),
        fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }),
        async (cells, order) => {
          const columnsOf = async (rows: readonly string[]) => {
            const table = await csv(textOf([rows, rows.map((_, i) => String(i))], [0, 1]));
            return toDataset(table, { target: 'y', task: 'regression', types: { c0: 'categorical' } }).dataset.columns;
          };
          expect(await columnsOf(order.map((i) => cells[i]))).toEqual(await columnsOf(cells));
        },
      ),
      { numRuns: 100 },
    );
  });
});
