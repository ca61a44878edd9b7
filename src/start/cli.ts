// The entry of the command line.

import { openBundle } from './open-bundle.js';
import type * as Program from './program.js';

const { main } = openBundle('program', __dirname, require).exports as typeof Program;

export { main };
