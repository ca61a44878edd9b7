// The entry of the library, a module as `import` expects it, whose every value comes from the program bundle.
// src/index.ts says what they are.

import { createRequire } from 'node:module';
import { openBundle } from './open-bundle.js';
import type * as Program from './program.js';

const { library } = openBundle('program', import.meta.dirname, createRequire(import.meta.url))
  .exports as typeof Program;

export const { GridsearchError, gridSearch, loadModel, planSearch, predictRows, scoreRows } = library();
