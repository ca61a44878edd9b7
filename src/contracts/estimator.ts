// Everything that can stand in a pipeline.

import type { Fitter } from './fitter.js';
import type { PostStep } from './postprocessor.js';

export type Estimator = Fitter | PostStep;
