// The loop: gives ready tasks to idle workers, takes in what comes back, tells the observers.

import { EXIT, GridsearchError, type TaskError } from '../base/errors.js';
import type { Plan } from '../graph/plan/plan-data.js';
import type { Key, Task } from '../graph/plan/task.js';
import { Deaths } from './deaths.js';
import type { Engine, Outcome } from './engine.js';
import type { ScheduleEvent } from './events.js';
import type { Finished } from './finished.js';
import { MemoryBudget } from './memory-budget.js';
import { Pace } from './pace.js';
import { planFacts } from './plan-facts.js';
import { type Circumstances, ReadyQueue } from './ready-queue.js';
import {
  addTasks,
  fail,
  finish,
  newState,
  openTasks,
  rerank,
  retry,
  type ScheduleState,
  type TaskEntry,
  take,
} from './state.js';
import { TurnQueue, turnsOf } from './turn-queue.js';

/** Ranks are computed anew each time that so large a part of all tasks is done: all of it costs O(1) for a task. */
const RERANK_PART = 1 / 64;

export interface ScheduleOptions {
  readonly emit: (event: ScheduleEvent) => void;
  /** Seconds since the search began. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** How often a task is tried again whose worker died at it. */
  readonly retries?: number;
  /**
   * What artifacts may come to that are held at a time (default: without end). Beyond, no matrix is made while anything
   * runs.
   */
  readonly budgetBytes?: number;
  /** Whether the first candidates are scored on all splits before the next: for a search that may be cut off. */
  readonly inTurn?: boolean;
  /** Told of every finished or failed task, before its dependants start. */
  readonly onDone?: (task: Task, result: Finished) => void;
}

/** Runs the tasks of one plan on one engine; the plan may grow between calls of `run`. */
export class Schedule {
  /** Outcome of every task that was run or failed so far. */
  readonly results = new Map<Key, Finished>();
  readonly deaths: Deaths;
  private cachedTasks = 0;
  private readonly state: ScheduleState;
  private readonly ready: ReadyQueue | TurnQueue;
  private readonly turns: TurnQueue | undefined;
  private readonly pace = new Pace();
  private readonly memory: MemoryBudget;
  /** Tasks done since ranks were computed. */
  private doneSinceRanked = 0;

  constructor(
    private readonly plan: Plan,
    private readonly engine: Engine,
    private readonly options: ScheduleOptions,
  ) {
    this.deaths = new Deaths(options.retries);
    this.state = newState(plan.pinned);
    this.turns = options.inTurn === true ? new TurnQueue() : undefined;
    this.ready = this.turns ?? new ReadyQueue(engine.workers);
    this.memory = new MemoryBudget(options.budgetBytes ?? Number.POSITIVE_INFINITY);
  }

  /**
   * Runs all tasks that the plan has gained. Resolves when none is left, or at once when the signal is aborted (running
   * tasks are then lost).
   */
  async run(): Promise<void> {
    const { options } = this;
    this.addAll();
    options.emit({ type: 'planned', at: options.now(), ...planFacts(this.plan) });
    const busy = new Map<number, Promise<{ worker: number; entry: TaskEntry; outcome: Outcome }>>();
    const aborted = whenAborted(options.signal);
    while (this.state.open > 0 && options.signal?.aborted !== true) {
      this.startAll(busy);
      if (busy.size === 0) return;
      const done = await Promise.race([aborted, ...busy.values()]);
      if (done === undefined) return;
      busy.delete(done.worker);
      this.takeIn(done.entry, done.worker, done.outcome);
    }
  }

  /** Takes in what is known of a task that is not in the plan because its artifact is there already. */
  noteCached(key: Key, result: Finished): void {
    this.results.set(key, result);
    this.cachedTasks++;
  }

  /** Work that is left, in seconds of one worker: predictions corrected by what tasks have taken. */
  remainingSeconds(): number {
    return this.pace.remainingSeconds();
  }

  /** Tasks that were run, or failed with one that was. */
  get executed(): number {
    return this.results.size - this.cachedTasks;
  }

  /** Takes in what the plan has gained. */
  private addAll(): void {
    const ready = addTasks(this.state, this.plan.tasks.values());
    this.turns?.expect(turnsOf(this.plan));
    this.pace.expect(openTasks(this.state));
    // New tasks come with ranks as predicted.
    if (this.results.size > 0) this.rankAnew();
    for (const entry of ready) this.ready.push(entry);
  }

  private rankAnew(): void {
    rerank(this.state, (task) => this.pace.secondsOf(task));
    this.ready.rerank();
    this.pace.ranked();
  }

  private startAll(busy: Map<number, Promise<{ worker: number; entry: TaskEntry; outcome: Outcome }>>): void {
    for (let worker = 0; worker < this.engine.workers; worker++) {
      if (busy.has(worker)) continue;
      const entry = this.ready.next(worker, this.circumstances(busy.size === 0));
      if (entry === undefined) return;
      take(entry);
      const { key, op, name, bytes } = entry.task;
      this.memory.hold(key, bytes);
      this.options.emit({ type: 'started', at: this.options.now(), key, op, name, worker });
      busy.set(
        worker,
        this.engine.run(entry.task, worker).then((outcome) => ({ worker, entry, outcome })),
      );
    }
  }

  private circumstances(idle: boolean): Circumstances {
    const secondsEach = (): number => this.pace.remainingAsRanked() / this.engine.workers;
    return { secondsEach, hasRoom: (task) => this.memory.hasRoom(task), idle };
  }

  private takeIn(entry: TaskEntry, worker: number, outcome: Outcome): void {
    if (outcome.status !== 'died') this.tellStacks(entry.task, outcome.stacks);
    if (outcome.status === 'done') this.finished(entry, worker, outcome);
    else if (outcome.status === 'died') this.died(entry, worker, outcome);
    else if (outcome.ends !== true) this.failed(entry, outcome.error, outcome.seconds);
    else throw new GridsearchError(outcome.error.code, outcome.error.message, { exitCode: EXIT.noScore });
  }

  private tellStacks({ op, name }: Task, stacks: readonly string[] = []): void {
    for (const stack of stacks) this.options.emit({ type: 'thrown', at: this.options.now(), op, name, stack });
  }

  private finished(
    entry: TaskEntry,
    worker: number,
    { seconds, items, bytes }: Extract<Outcome, { status: 'done' }>,
  ): void {
    const { emit, now } = this.options;
    const { task } = entry;
    this.deaths.noteStart();
    this.pace.measure(task, seconds);
    this.memory.hold(task.key, bytes ?? task.bytes);
    this.note(task, { ok: true, seconds, items });
    const { ready, released } = finish(this.state, entry);
    const fits = task.op === 'score' ? items.length : 0;
    emit({
      type: 'finished',
      at: now(),
      ...factsOf(task),
      worker,
      seconds,
      remainingSeconds: this.pace.remainingSeconds(),
      fits,
    });
    for (const next of ready) this.ready.push(next, worker);
    this.release(released);
    if (++this.doneSinceRanked >= RERANK_PART * this.state.entries.size) {
      this.doneSinceRanked = 0;
      if (this.pace.hasShifted) this.rankAnew();
    }
  }

  private failed(entry: TaskEntry, error: TaskError, seconds: number): void {
    const { emit, now } = this.options;
    const { failed, released } = fail(this.state, entry);
    this.memory.drop([entry.task.key]);
    for (const { task } of failed) {
      this.pace.drop(task);
      this.note(task, { ok: false, seconds, error });
      const fits = task.op === 'score' ? task.items.length : 0;
      emit({ type: 'failed', at: now(), ...factsOf(task), fits, error });
    }
    this.release(released);
  }

  private died(entry: TaskEntry, worker: number, { reason, begun }: Extract<Outcome, { status: 'died' }>): void {
    const { emit, now } = this.options;
    const deaths = retry(entry, begun);
    this.memory.drop([entry.task.key]);
    const { final, message } = this.deaths.note(entry.task, { deaths, reason, begun });
    emit({ type: 'worker-lost', at: now(), worker, reason, task: entry.task.key, deaths, final });
    if (final) {
      take(entry);
      this.failed(entry, { code: 'WORKER_DIED', message }, 0);
    } else this.ready.push(entry);
  }

  private note(task: Task, result: Finished): void {
    this.results.set(task.key, result);
    this.options.onDone?.(task, result);
  }

  private release(keys: readonly Key[]): void {
    if (keys.length === 0) return;
    this.engine.release(keys);
    this.memory.drop(keys);
    this.options.emit({ type: 'released', at: this.options.now(), keys });
  }
}

function factsOf({ key, op, name, seconds }: Task) {
  return { key, op, name, predictedSeconds: seconds };
}

/** Resolves to undefined when the signal is aborted; never without one. */
function whenAborted(signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(undefined), { once: true }));
}
