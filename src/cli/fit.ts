// `gridsearch fit`: search, refit, write. Standard output carries one JSON document or nothing; stderr the talk.

import { EXIT, GridsearchError } from '../base/errors.js';
import type { EventsFile } from '../output/events-file.js';
import { toJsonText, toResultText } from '../output/json-text.js';
import { refuseSameFiles } from '../output/same-file.js';
import { checkOutputPath, writeFile, writeStdout } from '../output/write.js';
import { formatError } from '../report/error-text.js';
import type { Palette } from '../report/palette.js';
import { printable } from '../report/printable.js';
import { createProgress, type Progress, progressMode } from '../report/progress.js';
import type { NamedPath, SearchOutcome, SearchRequest } from '../request.js';
import { checkOut, outFile, refuseBoth, stderrPalette } from './delivery.js';
import type { Command, Invocation, Surroundings } from './flag.js';
import {
  COLOR,
  DRY_RUN,
  EVENTS,
  GRID,
  HOW_FLAGS,
  JSON_OUT,
  MODEL,
  NO_CACHE,
  NO_JSON,
  OUT,
  PRETTY,
  PROGRESS,
  QUIET,
  VERBOSE,
  VERIFY,
  WHAT_FLAGS,
} from './flags.js';
import { printPlan } from './plan.js';
import { readRequest } from './read-request.js';
import { failureOf } from './search-failure.js';
import { type Interrupts, watchSignals } from './signals.js';

export const fit: Command = {
  name: 'fit',
  usage: '<data.csv|-> --grid <grid.yaml>',
  about:
    'Searches a grid of candidates by cross-validation, fits the best one on all rows, and writes the result as JSON.',
  positionals: [{ name: 'data', about: 'a CSV file with a header; - is standard input' }],
  flags: [
    ...WHAT_FLAGS,
    ...HOW_FLAGS,
    ...[OUT, MODEL, EVENTS, JSON_OUT, NO_JSON, PRETTY, QUIET, VERBOSE, PROGRESS, COLOR],
  ],
  examples: [
    [
      'gridsearch fit data.csv --grid grid.yaml --out result.json --model model.json',
      'writes the result and the refit model',
    ],
    [
      'gridsearch fit data.csv -g grid.yaml --set cv=10 --scoring roc_auc | jq .best_params_',
      'tries other settings without editing the file',
    ],
    [
      'cat data.csv | gridsearch fit - -g grid.yaml --target price --fail-under 0.85 -q',
      'gates in CI: exit code 4 where the best is worse',
    ],
  ],
  run: runFit,
};

async function runFit(invocation: Invocation, surroundings: Surroundings): Promise<number> {
  const { get } = invocation;
  refuseBoth([JSON_OUT, NO_JSON], get);
  const request = readRequest('fit', invocation);
  if (get(DRY_RUN) === true)
    return printPlan(request, get(JSON_OUT) === true ? 'json' : 'text', { invocation, surroundings });
  const outputs = checkOutputs(invocation);
  const palette = stderrPalette(invocation, surroundings);
  const progress = startProgress(invocation, surroundings, palette);
  const interrupts = watchSignals(progress.stop, (line) => progress.say(palette.yellow(line)));
  const events = await traceOf(get(EVENTS));
  try {
    const { gridSearch } = await import('../search/grid-search.js');
    const observer: SearchRequest['observer'] = (event) => {
      progress.observe(event);
      events?.observe(event);
    };
    const outcome = await gridSearch({
      ...request,
      cacheByDefault: true,
      observer,
      signal: interrupts.signal,
      breakOff: true,
      writes: {
        outputs,
        stdout: wantsStdout(invocation, surroundings),
        begin: async () => {
          await events?.open({
            signal: interrupts.signal,
            onWait: () => progress.say(waiting('--events', get(EVENTS))),
          });
        },
      },
    });
    progress.stop();
    return await finish(outcome, { invocation, surroundings, palette, progress, interrupts, events });
  } catch (error) {
    const code = interrupts.exitCode();
    if (code === undefined || !(error instanceof GridsearchError) || error.code !== 'INTERRUPTED') throw error;
    throw new GridsearchError(error.code, error.message, { exitCode: code });
  } finally {
    progress.stop();
    await events?.close();
    await interrupts.dispose();
  }
}

async function traceOf(path: string | undefined): Promise<EventsFile | undefined> {
  return path === undefined ? undefined : (await import('../output/events-file.js')).eventsFile(path);
}

/** Checks what will be written, and names it. */
function checkOutputs(invocation: Invocation): NamedPath[] {
  const inputs = [invocation.positionals[0], invocation.get(GRID) ?? '-'];
  const [out, model, events] = [outFile(invocation), invocation.get(MODEL), invocation.get(EVENTS)];
  checkOut(invocation, inputs);
  const named = [
    { flag: '--out', path: out },
    { flag: '--model', path: model, help: 'gridsearch fit … | jq .best_estimator_' },
    { flag: '--events', path: events, help: '--events events.ndjson' },
  ];
  const outputs = named.flatMap(({ flag, path, help }) => (path === undefined ? [] : [{ flag, path, help }]));
  for (const { help, ...output } of outputs) if (help !== undefined) checkOther(output, inputs, help);
  // Modules and a cache that the grid names are looked at when it has been read.
  refuseSameFiles({ inputs: [], outputs });
  return outputs;
}

/** Checks a file beside the result: it is not standard output. */
function checkOther({ flag, path }: NamedPath, inputs: readonly string[], help: string): void {
  if (path === '-') {
    throw new GridsearchError('USAGE_CONFLICT', `${flag} cannot be standard output, which carries the result`, {
      help,
    });
  }
  checkOutputPath(path, flag, inputs);
}

function startProgress({ get }: Invocation, { stderr, environment }: Surroundings, palette: Palette): Progress {
  const quiet = get(QUIET) === true;
  return createProgress({
    stream: stderr,
    mode: quiet ? 'none' : progressMode(get(PROGRESS) ?? 'auto', environment, stderr.isTTY === true),
    palette,
    quiet,
    verbose: get(VERBOSE) === true,
  });
}

interface Finish {
  readonly invocation: Invocation;
  readonly surroundings: Surroundings;
  readonly palette: Palette;
  readonly progress: Progress;
  readonly interrupts: Interrupts;
  readonly events: EventsFile | undefined;
}

/** Writes files first (nothing may be lost because a reader went away), then standard output, then the talk. */
async function finish(outcome: SearchOutcome, context: Finish): Promise<number> {
  const { document, exitCode } = outcome;
  const { invocation, surroundings, palette, progress, interrupts } = context;
  const { get } = invocation;
  const text = toResultText(document, { pretty: get(PRETTY) === true });
  const out = outFile(invocation);
  const model = document.best_estimator_ === undefined ? undefined : get(MODEL);
  const files = [
    ...(out === undefined ? [] : [{ flag: '--out', path: out, text }]),
    ...(model === undefined
      ? []
      : [
          {
            flag: '--model',
            path: model,
            text: toJsonText(document.best_estimator_, { pretty: get(PRETTY) === true }),
          },
        ]),
  ];
  await writeAll(files, (line) => progress.say(line));
  if (wantsStdout(invocation, surroundings) && (await writeStdout([text], surroundings.stdout)) === 'closed')
    return EXIT.pipeClosed;
  if (get(QUIET) !== true)
    surroundings.stderr.write(
      (await summaryText(document, { out, model }, context)) + (await resumeHint(outcome, invocation)),
    );
  const interrupted = interrupts.exitCode();
  const lost = await context.events?.close();
  if (lost !== undefined)
    surroundings.stderr.write(formatError(lost, { palette, columns: surroundings.stderr.columns }));
  const failure = failureOf(outcome, interrupted, get(MODEL) !== undefined && model === undefined);
  if (failure === undefined) return interrupted ?? lost?.exitCode ?? exitCode;
  surroundings.stderr.write(formatError(failure, { palette, columns: surroundings.stderr.columns }));
  return interrupted ?? failure.exitCode;
}

function waiting(flag: string, path = ''): string {
  return `waiting for somebody to read ${flag} ${printable(path, 200)}`;
}

interface FileText extends NamedPath {
  readonly text: string;
}

/** Writes each file, whatever becomes of the others. @throws OUTPUT_WRITE of the first that cannot be written */
async function writeAll(files: readonly FileText[], say: (line: string) => void): Promise<void> {
  const failures: unknown[] = [];
  for (const { path, text, flag } of files) {
    await writeFile({ flag, path }, [text], { onWait: () => say(waiting(flag, path)) }).catch((error) =>
      failures.push(error),
    );
  }
  if (failures.length > 0) throw failures[0];
}

/** What is kept of a search that ended early, and what to type to go on. */
async function resumeHint(
  { document, endedEarly, keptFits, wholeSeconds }: SearchOutcome,
  { words, get }: Invocation,
): Promise<string> {
  if (endedEarly === undefined || endedEarly === 'failure') return '';
  const { resumeText } = await import('../report/resume.js');
  const fitsAsked = document.cv_results_.params.length * document.n_splits_;
  const because = get(NO_CACHE) === true ? '--no-cache' : get(VERIFY) === undefined ? undefined : '--verify';
  return resumeText({ reason: endedEarly, fitsAsked, wholeSeconds, fitsKept: keptFits, because, words });
}

/** Piped, the document is the default; a file given with -o takes its place; on a terminal the summary does. */
function wantsStdout({ get }: Invocation, { stdout }: Surroundings): boolean {
  if (get(OUT) !== undefined) return get(OUT) === '-';
  return get(JSON_OUT) === true || (get(NO_JSON) !== true && stdout.isTTY !== true);
}

async function summaryText(
  document: SearchOutcome['document'],
  { out, model }: { readonly out: string | undefined; readonly model: string | undefined },
  context: Finish,
): Promise<string> {
  const { invocation, surroundings, palette, progress } = context;
  const { summarise } = await import('../report/summary.js');
  const usable = model ?? out;
  const kept = invocation.get(OUT) !== undefined || wantsStdout(invocation, surroundings);
  const hint =
    kept || usable !== undefined || document.status === 'partial'
      ? undefined
      : `gridsearch fit ${invocation.positionals[0]} -g ${invocation.get(GRID)} --out result.json`;
  const { busySeconds } = progress.state();
  const available = document.meta.search_seconds * document.meta.jobs;
  return summarise(document, {
    palette,
    columns: surroundings.stderr.isTTY === true ? surroundings.stderr.columns : 200,
    busyFraction:
      document.meta.jobs > 1 && available > 0 && busySeconds > 0 ? Math.min(1, busySeconds / available) : undefined,
    written: [out, model].filter((path) => path !== undefined),
    next:
      usable !== undefined && document.best_estimator_ !== undefined ? `gridsearch predict ${usable} new.csv` : hint,
  });
}
