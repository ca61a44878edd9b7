// LeavePGroupsOut: every choice of so many groups is tested once, on a fit to the rows of all the others.

import { COUNT, param } from '../contracts/params.js';
import type { Splitter } from '../contracts/splitter.js';
import { combinations, countCombinations } from './shared/combinations.js';
import { checkSplitCount, splitOf } from './shared/folds.js';
import { checkGroups, requireGroups } from './shared/groups.js';

/** scikit-learn's LeavePGroupsOut, row for row. */
export const leavePGroupsOut: Splitter = {
  name: 'LeavePGroupsOut',
  version: 1,
  summary: 'every choice of n_groups groups (data.group) tested once, on a fit to all the others',
  params: { n_groups: param(2, 'groups tested by each split', COUNT) },
  split(input, params) {
    const left = params.n_groups as number;
    const groups = requireGroups(input, 'LeavePGroupsOut');
    checkGroups(groups, left + 1, `splits that leave out ${left}`);
    checkSplitCount(countCombinations(groups.counts.length, left), input.rows);
    return Array.from(combinations(groups.counts.length, left), (tested) => {
      const isTested = new Set(tested);
      const count = tested.reduce((sum, group) => sum + groups.counts[group], 0);
      return splitOf(input.rows, count, (row) => isTested.has(groups.codes[row]));
    });
  },
};
