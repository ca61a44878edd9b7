// Some rows out of all: their entries, and where they lie when nothing else does.

import type { Segment } from '../base/matrix.js';

/** @param segments  start, end, start, end, … */
export function gatherRows<T extends Float64Array | Int32Array>(all: T, segments: Int32Array): T {
  let count = 0;
  for (let i = 0; i < segments.length; i += 2) count += segments[i + 1] - segments[i];
  const gathered = (all instanceof Float64Array ? new Float64Array(count) : new Int32Array(count)) as T;
  let at = 0;
  for (let i = 0; i < segments.length; i += 2) {
    gathered.set(all.subarray(segments[i], segments[i + 1]), at);
    at += segments[i + 1] - segments[i];
  }
  return gathered;
}

/** The same segments with nothing between them. */
export function withoutGaps(segments: readonly Segment[]): Segment[] {
  let at = 0;
  return segments.map(([start, end]) => {
    const first = at;
    at += end - start;
    return [first, at] as const;
  });
}
