// The plug-ins a worker knows. The driver knows the same ones, by name.

import { ESTIMATORS } from '../estimators/index.js';
import { SCORERS } from '../scorers/index.js';

export const REGISTRIES = { estimators: ESTIMATORS, scorers: SCORERS } as const;
