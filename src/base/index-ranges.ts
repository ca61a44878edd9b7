// Lists of places written as ranges, which are short where places stand together.

/** Consecutive places as start, end, start, end, … */
export function rangesOf(columns: readonly number[]): number[] {
  const ranges: number[] = [];
  for (const column of columns) {
    if (ranges.length > 0 && ranges[ranges.length - 1] === column) ranges[ranges.length - 1]++;
    else ranges.push(column, column + 1);
  }
  return ranges;
}

/** The places again. */
export function placesIn(ranges: readonly number[]): number[] {
  const places: number[] = [];
  for (let i = 0; i < ranges.length; i += 2)
    for (let column = ranges[i]; column < ranges[i + 1]; column++) places.push(column);
  return places;
}
