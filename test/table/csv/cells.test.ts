import { describe, expect, it } from 'vitest';
import {
  classifyCell,
  describeBadNumber,
  MISSING_TOKENS,
  plainNumber,
  quoteCell,
} from '../../../src/table/csv/cells.js';

const missing = new Set(MISSING_TOKENS);
/** What the reader makes of a cell: the plain way first, then the closer look. */
const read = (cell: string) => {
  const plain = plainNumber(cell);
  return Number.isNaN(plain) ? classifyCell(cell, missing) : { kind: 'number', value: plain };
};

describe('cells', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['+3', 3],
    ['007', 7],
    ['.5', 0.5],
    ['5.', 5],
    ['1e5', 1e5],
    ['0e0', 0],
    ['-1.5E-3', -1.5e-3],
    [' 2 ', 2],
    ['1e-999', 0],
    ['9007199254740993', 9007199254740992],
  ])('reads %j as a number', (cell, value) => {
    expect(read(cell)).toEqual({ kind: 'number', value });
  });

  it.each(['', ' ', '\t', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '<NA>', ' NA '])(
    'reads %j as missing',
    (cell) => {
      expect(read(cell).kind).toBe('missing');
    },
  );

  it.each([
    '0x1F',
    '0b1',
    '0o7',
    '1_000',
    '1e999',
    '-1e999',
    'Infinity',
    '-inf',
    '1,5',
    '12abc',
    '1\u00a0',
    '\ufeff1',
    '-',
    '+',
    '.',
    'e5',
    '1e',
    '--1',
    '1 2',
  ])('reads %j as text, never as a number', (cell) => {
    expect(read(cell).kind).toBe('text');
  });

  it.each([
    ['1e999', 'too large'],
    ['-Infinity', 'infinite'],
    ['1,234', 'thousands'],
    ['1,234,567.8', 'thousands'],
    ['1.234,5', 'decimal commas and thousands'],
    ['1,5', 'decimal commas'],
    ['1 000', 'thousands'],
    ['$5', 'currency'],
    ['5 €', 'currency'],
    ['5%', 'percent'],
    ['0x1F', 'decimal numbers'],
    ['\u22125', 'minus'],
    ['1\u00a0', 'invisible'],
    ['2024-01-31', 'dates'],
    ['31.12.2024', 'dates'],
  ])('says of %j what is wrong', (cell, words) => {
    expect(describeBadNumber(cell)).toContain(words);
  });

  it('has nothing to add to plain text', () => {
    expect(describeBadNumber('setosa')).toBeUndefined();
  });

  it('quotes long cells cut and escaped', () => {
    expect(quoteCell('a\tb')).toBe('"a\\tb"');
    expect(quoteCell('x'.repeat(100))).toBe(`"${'x'.repeat(37)}…"`);
  });
});
