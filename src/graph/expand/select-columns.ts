// Which columns of a step's input a branch of a union reads, worked out while the plan is made.

import { GridsearchError } from '../../base/errors.js';
import { matchesGlob } from '../../base/glob.js';
import { didYouMean, listNames } from '../../base/suggest.js';
import type { ResolvedBranch } from '../../grid/candidate.js';
import type { StepInput } from './step-input.js';

/** A union that cannot be; whoever knows the grid can say where it stands. */
export class RefusedUnion extends GridsearchError {
  /** The branch to blame, where it is one. */
  readonly branch: ResolvedBranch | undefined;

  constructor(message: string, details: { readonly help: string; readonly branch?: ResolvedBranch }) {
    super('GRID_UNION_COLUMNS', message, details);
    this.branch = details.branch;
  }
}

/** Words for the columns of one kind. */
const KINDS: ReadonlySet<string> = new Set(['numeric', 'categorical', 'boolean']);

/**
 * Places of the columns, in the order asked for; undefined for all of them as they are.
 * @throws GRID_UNION_COLUMNS where a name or glob matches none, or columns have no names any more
 */
export function columnsOf(
  { columns, cols }: Pick<StepInput, 'columns' | 'cols'>,
  branch: ResolvedBranch,
): readonly number[] | undefined {
  const { columns: selector, places } = branch;
  if (places !== undefined) return places ?? undefined;
  if (selector === 'all') return undefined;
  const infos = columns?.infos ?? [];
  let found: readonly number[];
  if (typeof selector === 'string' && KINDS.has(selector)) {
    if (columns === undefined) return selector === 'numeric' ? undefined : [];
    if (selector === 'numeric' && cols === undefined) {
      if (infos.every(({ kind }) => kind === 'numeric')) return undefined;
      throw refused(branch, 'how many columns there are is known only when the step before it is fitted');
    }
    // Columns without an entry hold plain numbers.
    found = range(cols ?? infos.length).filter((j) => (infos[j]?.kind ?? 'numeric') === selector);
  } else {
    const names = infos.map(({ name }) => name);
    const patterns = typeof selector === 'string' ? [selector] : selector;
    found = [...new Set(patterns.flatMap((pattern) => matching(branch, names, pattern)))];
  }
  return found.length === cols && found.every((column, j) => column === j) ? undefined : found;
}

function matching(branch: ResolvedBranch, names: readonly string[], pattern: string): number[] {
  if (names.length === 0)
    throw refused(branch, 'the columns have no names any more behind the step before it; use all, or numeric');
  const exact = names.indexOf(pattern);
  if (exact >= 0) return [exact];
  const found = range(names.length).filter((j) => matchesGlob(names[j], pattern));
  if (found.length > 0) return found;
  throw refused(
    branch,
    `no column matches ${JSON.stringify(pattern)}`,
    didYouMean(pattern, names) ?? `columns: ${listNames(names)}`,
  );
}

function refused(branch: ResolvedBranch, why: string, help?: string): GridsearchError {
  return new RefusedUnion(`branch ${JSON.stringify(branch.name)} of the union: ${why}`, {
    branch,
    help: help ?? 'columns takes all, numeric, categorical, boolean, or a list of names and globs',
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, j) => j);
}
