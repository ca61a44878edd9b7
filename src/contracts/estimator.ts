// Everything that can stand in a pipeline.

import type { Fitter } from './fitter.js';
import type { Postprocessor } from './postprocessor.js';

export type Estimator = Fitter | Postprocessor;
