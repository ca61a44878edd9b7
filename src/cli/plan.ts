// `gridsearch plan`: what fit would run before and after sharing, and what it would take. Runs nothing.

import { toJsonText } from '../output/json.js';
import { createProgress } from '../report/progress.js';
import { planText } from '../report/sharing.js';
import type { SearchRequest } from '../search-request.js';
import { checkOut, deliver, stderrPalette } from './delivery.js';
import type { Command, Invocation, Surroundings } from './flag.js';
import { COLOR, JOBS, MAX_CANDIDATES, NO_SHARE, OUT, PLAN_FORMAT, PRETTY, QUIET, WHAT_FLAGS } from './flags.js';
import { readRequest } from './request.js';

export const plan: Command = {
  name: 'plan',
  usage: '<data.csv|-> --grid <grid.yaml>',
  about: 'Tells how many tasks a search asks for, how many are left once equal work is shared, and what they are predicted to take.',
  positionals: [{ name: 'data', about: 'a CSV file with a header; - is standard input' }],
  flags: [...WHAT_FLAGS, JOBS, NO_SHARE, MAX_CANDIDATES, PLAN_FORMAT, OUT, PRETTY, QUIET, COLOR],
  examples: [
    ['gridsearch plan data.csv --grid grid.yaml', 'a table: asked, shared, saved'],
    ['gridsearch plan data.csv -g grid.yaml --format json | jq .distinct', 'the same as JSON'],
    ['gridsearch plan data.csv -g grid.yaml --set cv=10', 'what ten folds would take'],
  ],
  run: (invocation, surroundings) =>
    printPlan(readRequest('plan', invocation), invocation.get(PLAN_FORMAT) ?? 'text', invocation, surroundings),
};

/** Plans and prints; `fit --dry-run` comes here too. Returns the exit code. */
export async function printPlan(
  request: SearchRequest,
  format: 'text' | 'json',
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<number> {
  checkOut(invocation, [request.data]);
  const quiet = invocation.get(QUIET) === true;
  const palette = stderrPalette(invocation, surroundings);
  const notes = createProgress({ stream: surroundings.stderr, mode: 'none', palette, quiet, verbose: false });
  const { planSearch } = await import('../search.js');
  const report = await planSearch({ ...request, observer: notes.observe });
  const text = format === 'json' ? toJsonText(report, { pretty: invocation.get(PRETTY) === true }) : planText(report);
  return deliver([text], invocation, surroundings);
}
