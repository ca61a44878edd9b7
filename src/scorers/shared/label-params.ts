// What the metrics of class labels share: the positive class, and the check that there are two classes.

import type { Label } from '../../base/dataset.js';
import { LABEL, optional, type ParamSpec, type Params } from '../../contracts/params.js';

export const POS_LABEL: ParamSpec = optional('the positive class; null takes the second one, classes_[1]', LABEL);

/** Code of the positive class, −1 where there is no such class. */
export function positiveCode(params: Params, classes: readonly Label[]): number {
  const label = params.pos_label ?? null;
  return label === null ? 1 : classes.indexOf(label as Label);
}

/** Why a metric of one class against the other cannot be computed, or undefined. */
export function notBinary(
  { metric, instead }: { readonly metric: string; readonly instead: string },
  params: Params,
  classes: readonly Label[],
): string | undefined {
  if (classes.length !== 2) return `${metric} is for two classes, and there are ${classes.length}; use ${instead}`;
  if (positiveCode(params, classes) >= 0) return undefined;
  return `pos_label ${JSON.stringify(params.pos_label)} is not one of the classes ${classes.map((label) => JSON.stringify(label)).join(', ')}`;
}
