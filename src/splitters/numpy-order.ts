// numpy's orders and sums where ties and last bits decide which rows go where: argsort's quicksort is not stable, and sums are pairwise.

/**
 * numpy 1.24's `argsort(values)`: quicksort by the median of three down to 17 entries, then insertion. The order of equal values is its own.
 * Source: numpy/core/src/npysort/quicksort.cpp, aquicksort_. Its heapsort for hopeless pivots is left out: it would change no sum of groups
 * that a quicksort of 2 log₂ n levels can sort.
 */
export function numpyArgsort(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i);
  const ranges: (readonly [number, number])[] = [[0, order.length - 1]];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const [left, right] = range;
    if (right - left <= SMALL) insertionSort(order, values, left, right);
    else {
      const middle = partition(order, values, left, right);
      ranges.push([left, middle - 1], [middle + 1, right]);
    }
  }
  return order;
}

/** Places the median of three where it belongs, smaller ones before it; returns its place. */
function partition(order: number[], values: ArrayLike<number>, left: number, right: number): number {
  const less = (a: number, b: number): boolean => values[order[a]] < values[order[b]];
  const middle = left + ((right - left) >> 1);
  if (less(middle, left)) swap(order, middle, left);
  if (less(right, middle)) swap(order, right, middle);
  if (less(middle, left)) swap(order, middle, left);
  const pivot = values[order[middle]];
  let i = left;
  let j = right - 1;
  swap(order, middle, j);
  for (;;) {
    do i++;
    while (values[order[i]] < pivot);
    do j--;
    while (pivot < values[order[j]]);
    if (i >= j) break;
    swap(order, i, j);
  }
  swap(order, i, right - 1);
  return i;
}

function insertionSort(order: number[], values: ArrayLike<number>, left: number, right: number): void {
  for (let i = left + 1; i <= right; i++) {
    const moved = order[i];
    let j = i;
    for (; j > left && values[moved] < values[order[j - 1]]; j--) order[j] = order[j - 1];
    order[j] = moved;
  }
}

function swap(order: number[], i: number, j: number): void {
  const kept = order[i];
  order[i] = order[j];
  order[j] = kept;
}

/** Sum of numbers that lie apart, such as a column: one after another. */
export function plainSum(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Ranges of so many steps and fewer are sorted by insertion. */
const SMALL = 16;
