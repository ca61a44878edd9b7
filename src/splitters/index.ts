// The splitters that a grid may name. A new one: one file and one line here.

import type { Splitter } from '../base/contracts.js';
import { kFold } from './k-fold.js';
import { predefinedSplit } from './predefined-split.js';
import { shuffleSplit } from './shuffle-split.js';
import { stratifiedKFold } from './stratified-k-fold.js';
import { stratifiedShuffleSplit } from './stratified-shuffle-split.js';
import { timeSeriesSplit } from './time-series-split.js';

/** All splitters, by scikit-learn's class name. */
export const SPLITTERS: ReadonlyMap<string, Splitter> = new Map(
  [kFold, stratifiedKFold, shuffleSplit, stratifiedShuffleSplit, timeSeriesSplit, predefinedSplit].map((splitter) => [
    splitter.name,
    splitter,
  ]),
);
