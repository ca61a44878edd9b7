// LeaveOneGroupOut: each group is tested once, on a fit to the rows of all the others.

import type { Splitter } from '../contracts/splitter.js';
import { splitsOfFolds } from './shared/folds.js';
import { checkGroups, requireGroups } from './shared/groups.js';

/** scikit-learn's LeaveOneGroupOut, row for row. */
export const leaveOneGroupOut: Splitter = {
  name: 'LeaveOneGroupOut',
  version: 1,
  summary: 'each group (data.group) tested once, on a fit to all the others',
  params: {},
  split(input) {
    const groups = requireGroups(input, 'LeaveOneGroupOut');
    checkGroups(groups, 2, 'splits that leave out 1');
    return splitsOfFolds(groups.codes, groups.counts.length);
  },
};
