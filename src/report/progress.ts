// Draws a running search on stderr: a bar on a terminal, a plain line per tenth elsewhere (not too often), nothing when
// quiet. It listens to events and owns the line it draws on: a note or an error first clears the bar, so lines never
// mix. The terminal is restored by `stop`, which every way out calls (end, error, signal).

import { type Options, SingleBar } from 'cli-progress';
import type { SearchEvent } from '../schedule/events.js';
import { cutLine, formatEta, formatScore, formatSeconds, plural, wrapWords } from './format.js';
import type { Palette } from './palette.js';
import { printable } from './printable.js';
import { advance, INITIAL_PROGRESS, type ProgressState, type ProgressView, viewProgress } from './progress-state.js';

export type ProgressMode = 'bar' | 'plain' | 'none';

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly mode: ProgressMode;
  readonly palette: Palette;
  /** Quiet: notes are dropped as well. */
  readonly quiet: boolean;
  /** Verbose: phases and failed tasks are told as they happen. */
  readonly verbose: boolean;
  /** Seconds, monotone; the real clock unless a test gives its own. */
  readonly clock?: () => number;
}

export interface Progress {
  readonly observe: (event: SearchEvent) => void;
  /** Prints a line of its own, whatever is being drawn. */
  readonly say: (line: string) => void;
  /** Clears the bar and gives the terminal back; nothing is drawn from then on. May be called more than once. */
  readonly stop: () => void;
  readonly state: () => ProgressState;
}

/** Chooses how to draw: the flag wins; `auto` draws a bar only on a terminal that can move its cursor. */
export function progressMode(
  flag: 'auto' | ProgressMode,
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ProgressMode {
  if (flag === 'bar') return isTerminal ? 'bar' : 'plain';
  if (flag !== 'auto') return flag;
  const ci = environment.CI !== undefined && environment.CI !== '' && environment.CI !== 'false';
  return isTerminal && !ci && environment.TERM !== 'dumb' ? 'bar' : 'plain';
}

/** Makes the observer of one search. */
export function createProgress(options: ProgressOptions): Progress {
  const clock = options.clock ?? (() => performance.now() / 1000);
  const line = options.mode === 'bar' ? createBarLine(options) : createPlainLine(options, clock);
  let state = INITIAL_PROGRESS;
  let eventClock = clock();
  const view = () => viewProgress(state, state.at + (clock() - eventClock));
  const columns = (): number =>
    options.stream.isTTY === true ? (options.stream.columns ?? 80) : Number.POSITIVE_INFINITY;
  const say = (text: string) => line.interrupt(`${wrapWords(text, columns()).join('\n')}\n`, view);
  return {
    observe(event) {
      const phaseBefore = state.phase;
      state = advance(state, event);
      eventClock = clock();
      const note = noteOf(event, options);
      if (note !== undefined) say(note);
      if (state.phase === 'done' && phaseBefore !== 'done') line.finish(state, view);
      else line.draw(state, view);
    },
    say,
    stop: () => line.stop(),
    state: () => state,
  };
}

/** What an event has to say in a line of its own, if anything. */
function noteOf(event: SearchEvent, { palette, quiet, verbose }: ProgressOptions): string | undefined {
  if (quiet) return undefined;
  if (event.type === 'note') return `${palette.dim('note:')} ${printable(event.text, 1000)}`;
  if (event.type === 'worker-lost') {
    const fate =
      event.task === undefined ? '' : event.final ? '; its task is given up' : '; its task runs again elsewhere';
    return `${palette.yellow('warning')}: worker ${event.worker} died (${printable(event.reason)})${fate}`;
  }
  if (!verbose) return undefined;
  if (event.type === 'message-dropped') return `dropped ${printable(event.what, 300)}`;
  if (event.type === 'phase') return palette.dim(`${formatSeconds(event.at)}: ${event.phase}`);
  if (event.type === 'thrown') return stackText(event.stack);
  if (event.type === 'failed')
    return `failed ${printable(event.op)} ${printable(event.name)}: ${printable(event.error.message, 300)}`;
  return undefined;
}

function stackText(stack: string): string {
  return stack
    .split('\n')
    .map((line) => printable(line, 300))
    .join('\n');
}

/** The place on the screen that progress is drawn on. */
interface Line {
  draw(state: ProgressState, view: () => ProgressView): void;
  finish(state: ProgressState, view: () => ProgressView): void;
  interrupt(text: string, view: () => ProgressView): void;
  stop(): void;
}

/**
 * A bar by cli-progress. It saves the cursor when it starts and goes back there when it stops, so to print a line the
 * bar is stopped, not written over; it gets a line that always fits, since its own trimming counts colour codes as
 * columns.
 */
function createBarLine({ stream, palette }: ProgressOptions): Line {
  let view: () => ProgressView = () => viewProgress(INITIAL_PROGRESS, 0);
  let drawn: SingleBar | undefined;
  let ended = false;
  const bar: Options = {
    stream,
    fps: 10,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    linewrap: true,
    format: () => barText(view(), stream.columns ?? 80, palette),
  };
  const clear = () => {
    drawn?.stop();
    drawn = undefined;
  };
  const stop = () => {
    clear();
    ended = true;
    process.off('exit', clear);
  };
  // A crash ends the process without anyone calling stop: the cursor must come back all the same.
  process.once('exit', clear);
  return {
    draw(state, now) {
      view = now;
      if (ended || state.fitsPlanned === 0) return;
      if (drawn === undefined) {
        drawn = new SingleBar(bar);
        drawn.start(1, 0);
      } else {
        drawn.update(now().fraction);
      }
    },
    finish: stop,
    interrupt(text, now) {
      view = now;
      const running = drawn !== undefined;
      clear();
      stream.write(text);
      if (running) {
        drawn = new SingleBar(bar);
        drawn.start(1, now().fraction);
      }
    },
    stop,
  };
}

/** Colour codes around the bar itself; cli-progress counts them as columns. */
const COLOUR_ROOM = 10;

/** One line that fits `columns`: what matters least is left out first. */
function barText(view: ProgressView, columns: number, palette: Palette): string {
  const percent = `${String(Math.floor(view.fraction * 100)).padStart(3)} %`;
  const parts = [percent, `${view.fitsDone}/${view.fitsPlanned} fits`];
  const extras = [
    view.etaSeconds === undefined || view.fraction >= 1 ? undefined : `ETA ${formatEta(view.etaSeconds)}`,
    view.best === undefined ? undefined : `best ${formatScore(view.best)}`,
    view.busyWorkers === 0 ? undefined : plural(view.busyWorkers, 'worker'),
  ].filter((part) => part !== undefined);
  const room = columns - 1 - COLOUR_ROOM;
  for (const extra of extras) if ([...parts, extra].join(' · ').length <= room) parts.push(extra);
  const text = cutLine(parts.join(' · '), Math.max(1, room));
  const width = Math.min(30, room - text.length - 1);
  if (width < 5) return text;
  const full = Math.round(view.fraction * width);
  return `${palette.cyan('█'.repeat(full) + '░'.repeat(width - full))} ${text}`;
}

/**
 * Between two lines of a log there are so many seconds, and as many before the first that tells how far it is: short
 * runs need none.
 */
const PLAIN_PAUSE_SECONDS = 2;

/** For logs: a line at the start, one per tenth of the work that took its time, one at the end. */
function createPlainLine({ stream, mode }: ProgressOptions, clock: () => number): Line {
  let tenth = -1;
  let lastAt = 0;
  let finished = mode === 'none';
  const write = (view: ProgressView) => {
    const parts = [
      `${Math.floor(view.fraction * 100)} %`,
      `${view.fitsDone} of ${view.fitsPlanned} fits`,
      view.best === undefined ? undefined : `best ${formatScore(view.best)}`,
      view.etaSeconds === undefined || view.fraction >= 1 ? undefined : `ETA ${formatEta(view.etaSeconds)}`,
    ];
    stream.write(`${parts.filter((part) => part !== undefined).join(' · ')}\n`);
  };
  return {
    draw(state, view) {
      if (finished || state.fitsPlanned === 0) return;
      const now = view();
      const reached = Math.floor(now.fraction * 10);
      if (tenth < 0) stream.write(`${startLine(state)}\n`);
      else if (reached > tenth && now.fraction < 1 && clock() - lastAt >= PLAIN_PAUSE_SECONDS) write(now);
      else return;
      tenth = reached;
      lastAt = clock();
    },
    finish(_state, view) {
      if (!finished && tenth >= 0) write(view());
      finished = true;
    },
    interrupt: (text) => stream.write(text),
    stop() {
      finished = true;
    },
  };
}

function startLine(state: ProgressState): string {
  const workers =
    state.engine === '' ? plural(state.jobs, 'worker') : `${plural(state.jobs, 'worker')} (${printable(state.engine)})`;
  return `${plural(state.candidates, 'candidate')} × ${plural(state.splits, 'fold')} = ${plural(state.candidates * state.splits, 'fit')} on ${workers}`;
}
