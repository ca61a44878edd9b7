// Writes docs/estimators.md and docs/coming-from-scikit-learn.md from the registries: `npm run docs`.

import { writeFileSync } from 'node:fs';
import { cataloguePage } from '../src/plugins/catalogue.js';
import { comingFromPage } from './coming-from.js';

writeFileSync('docs/estimators.md', cataloguePage());
writeFileSync('docs/coming-from-scikit-learn.md', comingFromPage());
