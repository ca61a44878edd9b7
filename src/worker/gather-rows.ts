// Entries of some rows out of those of all.

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
