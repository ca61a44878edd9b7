import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/report/printable.js';

describe('printable', () => {
  it('leaves ordinary text alone, accents and emoji included', () => {
    expect(printable('Größe µ 中文 🎉')).toBe('Größe µ 中文 🎉');
  });

  it('shows control characters, C1 and DEL as bytes', () => {
    expect(printable('a\u001b[31mb\r\n\u009b\u007f')).toBe('a\\x1b[31mb\\x0d\\x0a\\x9b\\x7f');
  });

  it('shows direction marks and half surrogates as code points', () => {
    expect(printable('a\u202eb\ud800')).toBe('a\\u{202e}b\\u{d800}');
  });

  it('cuts to the limit and shows that it did', () => {
    expect(printable('x'.repeat(200))).toBe(`${'x'.repeat(79)}…`);
    expect(printable('12345', 5)).toBe('12345');
  });

  it('never lets an unsafe character through, nor more than the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 100 }), (text, limit) => {
        const shown = printable(text, limit);
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(shown.length).toBeLessThanOrEqual(limit);
      }),
      { seed: 7, numRuns: 50 },
    );
  });
});
