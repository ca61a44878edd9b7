// --verify: some results of a search are computed again with nothing shared, in the same run, and compared bit for bit:
// scores on test and train rows, and the fitted state of every step. A difference is a bug of ours, so it ends the run.

import { assert, EXIT, GridsearchError } from '../base/errors.js';
import { isMap, type JsonValue } from '../base/json.js';
import { keyedRandom } from '../base/random.js';
import type { Registries } from '../contracts/registries.js';
import type { FitOutcome } from '../contracts/step.js';
import { planAlone } from '../graph/build.js';
import type { Plan, ScoreSlot } from '../graph/plan/plan-data.js';
import {
  type Applied,
  appliedIn,
  type Features,
  type Key,
  type PredictTask,
  type ScoreTask,
} from '../graph/plan/task.js';
import type { Candidate } from '../grid/candidate.js';
import type { Engine } from '../schedule/engine.js';
import type { Finished } from '../schedule/finished.js';
import { Schedule } from '../schedule/loop.js';
import type { Stopwatch } from './stopwatch.js';

export interface Verified {
  readonly equal: number;
  readonly of: number;
}

/** One result: an item of a score slot, and the candidate it is looked at for. */
interface SlotItem {
  readonly slot: ScoreSlot;
  readonly item: number;
  readonly candidate: number;
}

/** Where results are found: those of the search, or those computed alone. */
interface Results {
  readonly plan: Plan;
  readonly results: ReadonlyMap<Key, Finished>;
  readonly engine: Engine;
  readonly estimators: Registries['estimators'];
}

export interface VerifyWork {
  readonly registries: Registries;
  readonly schedule: Schedule;
  readonly engine: Engine;
  readonly candidates: readonly Candidate[];
  readonly watch: Stopwatch;
  readonly signal: AbortSignal | undefined;
}

/** How many differences are told. */
const TOLD = 5;

/** Chooses results while the plan grows, and computes them again once the search is done. */
export class Verifier {
  /** The chosen places, by rising draw. */
  private readonly chosen: { readonly draw: number; readonly place: SlotItem }[] = [];
  private readonly random: () => number;
  private seenSlots = 0;

  constructor(
    private readonly plan: Plan,
    private readonly count: number,
    seed: number,
  ) {
    this.random = keyedRandom(`verify ${seed} ${plan.context.datasetDigest}`);
  }

  /**
   * Takes the plan's new slots into the sample: every place draws a number, the smallest `count` stay, so that all have
   * the same chance however the plan grows. What they rest on is kept until the comparison.
   */
  choose(): void {
    for (; this.seenSlots < this.plan.slots.length; this.seenSlots++) {
      const slot = this.plan.slots[this.seenSlots];
      slot.items.forEach(({ candidates }, item) => {
        for (const candidate of candidates) this.offer({ slot, item, candidate });
      });
    }
    for (const { place } of this.chosen)
      for (const { fit } of stepsOf(this.plan, place)) this.plan.pinned.add(fit.task);
  }

  /**
   * Computes the sample alone and compares.
   * @returns undefined where it was interrupted
   * @throws VERIFY_DIFFERS (exit 1) where a bit differs, naming what and where
   */
  async run({
    registries: { estimators },
    schedule,
    engine,
    candidates,
    watch,
    signal,
  }: VerifyWork): Promise<Verified | undefined> {
    const places = this.chosen.map(({ place }) => place);
    const plan = planAlone(
      this.plan.context,
      places.map(({ candidate, slot }) => ({ candidate: candidates[candidate], split: slot.split })),
    );
    for (const slot of plan.slots) for (const { fit } of stepsOf(plan, placeIn(slot))) plan.pinned.add(fit.task);
    assert(plan.slots.length === places.length, 'what was possible shared is possible alone');
    const again = new Schedule(plan, engine, { emit: () => {}, now: watch.now, signal });
    await again.run();
    if (signal?.aborted) return undefined;
    const shared = { plan: this.plan, results: schedule.results, engine, estimators };
    const alone = { plan, results: again.results, engine, estimators };
    const differences = places.flatMap((place, i) => {
      const difference = firstDifference(seen(shared, place), seen(alone, placeIn(plan.slots[i])), '');
      return difference === undefined ? [] : [`candidate ${place.candidate}, split ${place.slot.split}: ${difference}`];
    });
    const verified = { equal: places.length - differences.length, of: places.length };
    watch.emit({ type: 'verified', at: watch.now(), ...verified });
    if (differences.length > 0) throw differs(verified, differences);
    return verified;
  }

  private offer(place: SlotItem): void {
    const draw = this.random();
    const { chosen, count } = this;
    if (chosen.length === count && draw >= chosen[count - 1].draw) return;
    const at = chosen.findIndex((other) => draw < other.draw);
    chosen.splice(at < 0 ? chosen.length : at, 0, { draw, place });
    if (chosen.length > count) chosen.pop();
  }
}

/** A slot of a plan of results alone holds one. */
function placeIn(slot: ScoreSlot): SlotItem {
  return { slot, item: 0, candidate: slot.items[0].candidates[0] };
}

/** Every fitted step behind a place, in the order of the pipeline, with the params it is used with. */
function stepsOf(plan: Plan, { slot, item }: SlotItem): Applied[] {
  const { features, through, estimator, items } = plan.tasks.get(slot.prediction) as PredictTask;
  const { postprocessors } = (plan.tasks.get(slot.test) as ScoreTask).items[item];
  const learnt = postprocessors.flatMap((step) => (step.fit === null ? [] : [{ ...step, fit: step.fit }]));
  const before = [...transformersOf(plan, features), ...(through === null ? [] : [through])];
  return [...before, { ...items[slot.items[item].predicted], estimator }, ...learnt];
}

/**
 * The steps behind what was made once (a projection, a union), then those applied to it (the first of which may be the
 * projection's own).
 */
function transformersOf(plan: Plan, features: Features): Applied[] {
  const task = plan.tasks.get(features.base);
  const behind = task?.op !== 'transform' ? [] : 'parts' in task ? task.parts : [task.features];
  return [...behind.flatMap((part) => transformersOf(plan, part)), ...appliedIn(features)];
}

/** All that is compared of a place, as plain JSON: scores, and each step as its candidate's model would show it. */
function seen(from: Results, place: SlotItem): JsonValue {
  const { slot, item } = place;
  const scores = (key: Key | null): JsonValue => {
    const result = key === null ? undefined : from.results.get(key);
    if (result === undefined) return null;
    const outcome = result.ok ? result.items[item] : result;
    return outcome.ok ? [...((outcome as { scores?: readonly (number | null)[] }).scores ?? [])] : { ...outcome.error };
  };
  const result = from.results.get(slot.test);
  const steps = result?.ok === true && result.items[item].ok ? stepsOf(from.plan, place) : [];
  const states = steps.map((step): JsonValue => ({ [step.estimator]: stateOf(from, step) }));
  return { scores: scores(slot.test), train_scores: scores(slot.train), steps: states };
}

function stateOf({ results, engine, estimators }: Results, { fit, estimator, params }: Applied): JsonValue {
  const result = results.get(fit.task);
  if (result === undefined) return null;
  if (!result.ok) return { ...result.error };
  const outcome = (engine.load(fit.task) as readonly FitOutcome[])[fit.item];
  return outcome.ok ? (estimators.get(estimator)?.toModel(outcome.fitted, params) ?? null) : { ...outcome.error };
}

/** Where two values differ first, numbers compared bit for bit; undefined where they do not. */
export function firstDifference(shared: JsonValue, alone: JsonValue, path: string): string | undefined {
  if (isMap(shared) && isMap(alone)) {
    for (const name of new Set([...Object.keys(shared), ...Object.keys(alone)])) {
      const difference = firstDifference(
        shared[name] ?? null,
        alone[name] ?? null,
        path === '' ? name : `${path}.${name}`,
      );
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (Array.isArray(shared) && Array.isArray(alone) && shared.length === alone.length) {
    for (let i = 0; i < shared.length; i++) {
      const difference = firstDifference(shared[i], alone[i], `${path}[${i}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  return Object.is(shared, alone) ? undefined : `${path} is ${brief(shared)} shared and ${brief(alone)} alone`;
}

function brief(value: JsonValue): string {
  return Object.is(value, -0) ? '-0' : JSON.stringify(value).slice(0, 80);
}

function differs({ equal, of }: Verified, differences: readonly string[]): GridsearchError {
  const more = differences.length > TOLD ? [`and ${differences.length - TOLD} more`] : [];
  return new GridsearchError(
    'VERIFY_DIFFERS',
    `${equal}/${of} equal; ${[...differences.slice(0, TOLD), ...more].join('; ')}`,
    {
      exitCode: EXIT.bug,
      help: 'this is a bug in gridsearch: please report it with the grid; --no-share computes every candidate on its own',
    },
  );
}
