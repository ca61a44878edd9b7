// Writes docs/estimators.md from the registries: `npm run docs`.

import { writeFileSync } from 'node:fs';
import { cataloguePage } from '../src/plugins/catalogue.js';

writeFileSync('docs/estimators.md', cataloguePage());
