import { describe, expect, it } from 'vitest';
import { SCORERS } from '../../src/scorers/index.js';
import { checkScorer } from '../checks/scorer-checks.js';

for (const scorer of SCORERS.values()) checkScorer(scorer);

describe('the registry of scorers', () => {
  it('finds each scorer under its own name', () => {
    for (const [name, scorer] of SCORERS) expect(scorer.name).toBe(name);
  });
});
