// The registry of strategies by the name that `search.method` gives them.

import { gridStrategy } from './grid.js';
import { randomStrategy } from './random-sampler.js';
import type { StrategyFactory } from './strategy.js';

export const STRATEGIES: ReadonlyMap<string, StrategyFactory> = new Map([
  ['grid', gridStrategy],
  ['random', randomStrategy],
]);
