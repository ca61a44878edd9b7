import { describe, expect, it } from 'vitest';
import { toOutputColumns } from '../../src/output/prediction-columns.js';
import { predictionText } from '../../src/output/predictions.js';

const csv = (columns: Parameters<typeof predictionText>[0]) => [...predictionText(columns, { format: 'csv' })].join('');

describe('predictionText', () => {
  it('writes a header and one line per row', () => {
    expect(
      csv([
        { name: 'id', values: [7, 8] },
        { name: 'prediction', values: ['setosa', 'virginica'] },
      ]),
    ).toBe('id,prediction\n7,setosa\n8,virginica\n');
  });

  it('quotes cells that hold commas, quotes or line ends', () => {
    expect(csv([{ name: 'a,b', values: ['x "y"', 'two\nlines'] }])).toBe('"a,b"\n"x ""y"""\n"two\nlines"\n');
  });

  it('writes text as it is, and disarms what a spreadsheet would run only where that is asked for', () => {
    const columns = [{ name: '=name', values: ['=1+1', '+x', '@SUM(A1)', '-2', '-2.5e-3', '-x', '\tx', '+'] }];
    expect(csv(columns)).toBe(['=name', '=1+1', '+x', '@SUM(A1)', '-2', '-2.5e-3', '-x', '\tx', '+', ''].join('\n'));
    expect([...predictionText(columns, { format: 'csv', guarded: true })].join('')).toBe(
      ["'=name", "'=1+1", "'+x", "'@SUM(A1)", '-2', '-2.5e-3', "'-x", "'\tx", '+', ''].join('\n'),
    );
    expect(csv([{ name: 'value', values: Float64Array.of(-2.5, 1e-7) }])).toBe('value\n-2.5\n1e-7\n');
  });

  it('writes missing values as empty cells and as null', () => {
    const columns = [
      { name: 'a', values: [null, Number.NaN, 1] },
      { name: 'b', values: ['x', 'y', 'z'] },
    ];
    expect(csv(columns)).toBe('a,b\n,x\n,y\n1,z\n');
    expect([...predictionText(columns, { format: 'ndjson' })].join('')).toBe(
      '{"a":null,"b":"x"}\n{"a":null,"b":"y"}\n{"a":1,"b":"z"}\n',
    );
  });

  it('writes every row of a table longer than one piece', () => {
    const values = Array.from({ length: 10_000 }, (_, row) => row);
    const lines = csv([{ name: 'row', values }])
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(10_001);
    expect(lines[10_000]).toBe('9999');
  });
});

describe('toOutputColumns', () => {
  const rows = {
    predictions: ['a', 'b'],
    classes: ['a', 'b'],
    probabilities: { data: Float64Array.of(0.75, 0.25, 0.5, 0.5), stride: 2 },
    kept: [{ name: 'id', values: [1, 2] }],
  };

  it('puts kept columns first, then the prediction, then one probability per class', () => {
    const columns = toOutputColumns(rows, true);
    expect(columns.map((column) => column.name)).toEqual(['id', 'prediction', 'proba_a', 'proba_b']);
    expect([...Array.from(columns[2].values), ...Array.from(columns[3].values)]).toEqual([0.75, 0.5, 0.25, 0.5]);
  });

  it('leaves probabilities out unless asked', () => {
    expect(toOutputColumns(rows, false).map((column) => column.name)).toEqual(['id', 'prediction']);
  });

  it('refuses probabilities of a model that has none', () => {
    expect(() => toOutputColumns({ predictions: Float64Array.of(1), kept: [] }, true)).toThrow(
      'this model gives no probabilities',
    );
  });
});
