// Whether a search fits what the kernels of one process can address: 4 GB, however much memory there is. Told before
// anything runs, and what would fit instead: worker processes, each with 4 GB for itself, or fewer rows or columns.

import { EXIT, GridsearchError } from '../base/errors.js';
import { ADDRESSABLE_BYTES } from '../base/kernel-memory.js';
import { formatBytes } from '../base/units.js';
import { addRefit } from '../graph/add-refit.js';
import { buildPlan } from '../graph/build.js';
import { matrixBytes } from '../graph/plan/cost.js';
import type { Plan } from '../graph/plan/plan-data.js';
import type { Candidate } from '../grid/candidate.js';
import { byteBudget, type Resources } from './byte-budget.js';
import { forecast } from './forecast.js';

/** What is asked to fit. */
export interface Fitting {
  readonly plan: Plan;
  readonly candidates: readonly Candidate[];
  /** Whether the best candidate will be fitted again on all rows. */
  readonly refits: boolean;
  /** --memory-limit */
  readonly memoryBytes: number | undefined;
  /** Whether candidates come in turn (see schedule/loop.ts). */
  readonly inTurn?: boolean;
  /** Told where other resources are taken than those that were wanted. */
  readonly onNote: (text: string) => void;
  /** What one process addresses; a test may give less. */
  readonly addressable?: number;
}

/**
 * A task holds its inputs, features made ready of them, what it makes, and what it needs meanwhile; each is at most as
 * large as these.
 */
const COPIES = 4;
/**
 * So many candidates' refits are looked at, evenly spread: they differ where pipelines do, and few grids have many
 * pipelines.
 */
const REFITS = 8;

/**
 * The resources that are wanted, or worker processes where those do not fit.
 * @throws DATA_TOO_LARGE (exit code 5) where nothing fits
 * Cost: one look at each task; a few forecasts where it comes near the limit.
 */
export async function resourcesThatFit(fitting: Fitting, choice: Resources): Promise<Resources> {
  const { plan, addressable = ADDRESSABLE_BYTES } = fitting;
  const X = bytesOfX(plan);
  let largest = X;
  for (const { bytes } of plan.tasks.values()) largest = Math.max(largest, bytes);
  if (X + choice.workers * COPIES * largest <= addressable) return choice;
  if (choice.kind !== 'local' && most(await needsOf(fitting, choice)) <= addressable) return choice;
  const processes: Resources = { kind: 'local', workers: choice.workers };
  const needs = await needsOf(fitting, processes);
  if (most(needs) > addressable) throw tooLarge(plan, needs, addressable);
  if (choice.kind !== 'local') {
    const count = `${choice.workers} worker process${choice.workers === 1 ? '' : 'es'}`;
    fitting.onNote(
      `the search runs in ${count}: together its matrices are more than the ${formatBytes(addressable)} that one can address`,
    );
  }
  return processes;
}

function bytesOfX({ context: { layout, columns } }: Plan): number {
  return matrixBytes(layout.order.length, columns);
}

/** What one process comes to. */
interface Needs {
  readonly search: number;
  readonly refit: number;
}

function most({ search, refit }: Needs): number {
  return Math.max(search, refit);
}

async function needsOf(fitting: Fitting, resources: Resources): Promise<Needs> {
  const { plan, memoryBytes, addressable, inTurn = false } = fitting;
  const budgetBytes = byteBudget(plan.context, resources, { memoryBytes, addressable });
  const needed = async (part: Plan): Promise<number> =>
    (await forecast(part, { ...resources, budgetBytes, inTurn })).heapBytes;
  let refit = 0;
  for (const part of plansOfRefits(fitting)) refit = Math.max(refit, await needed(part));
  // On its way X is one array, wherever it goes.
  return { search: Math.max(bytesOfX(plan), await needed(plan)), refit };
}

/** The refits of some candidates, each as a plan of its own. */
function plansOfRefits({ plan, candidates, refits }: Fitting): Plan[] {
  if (!refits) return [];
  const { knownResults: _memory, ...context } = plan.context;
  const step = Math.max(1, Math.floor(candidates.length / REFITS));
  return candidates
    .filter((_, i) => i % step === 0)
    .map((candidate) => {
      const alone = buildPlan(context, []);
      addRefit(alone, candidate);
      return alone;
    });
}

function tooLarge(plan: Plan, needs: Needs, addressable: number): GridsearchError {
  const { layout, columns } = plan.context;
  const rows = layout.order.length;
  const part = addressable / most(needs);
  const shape = `${rows.toLocaleString('en')} rows of ${columns.toLocaleString('en')} columns are ${formatBytes(bytesOfX(plan))}`;
  const onlyRefit = needs.search <= addressable;
  const what = onlyRefit ? 'the refit on all rows' : 'the search';
  return new GridsearchError(
    'DATA_TOO_LARGE',
    `${what} needs matrices of ${formatBytes(most(needs))} in one process, which can address ${formatBytes(addressable)}: ${shape}`,
    {
      help: `about ${roughly(rows * part)} rows would fit, or about ${roughly(columns * part)} columns (--features, --drop)${onlyRefit ? '; --refit false leaves the refit out' : ''}`,
      exitCode: EXIT.environment,
    },
  );
}

/** Two digits, rounded down. */
function roughly(count: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return (Math.floor(count / unit) * unit).toLocaleString('en');
}
