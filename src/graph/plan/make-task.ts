// Makes tasks with their keys: the only place where a key's parts are listed, so that one can see that all that changes
// an answer is there.

import type { JsonValue } from '../../base/json.js';
import type { StatisticKind } from '../../base/statistics.js';
import type { Estimator } from '../../contracts/estimator.js';
import type { Fitter } from '../../contracts/fitter.js';
import { keyOf } from './key.js';
import {
  appliedParts,
  featuresKeys,
  featuresParts,
  fittedParts,
  isPlain,
  keysOf,
  scoredParts,
  stepsKeys,
  stepsParts,
  weightsPart,
} from './key-parts.js';
import { type Plan, targetKey, weightsKey } from './plan-data.js';
import type {
  BlockTask,
  Features,
  FitTask,
  Key,
  MergeTask,
  PostprocessorTask,
  PredictTask,
  ScoreTask,
  Task,
  TransformTask,
  UnionTask,
} from './task.js';

/** Bumped when block or merge arithmetic changes. */
const STATISTICS_VERSION = 1;
/** Likewise how the branches of a union are put together. */
const UNION_VERSION = 1;

interface TaskCost {
  readonly seconds: number;
  readonly bytes: number;
}

/** A statistic of rows that weigh the same (weights: null), or of rows with weights. */
export interface StatisticWork {
  readonly kind: StatisticKind;
  readonly weights: Key | null;
}

/** The rows of the data set that some features are of: these name them, so no key needs it. */
interface OfRows {
  readonly targetRows: Key;
}

function readsOrder(estimator: Estimator): boolean {
  return estimator.role !== 'postprocessor' && estimator.readsOrder === true;
}

type BlockRows = Pick<BlockTask, 'base' | 'rows' | 'targetRows'>;

type FitParts = Pick<
  FitTask,
  'features' | 'targetRows' | 'statistic' | 'needsRows' | 'weights' | 'traits' | 'columns' | 'items'
>;

/** Adds tasks to a plan; a task whose key is there already is the same work and is returned as it is. */
export class TaskMaker {
  /** Folds of block statistics made so far; see statistic-chain.ts. */
  readonly memo = new Map<string, Key>();

  /**
   * @param scope makes keys of this maker's tasks differ from all others': '' where work is shared, one per candidate
   * where not.
   */
  constructor(
    private readonly plan: Plan,
    private readonly scope: string,
  ) {}

  block({ kind: statistic, weights }: StatisticWork, at: BlockRows, cost: TaskCost): BlockTask {
    const { base, rows, targetRows } = at;
    const target = statistic === 'columns' || statistic === 'moments' ? null : this.target;
    const parts = {
      version: STATISTICS_VERSION,
      base,
      rows,
      targetRows: (target ?? weights) && targetRows,
      target,
      ...weightsPart(weights),
    };
    const inputs = keysOf([base, rows, target, weights, (target ?? weights) && targetRows]);
    return this.add(parts, { op: 'block', name: statistic, statistic, ...at, target, weights, inputs, ...cost });
  }

  merge(statistic: StatisticKind, [left, right]: readonly [Key, Key], cost: TaskCost): MergeTask {
    const parts = { version: STATISTICS_VERSION, left, right };
    const inputs = keysOf([left, right]);
    return this.add(parts, { op: 'merge', name: statistic, statistic, left, right, inputs, ...cost });
  }

  fit(estimator: Fitter, work: FitParts, cost: TaskCost): FitTask {
    const { features, targetRows, statistic, needsRows, weights, traits, columns, items } = work;
    // Rows and target name the fit; where it is made of a statistic alone, the statistic does.
    const target = needsRows || statistic === null ? this.target : null;
    const { texts } = this.plan;
    const source: JsonValue = needsRows ? texts.digest(features, featuresParts) : stepsParts(features.steps);
    const parts = {
      version: estimator.version,
      source,
      statistic,
      target,
      targetRows: target && targetRows,
      ...weightsPart(weights),
      traits: { ...traits },
      ...(columns === null ? {} : { columns }),
      items: items.map((params) => texts.digest(params)),
    };
    const rows = needsRows ? featuresKeys(features) : stepsKeys(features);
    return this.add(parts, {
      op: 'fit',
      ...named(estimator),
      target: this.target,
      ...work,
      packs: estimator.packs === true,
      ordered: readsOrder(estimator) ? targetRows : null,
      inputs: keysOf([...rows, statistic, columns, this.target, weights, targetRows]),
      ...cost,
    });
  }

  transform(
    estimator: Estimator,
    work: Pick<TransformTask, 'fit' | 'features' | 'cut' | 'panels'> & OfRows,
    cost: TaskCost & Pick<TransformTask, 'gatheredBytes'>,
  ): TransformTask {
    const { targetRows, ...task } = work;
    const { fit, features, cut, panels } = task;
    const parts = {
      version: estimator.version,
      fit: { ...fit },
      features: featuresParts(features),
      ...(cut === null ? {} : { cut: this.plan.texts.digest(cut) }),
      ...(panels ? { panels } : {}),
    };
    const ordered = readsOrder(estimator) ? targetRows : null;
    const inputs = keysOf([fit.task, ...featuresKeys(features), ordered]);
    return this.add(parts, { op: 'transform', ...named(estimator), ...task, ordered, inputs, ...cost });
  }

  /** Branches side by side. */
  union(branches: readonly Features[], cost: TaskCost): UnionTask {
    const parts = { version: UNION_VERSION, parts: branches.map(featuresParts) };
    const inputs = keysOf(branches.flatMap(featuresKeys));
    return this.add(parts, { op: 'transform', name: 'union', parts: branches, inputs, ...cost });
  }

  predict(
    estimator: Estimator,
    work: Pick<PredictTask, 'features' | 'through' | 'items' | 'decisions'> & OfRows,
    cost: TaskCost & Pick<PredictTask, 'gatheredBytes'>,
  ): PredictTask {
    const { targetRows, ...task } = work;
    const { features, through, items, decisions } = task;
    const { texts } = this.plan;
    const parts = {
      version: estimator.version,
      features: texts.digest(features, featuresParts),
      ...(through === null ? {} : { folded: texts.digest(through, appliedParts) }),
      decisions,
      ...fittedParts(items, this.plan),
    };
    const target = this.plan.context.classes > 0 ? this.target : null;
    // Scores of a line are each row's own.
    const ordered = readsOrder(estimator) && through === null ? targetRows : null;
    const fits = items.map((item) => item.fit.task);
    const inputs = keysOf([...fits, ...featuresKeys(features), through?.fit.task ?? null, target, ordered]);
    return this.add(parts, { op: 'predict', ...named(estimator), ...task, target, ordered, inputs, ...cost });
  }

  post(estimator: Estimator, work: Pick<PostprocessorTask, 'params' | 'folds'>, cost: TaskCost): PostprocessorTask {
    const { params, folds } = work;
    const { target, weights } = this;
    const parts = {
      version: estimator.version,
      params: this.plan.texts.digest(params),
      target,
      ...weightsPart(weights),
      folds: folds.map(({ prediction, item, targetRows }) => [prediction, item, targetRows]),
    };
    const read = folds.flatMap(({ prediction, targetRows }) => [prediction, targetRows]);
    const inputs = keysOf([target, weights, ...read]);
    return this.add(parts, { op: 'post', ...named(estimator), target, weights, params, folds, inputs, ...cost });
  }

  score(name: string, work: Pick<ScoreTask, 'prediction' | 'targetRows' | 'items'>, cost: TaskCost): ScoreTask {
    const { prediction, targetRows } = work;
    const plain = isPlain(work.items);
    const items = plain ? this.plainItems(work.items) : work.items;
    const { weights, target } = this;
    const { scorers } = this.plan.context;
    const parts = {
      prediction,
      targetRows,
      target,
      ...weightsPart(weights),
      scorers: scorers.map((scorer) => ({ ...scorer })),
      items: plain ? items.length : scoredParts(items),
    };
    const fits = items.flatMap(({ postprocessors }) => postprocessors.map(({ fit }) => fit?.task ?? null));
    return this.add(parts, {
      op: 'score',
      name,
      prediction,
      target,
      targetRows,
      weights,
      scorers: scorers.map(({ scorer, params }) => ({ scorer, params })),
      items,
      inputs: keysOf([prediction, targetRows, target, weights, ...fits]),
      ...cost,
    });
  }

  /** One list for all of one length: plans have many of them. */
  private plainItems(items: ScoreTask['items']): ScoreTask['items'] {
    const { plainScores } = this.plan;
    const list = plainScores.get(items.length) ?? items;
    plainScores.set(items.length, list);
    return list;
  }

  private get weights(): Key | null {
    const { weighted, datasetDigest } = this.plan.context;
    return weighted ? weightsKey(datasetDigest) : null;
  }

  private get target(): Key {
    return targetKey(this.plan.context.datasetDigest);
  }

  /** Adds a task that these parts tell from all others of its kind; the one that is there already, where one is. */
  private add<T extends Omit<Task, 'key'>>(parts: JsonValue, task: T): T & { readonly key: Key } {
    const key = keyOf(task.op, task.name, this.scope === '' ? parts : { scope: this.scope, parts });
    const { tasks } = this.plan;
    const same = tasks.get(key) ?? ({ ...task, key } as unknown as Task);
    tasks.set(key, same);
    return same as unknown as T & { readonly key: Key };
  }
}

/** What a person reads of a task, and the estimator that does it. */
function named({ name }: Estimator): { readonly name: string; readonly estimator: string } {
  return { name, estimator: name };
}
