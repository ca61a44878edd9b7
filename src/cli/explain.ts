// `gridsearch explain`: what an estimator, a splitter, a metric or the code of a message means.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GridsearchError } from '../base/errors.js';
import { nearestName } from '../base/suggest.js';
import { checkOut, deliver } from './delivery.js';
import type { Command } from './flag.js';
import { COLOR, LIST, OUT } from './flags.js';
import { packageRoot } from './package-root.js';

export const explain: Command = {
  name: 'explain',
  usage: '<estimator|splitter|metric|CODE> | --list <estimators|splitters|metrics>',
  about:
    'Explains an estimator, a splitter or a metric (params, defaults, ranges, what is shared), or the code of a message.',
  positionals: [
    {
      name: 'name',
      about: 'as the grid, the message or another tool spells it; with --list, which names',
      optional: true,
    },
  ],
  flags: [LIST, OUT, COLOR],
  examples: [
    ['gridsearch explain LogisticRegression', 'its params, their defaults and ranges'],
    ['gridsearch explain --list metrics', 'every metric, a line each'],
    ['gridsearch explain CV_TOO_FEW_MEMBERS', 'what the message means'],
  ],
  async run(invocation, surroundings) {
    checkOut(invocation, []);
    const [name] = invocation.positionals;
    const { catalogueList, catalogueNames, explainPlugin } = await import('../plugins/catalogue.js');
    if (invocation.get(LIST) === true) return deliver([catalogueList(kindNamed(name))], invocation, surroundings);
    if (name === undefined) {
      throw new GridsearchError('USAGE_MISSING_ARGUMENT', 'explain needs a name', {
        help: 'gridsearch explain LogisticRegression; gridsearch explain --list tells all names',
      });
    }
    const page = readFileSync(join(packageRoot(), 'docs', 'errors.md'), 'utf8');
    const text = explainPlugin(name) ?? (await explainWord(name)) ?? explainCode(page, name);
    if (text === undefined) throw unknown(name, [...catalogueNames(), ...codesOf(page)]);
    return deliver([text], invocation, surroundings);
  },
};

const KINDS = ['estimator', 'splitter', 'metric'] as const;

/** The kind that --list asks for; undefined: all. */
function kindNamed(word: string | undefined): (typeof KINDS)[number] | undefined {
  if (word === undefined) return undefined;
  const kind = KINDS.find((each) => word === each || word === `${each}s`);
  if (kind !== undefined) return kind;
  throw new GridsearchError('EXPLAIN_UNKNOWN', `there is no list of ${JSON.stringify(word)}`, {
    help: 'lists: estimators, splitters, metrics',
  });
}

/** What is said of a key of the grid file, or of a name of another tool. */
async function explainWord(name: string): Promise<string | undefined> {
  const { keyExplanation } = await import('../grid/key-explanation.js');
  const key = keyExplanation(name);
  if (key !== undefined) return key;
  const { REGISTRIES } = await import('../plugins/all-plugins.js');
  const { elsewhereText } = await import('../grid/names-elsewhere.js');
  return elsewhereText(name, REGISTRIES);
}

/** The page's line for a code, and the example that it shows, if any. */
function explainCode(page: string, code: string): string | undefined {
  const meaning = codesOf(page).includes(code)
    ? page.split('\n').find((line) => line.startsWith(`| \`${code}\` |`))
    : undefined;
  if (meaning === undefined) return undefined;
  const about = meaning.split(' | ').slice(1).join(' | ').replace(/ \|$/, '');
  const lines = page.split('\n');
  const at = lines.findIndex((line) => /^(error|warning)\[/.test(line) && line.includes(`[${code}]`));
  if (at < 0) return `${code}: ${about}\n`;
  const end = lines.findIndex((line, i) => i > at && /^(\$|```)/.test(line));
  const start = lines.slice(0, at).findLastIndex((line) => line.startsWith('$ '));
  return [
    `${code}: ${about}`,
    '',
    'For example:',
    ...lines.slice(start, end).map((line) => `  ${line}`.trimEnd()),
    '',
  ].join('\n');
}

function codesOf(page: string): string[] {
  return [...page.matchAll(/^\| `([A-Z][A-Z_]+)` \|/gm)].map(([, code]) => code);
}

function unknown(name: string, names: readonly string[]): GridsearchError {
  const folded = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const near = folded ?? nearestName(name, names);
  return new GridsearchError('EXPLAIN_UNKNOWN', `nothing is called ${JSON.stringify(name)}`, {
    help:
      near === undefined
        ? 'docs/estimators.md lists all estimators, splitters and metrics'
        : `did you mean ${JSON.stringify(near)}?`,
  });
}
