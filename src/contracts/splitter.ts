// The contract of splitters. A new one is one file and one line in their registry.

import type { Split, Target } from '../base/dataset.js';
import type { ParamSpecs, Params } from './params.js';

export interface SplitInput {
  readonly rows: number;
  readonly target: Target;
  readonly folds?: Int32Array;
  /** Codes of the group column, where one is named: rows of equal code belong together. */
  readonly groups?: Int32Array;
}

/** Cuts rows into train and test, exactly as scikit-learn's class of the same name does. */
export interface Splitter {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly params: ParamSpecs;
  /**
   * Throws GridsearchError CV_… where the data cannot be split so (more folds than rows, than members of a class, …).
   */
  readonly split: (input: SplitInput, params: Params) => Split[];
  /** What the user should be told though the data can be split so (scikit-learn's warnings). */
  readonly notes?: (input: SplitInput, params: Params) => string[];
}
