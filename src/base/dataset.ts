// What a table becomes once it is understood: typed columns, a target, and names. Made by table/, read by everyone.

/**
 * What a column of X holds: numbers, 0 and 1 for false and true, or codes of `dictionary`. NaN is a missing value in
 * each.
 */
export interface ColumnInfo {
  readonly name: string;
  readonly kind: 'numeric' | 'boolean' | 'categorical';
  /**
   * The strings behind the codes of a categorical column, by code unit; empty for other kinds. Codes past its end are
   * unknown strings.
   */
  readonly dictionary: readonly string[];
  /** Whether any row of the data set lacks it. */
  readonly missing: boolean;
}

/** What the user may say of a column: its kind, or that it is no feature. */
export type DeclaredKind = ColumnInfo['kind'] | 'id' | 'ignored';

/** A class label as the file spells it: a number where every target is a number, else a string. */
export type Label = number | string;

export type Target =
  | {
      readonly kind: 'classes';
      /** Index into `classes` for each row. */
      readonly codes: Int32Array;
      /** Sorted: numbers by value, strings by code unit. */
      readonly classes: readonly Label[];
    }
  | { readonly kind: 'values'; readonly values: Float64Array };

export type Task = 'classification' | 'regression';

/** The features while they lie where they were read to: copied once to where a search wants them, then given back. */
export interface FeatureRows {
  readonly cols: number;
  /** Copies rows into `out` one after another, row-major. NaN is a missing value. */
  readonly copy: (rows: Int32Array, out: Float64Array) => void;
  /** Gives their memory back; nothing can be copied afterwards. */
  readonly free: () => void;
  /**
   * All rows in the order of the file, where they lie like that in the kernels' memory: whoever works there may take
   * them as they are.
   */
  readonly inKernelMemory?: Float64Array;
}

export interface Dataset {
  readonly rows: number;
  readonly X: FeatureRows;
  /** What the columns of X hold, in its order, which is that of the file. */
  readonly columns: readonly ColumnInfo[];
  readonly targetName: string;
  readonly task: Task;
  readonly target: Target;
  /** Codes of the fold column, where one is named: rows of equal code are one test fold. */
  readonly folds?: Int32Array;
  /** Codes of the group column, where one is named: rows of equal code belong together. */
  readonly groups?: Int32Array;
  /** Weight of each row, where a column is named: finite, from 0, not all 0. */
  readonly weights?: Float64Array;
  /** Hex SHA-256 over the typed columns, their names, the target and the weights: the source of every task key. */
  readonly digest: string;
  /** Hex SHA-256 of the bytes of the file as read. */
  readonly sha256: string;
}

/** The rows one split trains on and those it is scored on, each ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Target of the train rows, in their order. Codes index all classes of the data set, also those absent here. */
export type TrainTarget =
  | { readonly kind: 'classes'; readonly codes: Int32Array; readonly classes: readonly Label[] }
  | { readonly kind: 'values'; readonly values: Float64Array };
