// `gridsearch init`: looks at a table and writes a grid beside it that works for its columns; with no table, a demo
// table as well.

import { lstatSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, GridsearchError } from '../base/errors.js';
import { refuseSameFiles } from '../output/same-file.js';
import { checkOutputPath, writeFile, writeStdout } from '../output/write.js';
import { printable } from '../report/printable.js';
import { shellWord } from '../report/resume.js';
import { forReader, noteTeller } from './delivery.js';
import type { Command, Invocation, Surroundings } from './flag.js';
import { COLOR, FORCE, OUT, QUIET, READING_FLAGS, TARGET } from './flags.js';
import { packageRoot } from './package-root.js';
import { readingFlags } from './read-request.js';

const DEMO = 'penguins.csv';

export const init: Command = {
  name: 'init',
  usage: '[data.csv]',
  about:
    'Looks at a table and writes a grid beside it: its target, its columns, a pipeline that takes them, a model, what to tune. The grid works as it is; its comments say what can be changed.',
  positionals: [
    {
      name: 'data',
      about: `a CSV file with a header; without it a demo table, ${DEMO}, is written too`,
      optional: true,
    },
  ],
  flags: [
    { ...TARGET, about: 'column to predict (default: one that is called so, or the last that will do)' },
    ...READING_FLAGS,
    { ...OUT, about: 'the grid (default: data.grid.yaml beside data.csv); - is standard output' },
    ...[FORCE, QUIET, COLOR],
  ],
  examples: [
    ['gridsearch init', `writes ${DEMO} and penguins.grid.yaml here, to try things out`],
    ['gridsearch init data.csv --target price', 'writes data.grid.yaml, a search for the best prediction of price'],
    ['gridsearch init data.csv -o - | less', 'shows the grid and writes no file'],
  ],
  run: runInit,
};

async function runInit(invocation: Invocation, surroundings: Surroundings): Promise<number> {
  const { get } = invocation;
  const [given] = invocation.positionals;
  const places = placesFor(given, get(OUT));
  const { data, grid } = places;
  const source = given ?? join(packageRoot(), 'fixtures', DEMO);
  const written = [...(given === undefined ? [DEMO] : []), ...(grid === '-' ? [] : [grid])];
  for (const path of written) checkNew(path, get(FORCE) === true, source);
  refuseSameFiles({ inputs: [], outputs: written.map((path) => ({ flag: '', path })) });

  const { draftGrid } = await import('../init/draft-grid.js');
  const command = fitCommand(places);
  const drafted = await draftGrid({
    data: source,
    file: data,
    command,
    target: get(TARGET),
    reading: readingFlags(get),
  });
  if (given === undefined) await writeFile({ flag: 'the demo table', path: DEMO }, [readFileSync(source, 'utf8')]);
  if (grid !== '-') await writeFile({ flag: '--out', path: grid }, [drafted.text]);
  const tell = noteTeller(invocation, surroundings);
  for (const note of drafted.notes) tell(note);
  if (get(QUIET) !== true && grid !== '-') surroundings.stderr.write(`next: ${printable(command, 1000)}\n`);
  const shown = grid === '-' ? drafted.text : written.map((path) => `${path}\n`).join('');
  const delivery = await writeStdout(forReader([shown], surroundings.stdout), surroundings.stdout);
  return delivery === 'closed' ? EXIT.pipeClosed : EXIT.done;
}

interface Places {
  readonly data: string;
  readonly grid: string;
  /** Name of the table without its ending. */
  readonly stem: string;
}

function placesFor(given: string | undefined, out: string | undefined): Places {
  if (given === '-') {
    throw new GridsearchError(
      'USAGE_CONFLICT',
      'init reads a file, not standard input: its grid is for a table that stays',
      { help: 'gridsearch init data.csv' },
    );
  }
  const data = given ?? DEMO;
  const name = basename(data).replace(/\.(?:gz|zst)$/i, '');
  const stem = join(dirname(data), name.replace(/(?<=.)\.[^.]*$/, ''));
  return { data, grid: out ?? `${stem}.grid.yaml`, stem };
}

/** @throws OUTPUT_EXISTS; OUTPUT_PATH where it cannot be written */
function checkNew(path: string, force: boolean, input: string): void {
  if (!force && lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
    throw new GridsearchError('OUTPUT_EXISTS', `${path} exists already`, {
      help:
        path === DEMO
          ? 'go to another folder, or --force writes over it'
          : '--out names another file, --force writes over this one',
    });
  }
  checkOutputPath(path, '--out', [input]);
}

/** What to type next. */
function fitCommand({ data, grid, stem }: Places): string {
  const words = ['gridsearch', 'fit', data, '--grid', grid === '-' ? `${stem}.grid.yaml` : grid];
  return [...words, '--out', `${stem}.result.json`, '--model', `${stem}.model.json`].map(shellWord).join(' ');
}
