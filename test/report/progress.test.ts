import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createPalette } from '../../src/report/palette.js';
import { createProgress, type ProgressMode } from '../../src/report/progress.js';
import { advance, INITIAL_PROGRESS, viewProgress } from '../../src/report/progress-state.js';
import type { SearchEvent } from '../../src/schedule/events.js';

const started = (key: string, at: number): SearchEvent => ({
  type: 'started',
  at,
  key,
  op: 'fit',
  name: 'PCA',
  worker: 0,
});
const finished = (
  key: string,
  at: number,
  seconds: number,
  predictedSeconds: number,
  remainingSeconds = 0,
): SearchEvent => ({
  type: 'finished',
  at,
  key,
  op: 'fit',
  name: 'PCA',
  worker: 0,
  seconds,
  predictedSeconds,
  remainingSeconds,
  fits: 1,
});
const search: SearchEvent = {
  type: 'search',
  at: 0,
  candidates: 5,
  splits: 2,
  jobs: 2,
  engine: 'local',
  metric: 'accuracy',
};
const planned: SearchEvent = { type: 'planned', at: 0, tasks: 10, fits: 10, predictedSeconds: 10 };

/** A terminal of some width that remembers what was written. */
function terminal(columns: number, isTTY: boolean) {
  let written = '';
  const stream = new Writable({
    write(piece, _encoding, done) {
      written += String(piece);
      done();
    },
  });
  Object.assign(stream, { isTTY, columns, rows: 24, getWindowSize: () => [columns, 24] });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => written };
}

function progressOn(
  { stream }: ReturnType<typeof terminal>,
  mode: ProgressMode,
  more: { quiet?: boolean; verbose?: boolean; clock?: () => number } = {},
) {
  return createProgress({
    stream,
    mode,
    palette: createPalette(0),
    quiet: false,
    verbose: false,
    clock: () => 0,
    ...more,
  });
}

describe('progress state', () => {
  it('weighs progress by predicted work, not by tasks', () => {
    const state = [search, planned, finished('a', 1, 2, 9)].reduce(advance, INITIAL_PROGRESS);
    expect(viewProgress(state, 1).fraction).toBe(0.9);
  });

  it('shares the work that is left, as the schedule corrects it, between workers', () => {
    const state = [search, planned, finished('a', 4, 4, 2, 16)].reduce(advance, INITIAL_PROGRESS);
    expect(viewProgress(state, 4).etaSeconds).toBe(8);
  });

  it('counts what running tasks have already done', () => {
    const state = [search, planned, finished('a', 4, 4, 2, 16), started('b', 4)].reduce(advance, INITIAL_PROGRESS);
    expect(viewProgress(state, 6).etaSeconds).toBe(7);
  });

  it('knows no time left before the first task is measured', () => {
    expect(viewProgress([search, planned].reduce(advance, INITIAL_PROGRESS), 3).etaSeconds).toBeUndefined();
  });

  it('keeps the best score so far and passes over failed candidates', () => {
    const scores = [0.8, null, 0.9, 0.85].map(
      (meanScore, index): SearchEvent => ({ type: 'candidate', at: 0, index, meanScore }),
    );
    expect(scores.reduce(advance, INITIAL_PROGRESS).best).toBe(0.9);
  });

  it('forgets the task of a worker that died', () => {
    const lost: SearchEvent = {
      type: 'worker-lost',
      at: 2,
      worker: 0,
      reason: 'SIGKILL',
      task: 'b',
      deaths: 1,
      final: false,
    };
    expect([started('b', 1), lost].reduce(advance, INITIAL_PROGRESS).running.size).toBe(0);
  });
});

describe('plain progress', () => {
  /** The lines of a run of 40 equal tasks of so many seconds each. */
  function linesOf(secondsEach: number): string[] {
    const screen = terminal(80, false);
    let now = 0;
    const progress = progressOn(screen, 'plain', { clock: () => now });
    const steps = Array.from({ length: 40 }, (_, i) => finished(`t${i}`, (i + 1) * secondsEach, secondsEach, 0.25));
    for (const event of [search, planned, ...steps, { type: 'phase', at: 40 * secondsEach, phase: 'done' } as const]) {
      now = event.at;
      progress.observe(event);
    }
    return screen.text().trimEnd().split('\n');
  }
  const sharesOf = (lines: readonly string[]): string[] => lines.slice(1).map((line) => line.split(' %')[0]);

  it('tells the start, each tenth once, and the end', () => {
    const lines = linesOf(1);
    expect(lines[0]).toBe('5 candidates × 2 folds = 10 fits on 2 workers (local)');
    expect(sharesOf(lines)).toEqual(['10', '20', '30', '40', '50', '60', '70', '80', '90', '100']);
  });

  it('tells the start and the end alone of a run of a second', () => {
    expect(sharesOf(linesOf(0.025))).toEqual(['100']);
  });

  it('tells no tenth sooner than two seconds after the line before', () => {
    // Ten seconds: a tenth a second.
    expect(sharesOf(linesOf(0.25))).toEqual(['20', '40', '60', '80', '100']);
  });

  it('claims no end when it is stopped before', () => {
    const screen = terminal(80, false);
    const progress = progressOn(screen, 'plain');
    for (const event of [search, planned, finished('a', 1, 1, 4)]) progress.observe(event);
    progress.stop();
    progress.observe({ type: 'phase', at: 2, phase: 'done' });
    expect(screen.text()).not.toContain('100 %');
  });

  it('says nothing at all when quiet', () => {
    const screen = terminal(80, false);
    const progress = progressOn(screen, 'none', { quiet: true });
    for (const event of [search, planned, { type: 'note', at: 0, text: 'x' } as const, finished('a', 1, 1, 10)])
      progress.observe(event);
    expect(screen.text()).toBe('');
  });

  it('escapes what notes bring along', () => {
    const screen = terminal(80, false);
    progressOn(screen, 'plain').observe({ type: 'note', at: 0, text: 'target: \u001b[2J' });
    expect(screen.text()).toBe('note: target: \\x1b[2J\n');
  });

  it('tells failed tasks and phases only when verbose', () => {
    const failed: SearchEvent = {
      type: 'failed',
      predictedSeconds: 0,
      fits: 0,
      at: 1,
      key: 'k',
      op: 'fit',
      name: 'PCA',
      error: { code: 'X', message: 'too few rows' },
    };
    const screens = [terminal(80, false), terminal(80, false)];
    progressOn(screens[0], 'plain').observe(failed);
    progressOn(screens[1], 'plain', { verbose: true }).observe(failed);
    expect(screens.map((screen) => screen.text())).toEqual(['', 'failed fit PCA: too few rows\n']);
  });
});

describe('the bar', () => {
  // biome-ignore lint/complexity/useRegexLiterals: control characters are clearer as a string
  const escapes = new RegExp('\u001b(\\[[0-9;?]*[a-zA-Z]|[78])', 'g');

  it.each([200, 80, 60, 40, 20])('fits a terminal of %i columns', (columns) => {
    const screen = terminal(columns, true);
    const progress = progressOn(screen, 'bar');
    for (const event of [
      search,
      planned,
      finished('a', 1, 1, 5),
      { type: 'candidate', at: 1, index: 0, meanScore: 0.87654 } as const,
    ])
      progress.observe(event);
    progress.say('a line between');
    progress.stop();
    const drawn = screen.text().replace(escapes, '\n').split('\n');
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(columns);
    expect(screen.text()).toContain('%');
  });

  it('breaks notes between words on a terminal, and nowhere in a log', () => {
    const note: SearchEvent = {
      type: 'note',
      at: 0,
      text: 'target: "digit", the last column (--target NAME chooses another)',
    };
    const screens = [terminal(40, true), terminal(40, false)];
    for (const screen of screens) progressOn(screen, 'plain').observe(note);
    expect(screens.map((screen) => screen.text())).toEqual([
      'note: target: "digit", the last column\n  (--target NAME chooses another)\n',
      'note: target: "digit", the last column (--target NAME chooses another)\n',
    ]);
  });

  it('shows the best score and the time left where there is room', () => {
    const screen = terminal(100, true);
    const progress = progressOn(screen, 'bar');
    for (const event of [
      search,
      { type: 'candidate', at: 1, index: 0, meanScore: 0.87654 } as const,
      finished('a', 1, 5, 5, 5),
      planned,
    ])
      progress.observe(event);
    progress.stop();
    expect(screen.text()).toContain(' 50 % · 1/10 fits · ETA 3 s · best 0.8765');
  });

  it('gives the cursor back and clears its line when stopped, also twice', () => {
    const screen = terminal(80, true);
    const progress = progressOn(screen, 'bar');
    progress.observe(search);
    progress.observe(planned);
    progress.stop();
    progress.stop();
    const text = screen.text();
    expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf('\u001b[?25l'));
    expect(text.endsWith('\u001b[2K')).toBe(true);
    expect(text).not.toContain('\u001b[?7l');
  });

  it('gives the cursor back when the process ends in the middle, and listens no longer once stopped', () => {
    const listeners = () => process.listeners('exit').length;
    const before = listeners();
    const screen = terminal(80, true);
    const progress = progressOn(screen, 'bar');
    for (const event of [search, planned]) progress.observe(event);
    process.listeners('exit').at(-1)?.call(process, 1);
    expect(screen.text()).toContain('\u001b[?25h');
    progress.stop();
    expect(listeners()).toBe(before);
  });

  it('draws nothing once it is stopped, whatever still happens', () => {
    const screen = terminal(80, true);
    const progress = progressOn(screen, 'bar');
    for (const event of [search, planned]) progress.observe(event);
    progress.stop();
    const before = screen.text();
    progress.observe(finished('a', 1, 1, 5));
    expect(screen.text()).toBe(before);
  });

  it('clears the bar before a note', () => {
    const screen = terminal(80, true);
    const progress = progressOn(screen, 'bar');
    for (const event of [search, planned, { type: 'note', at: 0, text: 'hello' } as const]) progress.observe(event);
    expect(screen.text()).toContain('\u001b[2Knote: hello\n');
    progress.stop();
  });
});
