// Every estimator in the registry keeps the laws of test/checks/param-checks.ts.

import type { JsonValue } from '../../src/base/json.js';
import type { Estimator } from '../../src/contracts/estimator.js';
import { ESTIMATORS } from '../../src/estimators/index.js';
import { SCORERS } from '../../src/scorers/index.js';
import { SPLITTERS } from '../../src/splitters/index.js';
import { checkParams } from '../checks/param-checks.js';

const registries = { estimators: ESTIMATORS, scorers: SCORERS, splitters: SPLITTERS };
const frameOf =
  ({ role }: Estimator) =>
  (step: JsonValue) =>
    role === 'transformer' ? [step, 'GaussianNB'] : role === 'postprocessor' ? ['GaussianNB', step] : [step];

for (const estimator of ESTIMATORS.values()) checkParams(estimator, registries, frameOf(estimator));
