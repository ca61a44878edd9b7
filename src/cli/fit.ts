// `gridsearch fit`: search, refit, write. Standard output carries one JSON document or nothing; stderr the talk.

import { GridsearchError } from '../base/errors.js';
import type { EventsFile } from '../output/events-file.js';
import type { Palette } from '../report/palette.js';
import { createProgress, type Progress, progressMode } from '../report/progress.js';
import type { SearchRequest } from '../request.js';
import { refuseBoth, stderrPalette } from './delivery.js';
import { checkOutputs, finish, waiting, wantsStdout } from './fit-outputs.js';
import type { Command, Invocation, Surroundings } from './flag.js';
import {
  COLOR,
  DRY_RUN,
  EVENTS,
  HOW_FLAGS,
  JSON_OUT,
  MODEL,
  NO_JSON,
  OUT,
  PRETTY,
  PROGRESS,
  QUIET,
  VERBOSE,
  WHAT_FLAGS,
} from './flags.js';
import { printPlan } from './plan.js';
import { readRequest } from './read-request.js';
import { watchSignals } from './signals.js';

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
