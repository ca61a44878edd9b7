// What `fit` writes when the search is over: files first, then standard output, then the talk.

import { EXIT, GridsearchError } from '../base/errors.js';
import type { EventsFile } from '../output/events-file.js';
import { toJsonText, toResultText } from '../output/json-text.js';
import { refuseSameFiles } from '../output/same-file.js';
import { checkOutputPath, writeFile, writeStdout } from '../output/write.js';
import { formatError } from '../report/error-text.js';
import type { Palette } from '../report/palette.js';
import { printable } from '../report/printable.js';
import type { Progress } from '../report/progress.js';
import type { NamedPath, SearchOutcome } from '../request.js';
import { checkOut, outFile } from './delivery.js';
import type { Invocation, Surroundings } from './flag.js';
import { EVENTS, GRID, JSON_OUT, MODEL, NO_CACHE, NO_JSON, OUT, PRETTY, QUIET, VERIFY } from './flags.js';
import { failureOf } from './search-failure.js';
import type { Interrupts } from './signals.js';

/** Checks what will be written, and names it. */
export function checkOutputs(invocation: Invocation): NamedPath[] {
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

export interface Finish {
  readonly invocation: Invocation;
  readonly surroundings: Surroundings;
  readonly palette: Palette;
  readonly progress: Progress;
  readonly interrupts: Interrupts;
  readonly events: EventsFile | undefined;
}

/** Writes files first (nothing may be lost because a reader went away), then standard output, then the talk. */
export async function finish(outcome: SearchOutcome, context: Finish): Promise<number> {
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

export function waiting(flag: string, path = ''): string {
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
export function wantsStdout({ get }: Invocation, { stdout }: Surroundings): boolean {
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
