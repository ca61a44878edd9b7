// `gridsearch plan`: what fit would run before and after sharing, and what it would take. Runs nothing.

import { toJsonText } from '../output/json-text.js';
import { createProgress } from '../report/progress.js';
import { planText } from '../report/sharing.js';
import type { SearchPreview, SearchRequest } from '../request.js';
import { checkOut, deliver, outFile, stderrPalette } from './delivery.js';
import type { Command, Invocation, Surroundings } from './flag.js';
import { COLOR, OUT, PLAN_FLAGS, PLAN_FORMAT, type PlanFormat, PRETTY, QUIET, WHAT_FLAGS } from './flags.js';
import { readRequest } from './read-request.js';

export const plan: Command = {
  name: 'plan',
  usage: '<data.csv|-> --grid <grid.yaml>',
  about:
    'Tells how many tasks a search asks for, how many are left once equal work is shared, how many of them are in the cache, and what the rest is predicted to take.',
  positionals: [{ name: 'data', about: 'a CSV file with a header; - is standard input' }],
  flags: [...WHAT_FLAGS, ...PLAN_FLAGS, PLAN_FORMAT, OUT, PRETTY, QUIET, COLOR],
  examples: [
    ['gridsearch plan data.csv --grid grid.yaml', 'a table: asked, shared, saved'],
    ['gridsearch plan data.csv -g grid.yaml --format json | jq .distinct', 'the same as JSON'],
    ['gridsearch plan data.csv -g grid.yaml --format svg --out plan.svg', 'a picture of what is shared'],
  ],
  run: (invocation, surroundings) =>
    printPlan(readRequest('plan', invocation), invocation.get(PLAN_FORMAT) ?? 'text', { invocation, surroundings }),
};

/** Plans and prints; `fit --dry-run` comes here too. Returns the exit code. */
export async function printPlan(
  request: SearchRequest,
  format: PlanFormat,
  { invocation, surroundings }: { readonly invocation: Invocation; readonly surroundings: Surroundings },
): Promise<number> {
  const out = outFile(invocation);
  checkOut(invocation, [request.data, ...(typeof request.grid === 'string' ? [request.grid] : [])]);
  const quiet = invocation.get(QUIET) === true;
  const palette = stderrPalette(invocation, surroundings);
  const notes = createProgress({ stream: surroundings.stderr, mode: 'none', palette, quiet, verbose: false });
  const { planSearch } = await import('../search/plan-search.js');
  const preview = await planSearch({
    ...request,
    cacheByDefault: true,
    observer: notes.observe,
    writes: { outputs: out === undefined ? [] : [{ flag: '--out', path: out }], stdout: out === undefined },
  });
  // A drawing has no room for them; texts and JSON hold them.
  if (format !== 'text' && format !== 'json') {
    for (const { code, message } of preview.report.warnings ?? [])
      notes.observe({ type: 'note', at: 0, text: `${message} (${code})` });
  }
  const text = await planIn(format, preview, invocation.get(PRETTY) === true);
  return deliver([text], invocation, surroundings);
}

async function planIn(format: PlanFormat, { report, outline }: SearchPreview, pretty: boolean): Promise<string> {
  switch (format) {
    case 'text':
      return planText(report);
    case 'json':
      return toJsonText(report, { pretty });
    case 'svg':
      return (await import('../report/plan-svg.js')).planSvg(report, outline());
    default: {
      const { planDot, planMermaid } = await import('../report/plan-text-graphs.js');
      return (format === 'dot' ? planDot : planMermaid)(report, outline());
    }
  }
}
