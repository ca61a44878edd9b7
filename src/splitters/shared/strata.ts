// The classes of the rows that are split, as the stratified splitters see them.

import type { Label, Target } from '../../base/dataset.js';
import { GridsearchError } from '../../base/errors.js';
import type { SplitInput } from '../../contracts/splitter.js';

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
  return renumber(target, target.codes);
}

/** Classes numbered as the labels are sorted; absent ones left out. */
export function classesInOrder(target: ClassTarget): Classes {
  return renumber(target, Int32Array.from(target.classes.keys()));
}

/** Numbers the classes that occur as they are met in `visit`. */
function renumber({ codes, classes }: ClassTarget, visit: Int32Array): Classes {
  const countOf = new Int32Array(classes.length);
  for (let row = 0; row < codes.length; row++) countOf[codes[row]]++;
  const numberOf = new Int32Array(classes.length).fill(-1);
  const met: number[] = [];
  const present = countOf.reduce((sum, count) => (count > 0 ? sum + 1 : sum), 0);
  for (let i = 0; met.length < present; i++) {
    const code = visit[i];
    if (numberOf[code] >= 0 || countOf[code] === 0) continue;
    numberOf[code] = met.length;
    met.push(code);
  }
  const numbered = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) numbered[row] = numberOf[codes[row]];
  return { codes: numbered, counts: met.map((code) => countOf[code]), labels: met.map((code) => classes[code]) };
}
