// Every estimator in the registry keeps the laws of test/checks/estimator-checks.ts.
import { ESTIMATORS } from '../../src/estimators/index.js';
import { createKernels } from '../../src/kernels/index.js';
import { checkEstimator } from '../checks/estimator-checks.js';
import { checkPostprocessor } from '../checks/postprocessor-checks.js';

const kernels = createKernels();
for (const estimator of ESTIMATORS.values()) {
  if (estimator.role === 'postprocessor') checkPostprocessor(estimator, kernels);
  else checkEstimator(estimator, kernels);
}
