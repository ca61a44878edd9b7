import { describe, expect, it } from 'vitest';
import { colorLevel } from '../../src/report/palette.js';
import { progressMode } from '../../src/report/progress.js';

describe('colorLevel', () => {
  it('colours a terminal and nothing else by default', () => {
    expect(colorLevel('auto', {}, true)).toBe(1);
    expect(colorLevel('auto', {}, false)).toBe(0);
  });

  it('obeys NO_COLOR unless it is empty', () => {
    expect(colorLevel('auto', { NO_COLOR: '1' }, true)).toBe(0);
    expect(colorLevel('auto', { NO_COLOR: '' }, true)).toBe(1);
  });

  it('obeys FORCE_COLOR where NO_COLOR is not set', () => {
    expect(colorLevel('auto', { FORCE_COLOR: '3' }, false)).toBe(3);
    expect(colorLevel('auto', { FORCE_COLOR: '0' }, true)).toBe(0);
    expect(colorLevel('auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, true)).toBe(0);
  });

  it('lets the flag win over everything', () => {
    expect(colorLevel('always', { NO_COLOR: '1' }, false)).toBe(1);
    expect(colorLevel('never', { FORCE_COLOR: '1' }, true)).toBe(0);
  });

  it('leaves dumb terminals plain and colours the log of GitHub Actions', () => {
    expect(colorLevel('auto', { TERM: 'dumb' }, true)).toBe(0);
    expect(colorLevel('auto', { GITHUB_ACTIONS: 'true' }, false)).toBe(1);
  });
});

describe('progressMode', () => {
  it('draws a bar only where the cursor can move', () => {
    expect(progressMode('auto', {}, true)).toBe('bar');
    expect(progressMode('auto', {}, false)).toBe('plain');
    expect(progressMode('auto', { CI: 'true' }, true)).toBe('plain');
    expect(progressMode('auto', { TERM: 'dumb' }, true)).toBe('plain');
    expect(progressMode('bar', {}, false)).toBe('plain');
    expect(progressMode('none', {}, true)).toBe('none');
  });
});
