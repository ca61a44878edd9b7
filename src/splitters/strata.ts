// The classes of the rows that are split, as the stratified splitters see them.

import type { SplitInput } from '../base/contracts.js';
import type { Label, Target } from '../base/dataset.js';
import { GridsearchError } from '../base/errors.js';

export type ClassTarget = Target & { readonly kind: 'classes' };

/** Classes that have at least one row here. */
export interface Classes {
  /** Class of each row, an index into counts and labels. */
  readonly codes: Int32Array;
  readonly counts: readonly number[];
  readonly labels: readonly Label[];
}

/** The target's classes. Throws CV_NEEDS_CLASSES for a regression. */
export function requireClasses({ target }: SplitInput, splitter: string): ClassTarget {
  if (target.kind === 'classes') return target;
  throw new GridsearchError('CV_NEEDS_CLASSES', `${splitter} needs classes, and the task is regression`, {
    help: `use ${splitter.replace('Stratified', '')}`,
  });
}

/** Classes numbered in the order in which their first rows come. */
export function classesByAppearance(target: ClassTarget): Classes {
  return renumber(target, () => target.codes);
}

/** Classes numbered as the labels are sorted; absent ones left out. */
export function classesInOrder(target: ClassTarget): Classes {
  return renumber(target, () => Int32Array.from(target.codes).sort());
}

function renumber(target: ClassTarget, visit: () => Int32Array): Classes {
  const numberOf = new Map<number, number>();
  for (const code of visit()) if (!numberOf.has(code)) numberOf.set(code, numberOf.size);
  const counts = new Array<number>(numberOf.size).fill(0);
  const codes = target.codes.map((code) => {
    const k = numberOf.get(code) as number;
    counts[k]++;
    return k;
  });
  return { codes, counts, labels: [...numberOf.keys()].map((code) => target.classes[code]) };
}
