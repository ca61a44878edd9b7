// Makes tasks with their keys: the only place where a key's parts are listed, so that one can see that all that changes
// an answer is there.

import type { JsonValue } from '../../base/json.js';
import type { StatisticKind } from '../../base/statistics.js';
import type { Estimator } from '../../contracts/estimator.js';
import type { Fitter, InputTraits } from '../../contracts/fitter.js';
import type { Params } from '../../contracts/params.js';
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
    const key = this.key('block', statistic, {
      version: STATISTICS_VERSION,
      base,
      rows,
      targetRows: (target ?? weights) && targetRows,
      target,
      ...weightsPart(weights),
    });
    return this.add({
      op: 'block',
      key,
      name: statistic,
      statistic,
      ...at,
      target,
      weights,
      inputs: keysOf([base, rows, target, weights, (target ?? weights) && targetRows]),
      ...cost,
    });
  }

  merge(statistic: StatisticKind, left: Key, right: Key, cost: TaskCost): MergeTask {
    const key = this.key('merge', statistic, { version: STATISTICS_VERSION, left, right });
    return this.add({
      op: 'merge',
      key,
      name: statistic,
      statistic,
      left,
      right,
      inputs: keysOf([left, right]),
      ...cost,
    });
  }

  fit(
    estimator: Fitter,
    work: {
      features: Features;
      targetRows: Key;
      statistic: Key | null;
      needsRows: boolean;
      weights: Key | null;
      traits: InputTraits;
      columns: Key | null;
      items: readonly Params[];
    },
    cost: TaskCost,
  ): FitTask {
    const { features, targetRows, statistic, needsRows, weights, traits, columns, items } = work;
    // Rows and target name the fit; where it is made of a statistic alone, the statistic does.
    const target = needsRows || statistic === null ? this.target : null;
    const { texts } = this.plan;
    const source: JsonValue = needsRows ? texts.digest(features, featuresParts) : stepsParts(features.steps);
    const key = this.key('fit', estimator.name, {
      version: estimator.version,
      source,
      statistic,
      target,
      targetRows: target && targetRows,
      ...weightsPart(weights),
      traits: { ...traits },
      ...(columns === null ? {} : { columns }),
      items: items.map((params) => texts.digest(params)),
    });
    const read = needsRows ? featuresKeys(features) : stepsKeys(features);
    const inputs = keysOf([...read, statistic, columns, this.target, weights, targetRows]);
    const ordered = readsOrder(estimator) ? targetRows : null;
    return this.add({
      op: 'fit',
      key,
      name: estimator.name,
      estimator: estimator.name,
      target: this.target,
      ...work,
      packs: estimator.packs === true,
      ordered,
      inputs,
      ...cost,
    });
  }

  transform(
    estimator: Estimator,
    { fit, features, targetRows, cut, panels }: Pick<TransformTask, 'fit' | 'features' | 'cut' | 'panels'> & OfRows,
    cost: TaskCost & Pick<TransformTask, 'gatheredBytes'>,
  ): TransformTask {
    const key = this.key('transform', estimator.name, {
      version: estimator.version,
      fit: { ...fit },
      features: featuresParts(features),
      ...(cut === null ? {} : { cut: this.plan.texts.digest(cut) }),
      ...(panels ? { panels } : {}),
    });
    const ordered = readsOrder(estimator) ? targetRows : null;
    const inputs = keysOf([fit.task, ...featuresKeys(features), ordered]);
    const { name } = estimator;
    return this.add({
      op: 'transform',
      key,
      name,
      estimator: name,
      features,
      fit,
      cut,
      panels,
      ordered,
      inputs,
      ...cost,
    });
  }

  /** Branches side by side. */
  union(parts: readonly Features[], cost: TaskCost): UnionTask {
    const key = this.key('transform', 'union', { version: UNION_VERSION, parts: parts.map(featuresParts) });
    return this.add({
      op: 'transform',
      key,
      name: 'union',
      parts,
      inputs: keysOf(parts.flatMap(featuresKeys)),
      ...cost,
    });
  }

  predict(
    estimator: Estimator,
    { features, targetRows, through }: Pick<PredictTask, 'features' | 'through'> & OfRows,
    { items, decisions }: Pick<PredictTask, 'items' | 'decisions'>,
    cost: TaskCost & Pick<PredictTask, 'gatheredBytes'>,
  ): PredictTask {
    const { texts } = this.plan;
    const key = this.key('predict', estimator.name, {
      version: estimator.version,
      features: texts.digest(features, featuresParts),
      ...(through === null ? {} : { folded: texts.digest(through, appliedParts) }),
      decisions,
      ...fittedParts(items, this.plan),
    });
    const target = this.plan.context.classes > 0 ? this.target : null;
    // Scores of a line are each row's own.
    const ordered = readsOrder(estimator) && through === null ? targetRows : null;
    const inputs = keysOf([
      ...items.map((item) => item.fit.task),
      ...featuresKeys(features),
      through?.fit.task ?? null,
      target,
      ordered,
    ]);
    return this.add({
      op: 'predict',
      key,
      name: estimator.name,
      estimator: estimator.name,
      features,
      through,
      target,
      ordered,
      decisions,
      items,
      inputs,
      ...cost,
    });
  }

  post(estimator: Estimator, work: Pick<PostprocessorTask, 'params' | 'folds'>, cost: TaskCost): PostprocessorTask {
    const { params, folds } = work;
    const { target, weights } = this;
    const key = this.key('post', estimator.name, {
      version: estimator.version,
      params: this.plan.texts.digest(params),
      target,
      ...weightsPart(weights),
      folds: folds.map(({ prediction, item, targetRows }) => [prediction, item, targetRows]),
    });
    const inputs = keysOf([
      target,
      weights,
      ...folds.flatMap(({ prediction, targetRows }) => [prediction, targetRows]),
    ]);
    return this.add({
      op: 'post',
      key,
      name: estimator.name,
      estimator: estimator.name,
      target,
      weights,
      params,
      folds,
      inputs,
      ...cost,
    });
  }

  score(name: string, work: Pick<ScoreTask, 'prediction' | 'targetRows' | 'items'>, cost: TaskCost): ScoreTask {
    const { prediction, targetRows } = work;
    const plain = isPlain(work.items);
    const items = plain ? this.plainItems(work.items) : work.items;
    const scorers = this.plan.context.scorers;
    const { weights } = this;
    const key = this.key('score', name, {
      prediction,
      targetRows,
      target: this.target,
      ...weightsPart(weights),
      scorers: scorers.map((scorer) => ({ ...scorer })),
      items: plain ? items.length : scoredParts(items),
    });
    const fits = items.flatMap(({ postprocessors }) => postprocessors.map(({ fit }) => fit?.task ?? null));
    return this.add({
      op: 'score',
      key,
      name,
      prediction,
      target: this.target,
      targetRows,
      weights,
      scorers: scorers.map(({ scorer, params }) => ({ scorer, params })),
      items,
      inputs: keysOf([prediction, targetRows, this.target, weights, ...fits]),
      ...cost,
    });
  }

  /** One list for all of one length: plans have many of them. */
  private plainItems(items: ScoreTask['items']): ScoreTask['items'] {
    const { plainScores } = this.plan;
    const known = plainScores.get(items.length) ?? items;
    plainScores.set(items.length, known);
    return known;
  }

  private get weights(): Key | null {
    const { weighted, datasetDigest } = this.plan.context;
    return weighted ? weightsKey(datasetDigest) : null;
  }

  private get target(): Key {
    return targetKey(this.plan.context.datasetDigest);
  }

  private key(op: string, name: string, parts: JsonValue): Key {
    return keyOf(op, name, this.scope === '' ? parts : { scope: this.scope, parts });
  }

  private add<T extends Task>(task: T): T {
    const known = this.plan.tasks.get(task.key);
    if (known !== undefined) return known as T;
    this.plan.tasks.set(task.key, task);
    return task;
  }
}
