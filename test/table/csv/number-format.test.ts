// Numbers as other places write them, codes that are none, and the cells of a column as they stand.
import { describe, expect, it } from 'vitest';
import { columnReader } from '../../../src/base/table-reading.js';
import { formatsOf, numberReader } from '../../../src/table/csv/number-format.js';
import { columnText, columnValues, echoedCells } from '../../../src/table/csv/table.js';
import { csv } from './csv.js';

describe('a format', () => {
  it.each<[Parameters<typeof numberReader>[0], string, number]>([
    [{ decimal: ',' }, '-0,348', -0.348],
    [{ decimal: ',' }, '7', 7],
    [{ decimal: ',' }, '1.5', Number.NaN],
    [{ decimal: ',', thousands: '.' }, '1.234.567,5', 1234567.5],
    [{ thousands: ',' }, '1,234', 1234],
    [{ thousands: ',' }, '12,34', Number.NaN],
    [{ thousands: ',' }, '0,348', Number.NaN],
    [{ thousands: ',' }, '12,34,567', 1234567],
    [{ thousands: ' ' }, '1\u202f234', 1234],
    [{ thousands: "'" }, '1’234.5', 1234.5],
    [{ prefix: '$', thousands: ',' }, '-$1,234.50', -1234.5],
    [{ prefix: '$' }, '$ -5', -5],
    [{ suffix: 'kg' }, '20 kg', 20],
    [{ suffix: '%' }, '5%', 5],
    [{}, '1e3', 1000],
    [{}, '.', Number.NaN],
    [{}, '--5', Number.NaN],
    [{ suffix: 'kg' }, '20 lb', Number.NaN],
  ])('%o reads %s as %d', (format, text, value) => {
    expect(numberReader(format)(text)).toBe(value);
  });

  it('is found for a column, two where cells can be read either way', () => {
    expect(formatsOf(['0,5', '12,25', '3'])).toEqual([{ decimal: ',' }]);
    expect(formatsOf(['1,234', '56'])).toEqual([{ thousands: ',' }, { decimal: ',' }]);
    expect(formatsOf(['1,234', '1,234,567'])).toEqual([{ thousands: ',' }]);
    expect(formatsOf(['1.234,5', '7'])).toEqual([{ decimal: ',', thousands: '.' }]);
    expect(formatsOf(['$1,234.50', '$7'])).toEqual([{ thousands: ',', prefix: '$' }]);
    expect(formatsOf(['20 kg', '3.5 kg'])).toEqual([{ suffix: 'kg' }]);
    expect(formatsOf(['12 €', '1.234,50 €'])).toEqual([{ decimal: ',', thousands: '.', suffix: '€' }]);
  });

  it('is found for no column of other texts', () => {
    for (const texts of [
      ['a', 'b'],
      ['20 kg', '3 lb'],
      ['$5', '€5'],
      ['31.12.1999'],
      ['1.2.3'],
      ['3+', '1'],
      ['ABC12'],
      [],
    ])
      expect(formatsOf(texts), String(texts)).toEqual([]);
  });

  it('reads a column the same way with the scanner and without, plain cells too', async () => {
    const columnReading = columnReader({ thousands: '.', decimal: ',', numbers: { w: { suffix: 'kg' } } });
    const table = await csv('x;w;y\n1.234;5 kg;a\n0,5;1.000 kg;b\n7;2;a\n', { delimiter: ';', columnReading });
    expect([columnValues(table, 0), columnValues(table, 1)]).toEqual([
      Float64Array.of(1234, 0.5, 7),
      Float64Array.of(5, 1000, 2),
    ]);
  });
});

describe('codes', () => {
  it('leading zeros and integers past 2^53 make a column text, which is told once', async () => {
    const table = await csv(
      'zip,big,n,y\n90210,5,1,a\n02134,1582218195625938945,0.5,b\n10001,1582218195625938946,0,a\n',
    );
    expect(table.columns.map(({ kind }) => kind)).toEqual(['text', 'text', 'numeric', 'text']);
    expect(columnText(table, 0)).toEqual(['90210', '02134', '10001']);
    expect(table.notes).toEqual([
      expect.stringMatching(
        /^column "zip" \(and 1 more such column\) is read as text, .*"02134" in line 3 has leading zeros/,
      ),
    ]);
  });

  it('are numbers where that is said, and numbers are text where that is said', async () => {
    const columnReading = columnReader({}, { zip: 'numeric', 't*': 'categorical' });
    const table = await csv('zip,type,y\n02134,7.0,1\n00001,7,2\n', { columnReading });
    expect(columnValues(table, 0)).toEqual(Float64Array.of(2134, 1));
    expect(table.columns[1]).toMatchObject({ kind: 'text', verbatim: true });
    expect([columnText(table, 1), table.notes]).toEqual([['7.0', '7'], []]);
  });

  it('of Excel are read from its formulas', async () => {
    const table = await csv('zip,y\n="007",1\n"=""008""",2\n');
    expect(columnText(table, 0)).toEqual(['007', '008']);
  });
});

describe('cells that are to be echoed', () => {
  it('are kept as they stand, missing ones and numbers too', async () => {
    const table = await csv('id,x,y\n007,1.50,a\nNA,1e3,b\n-0.0, ,"c,d"\n', { echoed: ['id', 'x', 'y'] });
    expect(echoedCells(table, 0)).toEqual(['007', 'NA', '-0.0']);
    expect(echoedCells(table, 1)).toEqual(['1.50', '1e3', ' ']);
    expect(echoedCells(table, 2)).toEqual(['a', 'b', 'c,d']);
  });
});

describe('na_values of its own', () => {
  it('are all there are', async () => {
    const table = await csv('x,y\n1,NA\n,EU\n3,-\n', { naValues: ['', '-'], onlyNa: true });
    expect(table.columns.map(({ missing }) => missing)).toEqual([1, 1]);
    expect(table.columns[1].spelling?.dictionary).toEqual(['NA', 'EU']);
  });
});
