import { describe, expect, it } from 'vitest';
import { GridsearchError } from '../../src/base/errors.js';
import { formatError } from '../../src/report/error-text.js';
import { createPalette } from '../../src/report/palette.js';

describe('formatError', () => {
  it('shows code, place, line, caret and help', () => {
    const error = new GridsearchError('GRID_UNKNOWN_PARAM', 'PCA has no parameter "n_component"', {
      where: {
        file: 'grids/seed.yaml',
        line: 6,
        column: 3,
        length: 16,
        text: '  pca__n_component: [50, 100, 250]',
        note: 'did you mean "pca__n_components"?',
      },
      help: 'parameters of PCA: n_components, whiten',
    });
    expect(formatError(error)).toBe(
      [
        'error[GRID_UNKNOWN_PARAM]: PCA has no parameter "n_component"',
        '  --> grids/seed.yaml:6:3',
        '   6 |   pca__n_component: [50, 100, 250]',
        '     |   ^^^^^^^^^^^^^^^^ did you mean "pca__n_components"?',
        '  help: parameters of PCA: n_components, whiten',
        '',
      ].join('\n'),
    );
  });

  it('shows a place without a line when no line is known', () => {
    expect(formatError(new GridsearchError('CSV_EMPTY', 'no data rows', { where: { file: 'a.csv' } }))).toBe(
      'error[CSV_EMPTY]: no data rows\n  --> a.csv\n',
    );
  });

  it('keeps the marked part of a long line in sight, and the carets under it', () => {
    const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const lines = formatError(new GridsearchError('C', 'm', { where: { line: 1, column: 501, length: 4, text } }), {
      columns: 60,
    }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines[2].slice(lines[3].indexOf('^'), lines[3].lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('puts the carets under what they mean where the line holds escapes and tabs', () => {
    const lines = formatError(
      new GridsearchError('C', 'm', { where: { line: 1, column: 4, length: 3, text: '\t\u001bxBAD' } }),
    ).split('\n');
    expect(lines[2].slice(lines[3].indexOf('^'), lines[3].lastIndexOf('^') + 1)).toBe('BAD');
  });

  it('lets nothing from a file reach the terminal unescaped', () => {
    const evil = '\u001b]52;c;AAAA\u0007\n\rerror[FAKE]\u202e\u009b';
    const text = formatError(
      new GridsearchError('C', evil, { help: evil, where: { file: evil, line: 1, column: 1, text: evil, note: evil } }),
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.split('\n').filter((line) => line.startsWith('error['))).toHaveLength(1);
  });

  it('calls anything else a bug, with its stack', () => {
    const text = formatError(new TypeError('x is not a function'));
    expect(text).toMatch(/^error\[BUG\]: x is not a function\n {2}at /);
    expect(text).toContain('this is a bug in gridsearch');
    expect(formatError(undefined)).toContain('this is a bug in gridsearch');
  });

  it('colours only when the palette does', () => {
    expect(formatError(new GridsearchError('C', 'm'), { palette: createPalette(1) })).toContain('\u001b[31m');
  });
});
