// The splitters that a grid may name. A new one: one file and one line here.

import type { Splitter } from '../contracts/splitter.js';
import { groupKFold } from './group-k-fold.js';
import { groupShuffleSplit } from './group-shuffle-split.js';
import { kFold } from './k-fold.js';
import { leaveOneGroupOut } from './leave-one-group-out.js';
import { leaveOneOut } from './leave-one-out.js';
import { leavePGroupsOut } from './leave-p-groups-out.js';
import { leavePOut } from './leave-p-out.js';
import { predefinedSplit } from './predefined-split.js';
import { repeatedKFold } from './repeated-k-fold.js';
import { repeatedStratifiedKFold } from './repeated-stratified-k-fold.js';
import { shuffleSplit } from './shuffle-split.js';
import { stratifiedGroupKFold } from './stratified-group-k-fold.js';
import { stratifiedKFold } from './stratified-k-fold.js';
import { stratifiedShuffleSplit } from './stratified-shuffle-split.js';
import { timeSeriesSplit } from './time-series-split.js';

/** All splitters, by scikit-learn's class name. */
export const SPLITTERS: ReadonlyMap<string, Splitter> = new Map(
  [
    kFold,
    stratifiedKFold,
    repeatedKFold,
    repeatedStratifiedKFold,
    groupKFold,
    stratifiedGroupKFold,
    shuffleSplit,
    stratifiedShuffleSplit,
    groupShuffleSplit,
    leaveOneOut,
    leavePOut,
    leaveOneGroupOut,
    leavePGroupsOut,
    timeSeriesSplit,
    predefinedSplit,
  ].map((splitter) => [splitter.name, splitter]),
);
