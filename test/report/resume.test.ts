import { describe, expect, it } from 'vitest';
import { type EndedEarly, resumeText } from '../../src/report/resume.js';

const ENDED: EndedEarly = {
  reason: 'interrupted',
  fitsAsked: 54,
  wholeSeconds: 90,
  fitsKept: 12,
  because: undefined,
  words: ['fit', 'my data.csv', '-g', 'grid.yaml', '--set', "x='1'"],
};

describe('what is said of a search that ended early', () => {
  it('tells what is kept, and the command to type, quoted for a shell', () => {
    expect(resumeText(ENDED)).toBe(
      "interrupted: 12 of 54 fits are scored and kept; to go on from there:\n  gridsearch fit 'my data.csv' -g grid.yaml --set 'x='\\''1'\\'''\n",
    );
  });

  it('tells why nothing is kept', () => {
    expect(resumeText({ ...ENDED, reason: 'out-of-time', fitsKept: undefined, because: '--no-cache' })).toBe(
      'out of time (the whole search is predicted to take 1 min 30 s): nothing is kept for the next run (--no-cache)\n',
    );
  });

  it('names standard input where data or grid come from there', () => {
    expect(resumeText({ ...ENDED, words: ['fit', '-', '-g', 'grid.yaml'] })).toContain(
      '(and the same on standard input):\n',
    );
  });

  it.each([
    ['a password', ['fit', 'a.csv', '--engine', 'redis://:hunter2@host']],
    ['an endless command', ['fit', 'a.csv', '--drop', 'x'.repeat(700)]],
  ])('prints no command that holds %s', (_, words) => {
    expect(resumeText({ ...ENDED, words })).toBe(
      'interrupted: 12 of 54 fits are scored and kept; the same command goes on from there\n',
    );
  });

  it('S4: lets no control character of the command line through', () => {
    expect(resumeText({ ...ENDED, words: ['fit', '\x1b[31m.csv'] })).toContain("'\\x1b[31m.csv'");
  });
});
