import { describe, expect, it } from 'vitest';
import { speller } from '../../../src/table/csv/speller.js';

const MISSING = new Set(['', 'NA']);

describe('speller', () => {
  it('codes cells in the order in which they are first seen, missing ones as −1', () => {
    const known = speller(MISSING);
    const fresh = ['b', 'NA', 'a', 'b', '', 'NA'].map((cell) => known.add(cell).fresh);
    expect(fresh).toEqual([true, true, true, false, true, false]);
    expect(known.finish()).toEqual({
      codes: Int32Array.of(0, -1, 1, 0, -1, -1),
      dictionary: ['b', 'a'],
      overflow: false,
    });
  });

  it('keeps as many codes as there are rows, however many', () => {
    const known = speller(MISSING);
    for (let row = 0; row < 5000; row++) known.add(String(row % 3));
    expect(known.finish().codes).toEqual(Int32Array.from({ length: 5000 }, (_, row) => row % 3));
  });

  it('stops telling texts apart where there are too many, and says so', () => {
    const known = speller(MISSING, 2);
    for (const cell of ['a', 'b', 'c', 'a', '', 'd']) known.add(cell);
    expect(known.finish()).toEqual({ codes: Int32Array.of(0, 1, 1, 0, -1, 1), dictionary: ['a', 'b'], overflow: true });
  });
});
