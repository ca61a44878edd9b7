// What tasks read at a worker: artifacts by key, and features made ready for an estimator, which are rows of a matrix
// with all lazy steps applied, contiguous in WASM memory.

import type { ArtifactStore } from '../artifacts/store.js';
import type { Label, TrainTarget } from '../base/dataset.js';
import { assert, type TaskError, type TaskWarning } from '../base/errors.js';
import { placesIn } from '../base/index-ranges.js';
import { countRows, type Matrix, matrixOf, type PackedRows, type Segment } from '../base/matrix.js';
import type { ColumnSpread, ColumnStatistic } from '../base/statistics.js';
import type { Estimator } from '../contracts/estimator.js';
import type { Transformer } from '../contracts/fitter.js';
import type { Scorer } from '../contracts/scorer.js';
import type { FitOutcome, Fitted } from '../contracts/step.js';
import { type Applied, appliedIn, type Features, type FitRef, type Key, type Selected } from '../graph/plan/task.js';
import type { Kernels } from '../kernels/index.js';
import { computeStatistic } from '../kernels/statistics/block-statistics.js';
import { Artifacts } from './artifacts.js';
import { type ColumnView, cutView, mapSpread, mapView, pickView } from './column-map.js';
import { gatherRows, withoutGaps } from './gather-rows.js';
import { ReadyFeatures } from './ready-features.js';
import { featuresName, isX, liesReady, type Retention } from './retention.js';

/** The source that describes a set of rows. */
export interface RowsSource {
  /** start, end, start, end, … in the ordered X. */
  readonly segments: Int32Array;
  /** The same rows by their index in the file. */
  readonly ids: Int32Array;
}

/** The source that holds the target of all rows, in the order of X. */
export type TargetSource =
  | { readonly codes: Int32Array; readonly classes: readonly Label[] }
  | { readonly values: Float64Array };

export interface WorkerContextParts {
  readonly kernels: Kernels;
  readonly store: ArtifactStore;
  readonly estimators: ReadonlyMap<string, Estimator>;
  readonly scorers: ReadonlyMap<string, Scorer>;
  /** Whether the store hands out live values (then nothing is cached here, nor freed). */
  readonly shared: boolean;
  /** Which features made ready are kept; default: a rule of its own. */
  readonly retention?: Retention;
}

/** Thrown when a step that a task builds on could not be fitted; the task fails with that step's error. */
export class StepFailed extends Error {
  constructor(readonly taskError: TaskError) {
    super(taskError.message);
  }
}

/** Up to so many runs of rows are read one by one. */
const FEW_SEGMENTS = 64;

/** Rows and the matrix that they lie in. */
interface RowView {
  readonly base: Matrix;
  readonly segments: readonly Segment[];
  /** Whether the matrix holds no other rows. */
  readonly alone: boolean;
}

export class WorkerContext {
  readonly kernels: Kernels;
  private readonly artifacts: Artifacts;
  private readonly ready: ReadyFeatures;
  /** Rows of X that the task at hand has asked for. */
  private readonly atHand = new Map<string, RowView>();

  constructor(private readonly parts: WorkerContextParts) {
    this.kernels = parts.kernels;
    const { heap } = parts.kernels;
    this.artifacts = new Artifacts({ heap, store: parts.store, shared: parts.shared });
    this.ready = new ReadyFeatures(heap, parts.retention);
  }

  /** An artifact or source; it must exist. */
  artifact<T>(key: Key): T {
    return this.artifacts.get<T>(key);
  }

  /** Keeps an artifact that was made here for later tasks, and stores it for everybody. */
  store(key: Key, value: unknown): void {
    this.artifacts.put(key, value);
  }

  estimator(name: string): Estimator {
    const estimator = this.parts.estimators.get(name);
    assert(estimator !== undefined, `estimator ${name} is registered`);
    return estimator;
  }

  scorer(name: string): Scorer {
    const scorer = this.parts.scorers.get(name);
    assert(scorer !== undefined, `scorer ${name} is registered`);
    return scorer;
  }

  /** The fitted state behind a reference; throws StepFailed where that fit failed. */
  fitted(ref: FitRef): Fitted {
    const outcome = this.artifact<readonly FitOutcome[]>(ref.task)[ref.item];
    if (!outcome.ok) throw new StepFailed(outcome.error);
    return outcome.fitted;
  }

  private segments(rows: Key): Segment[] {
    const { segments } = this.artifact<RowsSource>(rows);
    return Array.from({ length: segments.length / 2 }, (_, i) => [segments[2 * i], segments[2 * i + 1]] as const);
  }

  /** Target of all rows (rows = null), or of a set of rows in their order. */
  target(key: Key, rows: Key | null): TrainTarget {
    const source = this.artifact<TargetSource>(key);
    return 'codes' in source
      ? { kind: 'classes', codes: this.ofRows(source.codes, rows), classes: source.classes }
      : { kind: 'values', values: this.ofRows(source.values, rows) };
  }

  /** Weights of the same; undefined where there are none (key = null). */
  weights(key: Key | null, rows: Key | null): Float64Array | undefined {
    return key === null ? undefined : this.ofRows(this.artifact<Float64Array>(key), rows);
  }

  private ofRows<T extends Float64Array | Int32Array>(all: T, rows: Key | null): T {
    return rows === null ? all : gatherRows(all, this.artifact<RowsSource>(rows).segments);
  }

  /** All lazy steps of some features as one view of the `baseCols` columns of their base. */
  view(features: Features, baseCols: number): ColumnView {
    return features.steps.reduce<ColumnView>((view, step) => this.apply(view, step), {
      cols: baseCols,
      map: undefined,
    });
  }

  /** What the steps of some features warn of, for the apply params of this use. */
  applyWarnings(features: Features): TaskWarning[] {
    return appliedIn(features).flatMap(({ estimator, fit, params }) => [
      ...((this.estimator(estimator) as Transformer).applyWarnings?.(this.fitted(fit), params) ?? []),
    ]);
  }

  /**
   * Rows of a matrix (null: all), where they lie: in the returned segments of the returned matrix. A worker process
   * reads of X what the task at hand asks for, and keeps nothing of it.
   */
  rows(key: Key, rows: Key | null): RowView {
    const { store, shared } = this.parts;
    if (shared || store.rows === undefined || !isX(key)) {
      const base = this.matrix(key);
      return { base, segments: rows === null ? [[0, base.rows]] : this.segments(rows), alone: rows === null };
    }
    const name = `${key} ${rows}`;
    const rowView = this.atHand.get(name);
    if (rowView !== undefined) return rowView;
    const runs = rows === null ? undefined : this.segments(rows);
    const few = runs !== undefined && runs.length <= FEW_SEGMENTS;
    const base = store.rows(key, few ? runs : undefined, this.artifacts.kernelMemory);
    assert(base !== undefined, `artifact ${key} is there`);
    const view = {
      base,
      segments: few ? withoutGaps(runs) : (runs ?? [[0, base.rows] as const]),
      alone: few || rows === null,
    };
    this.atHand.set(name, view);
    return view;
  }

  /** A matrix of rows; one that was made in panels is laid out as rows for the task at hand. */
  private matrix(key: Key): Matrix {
    const value = this.artifact<Matrix | PackedRows>(key);
    if ('stride' in value) return value;
    const rowView = this.atHand.get(key);
    if (rowView !== undefined) return rowView.base;
    const base = matrixOf(value.rows, value.cols, this.artifacts.kernelMemory.f64(value.rows * value.cols));
    this.kernels.unpackPanels(value, base);
    this.atHand.set(key, { base, segments: [[0, base.rows]], alone: true });
    return base;
  }

  /** Where features lie, and as what view of it they are seen. */
  viewedRows(features: Features): RowView & { readonly view: ColumnView } {
    const rows = this.rows(features.base, features.rows);
    return { ...rows, view: this.view(features, rows.base.cols) };
  }

  /**
   * Features as an estimator reads them: contiguous rows in WASM memory. Kept for the next task that asks for the same.
   */
  features(features: Features): Matrix {
    const name = featuresName(features);
    const kept = this.ready.get(name);
    if (kept !== undefined) return kept;
    const { base, segments, view } = this.viewedRows(features);
    if (liesReady(segments.length, view.map !== undefined || view.cols !== base.stride)) {
      const [start, end] = segments[0];
      return {
        rows: end - start,
        cols: base.cols,
        stride: base.stride,
        data: base.data.subarray(start * base.stride, end * base.stride),
      };
    }
    const shape = { base: features.base, rows: countRows(segments), cols: view.cols };
    return this.ready.make({ name, ...shape }, (out) => this.kernels.mapColumns(base, segments, view.map, out));
  }

  /** The same rows in panels, for a fit that reads them so. */
  packed(features: Features): PackedRows {
    const name = `packed ${featuresName(features)}`;
    const kept = this.ready.get(name);
    if (kept !== undefined) return kept;
    const panels = this.panels(features);
    if (panels !== undefined) {
      const view = this.view(features, panels.cols);
      if (view.map === undefined && view.cols === panels.cols) return panels;
      const shape = { base: features.base, rows: panels.rows, cols: view.cols };
      return this.ready.make({ name, ...shape }, (out) => this.kernels.repackPanels(panels, view.map, out));
    }
    const { base, segments, view } = this.viewedRows(features);
    const shape = { base: features.base, rows: countRows(segments), cols: view.cols };
    return this.ready.make({ name, ...shape }, (out) => this.kernels.packPanels(base, segments, view.map, out));
  }

  /** The base of features, where it was made in panels and all its rows are asked for. */
  private panels({ base, rows }: Features): PackedRows | undefined {
    if (isX(base) || rows !== null) return undefined;
    const value = this.artifact<Matrix | PackedRows>(base);
    return 'stride' in value ? undefined : value;
  }

  /** Mean and variance of the columns of features: as the projection tells that made their base, else computed. */
  spread(features: Features): ColumnSpread {
    const projected = this.projectedSpread(features);
    if (projected !== undefined) return mapSpread(projected, this.view(features, projected.mean.length));
    const { base, segments, view } = this.viewedRows(features);
    return mapSpread(spreadOf(this.kernels, base, segments), view);
  }

  private projectedSpread({ base, steps }: Features): ColumnSpread | undefined {
    const [first] = steps;
    if (isX(base) || first === undefined || 'select' in first) return undefined;
    const variance = (this.estimator(first.estimator) as Transformer).variances?.(this.fitted(first.fit));
    return variance && { mean: new Float64Array(variance.length), variance };
  }

  /** Frees what a task had at hand; called between tasks. */
  tidy(): void {
    for (const { base } of this.atHand.values()) this.kernels.heap.free(base.data);
    this.atHand.clear();
  }

  /** Forgets what was read or made from artifacts that nobody needs any more. */
  release(keys: readonly Key[]): void {
    this.ready.forget(new Set(keys));
    this.artifacts.release(keys);
  }

  private apply(view: ColumnView, step: Applied | Selected): ColumnView {
    if ('select' in step) return pickView(view, placesIn(step.select));
    const transformer = this.estimator(step.estimator) as Transformer;
    const fitted = this.fitted(step.fit);
    const cut = transformer.kept === undefined ? view : cutView(view, transformer.kept(fitted, step.params));
    return mapView(cut, transformer.columnMap?.(fitted, step.params));
  }
}

function spreadOf(kernels: Kernels, base: Matrix, rows: readonly Segment[]): ColumnSpread {
  const { count, mean, m2 } = computeStatistic(kernels, 'columns', base, rows, undefined) as ColumnStatistic;
  const freedom = Math.max(1, count - 1);
  return { mean, variance: m2.map((sum) => sum / freedom) };
}
