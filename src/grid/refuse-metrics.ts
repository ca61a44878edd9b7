// Metrics that cannot be computed for the classes of a target.

import type { Label } from '../base/dataset.js';
import { GridsearchError, type SourceLocation } from '../base/errors.js';
import type { Registries } from '../contracts/registries.js';
import type { ScoringSpec } from './spec.js';

/** Refuses metrics that cannot be computed for these classes, e.g. binary f1 on three of them. */
export function refuseMetrics(
  { scorers }: Registries,
  { scoring, classes }: { readonly scoring: readonly ScoringSpec[]; readonly classes: readonly Label[] },
  where: () => SourceLocation,
): void {
  for (const { scorer, params } of scoring) {
    const reason = scorers.get(scorer)?.infeasible?.(params, classes);
    if (reason !== undefined)
      throw new GridsearchError('GRID_METRIC', reason, {
        where: where(),
        help: 'choose another metric with --scoring',
      });
  }
}
