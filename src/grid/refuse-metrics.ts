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

/** Tells which of two classes is the positive one of metrics that know one, where the grid does not say. */
export function notePositiveClass(
  { scorers }: Registries,
  { scoring, classes }: { readonly scoring: readonly ScoringSpec[]; readonly classes: readonly Label[] },
): string[] {
  // Ranks are the same from either side, and 1 is what everybody takes for it.
  const named = scoring.filter(
    ({ scorer, params }) =>
      params.pos_label === null &&
      scorer !== 'roc_auc' &&
      Object.hasOwn(scorers.get(scorer)?.params ?? {}, 'pos_label'),
  );
  if (classes.length !== 2 || classes[1] === 1 || named.length === 0) return [];
  const names = named.map(({ name }) => name).join(', ');
  return [
    `${names}: the positive class is ${JSON.stringify(classes[1])}, the second (another: {${named[0].scorer}: {pos_label: ${JSON.stringify(classes[0])}}})`,
  ];
}
