// The plan that is asked for and the plan that is run. They are one and the same until an earlier search has left
// something: then the first one counts what the grid comes to (the result's `graph` must not depend on what was known),
// the second holds what is left to do.

import type { Candidate } from '../grid/candidate.js';
import { addRefit } from './add-refit.js';
import { buildPlan, growPlan } from './build.js';
import type { Plan, PlanContext, RefitPlan } from './plan/plan-data.js';

export interface Plans {
  readonly asked: Plan;
  readonly run: Plan;
}

/** @param context  with what earlier searches left, where anything is kept. */
export function makePlans(context: PlanContext, candidates: readonly Candidate[]): Plans {
  const { knownResults, ...rest } = context;
  const run = buildPlan(context, candidates);
  return { run, asked: knownResults === undefined || knownResults.empty ? run : buildPlan(rest, candidates) };
}

export function growPlans(plans: Plans, candidates: readonly Candidate[]): void {
  for (const plan of new Set([plans.run, plans.asked])) growPlan(plan, candidates);
}

/** Adds the refit of a candidate; returns where its steps will be found in the plan that is run. */
export function planRefit(plans: Plans, candidate: Candidate): RefitPlan {
  if (plans.asked !== plans.run) addRefit(plans.asked, candidate);
  return addRefit(plans.run, candidate);
}
