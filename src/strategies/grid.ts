// Grid search: every candidate, at once.

import { candidates } from '../grid/expand-candidates.js';
import { oneProposal, type StrategyFactory } from './strategy.js';

export const gridStrategy: StrategyFactory = (spec, options) => {
  const all = candidates(spec, options);
  return oneProposal(() => all);
};
