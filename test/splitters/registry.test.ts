import { describe, expect, it } from 'vitest';
import { SPLITTERS } from '../../src/splitters/index.js';
import { checkSplitter } from '../checks/splitter-checks.js';

for (const splitter of SPLITTERS.values()) checkSplitter(splitter);

describe('the registry of splitters', () => {
  it('finds each splitter under its own name', () => {
    for (const [name, splitter] of SPLITTERS) expect(splitter.name).toBe(name);
  });
});
