/**
 * The value that is at place `n` of the values in rising order, counted from 0; puts them in another order. Hoare's
 * "Algorithm 65: Find" (Communications of the ACM 4, 1961), a tenth of the time of sorting.
 */
export function nthSmallest(values: Float64Array, n: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const [high, low] = partition(values, left, right, values[n] as number);
    if (high < n) left = low;
    if (n < low) right = high;
  }
  return values[n] as number;
}

/** Moves what is under the pivot to the left. @returns where the left part ends, and the right begins */
function partition(
  values: Float64Array,
  left: number,
  right: number,
  pivot: number,
): readonly [high: number, low: number] {
  let low = left;
  let high = right;
  while (low <= high) {
    while ((values[low] as number) < pivot) low++;
    while ((values[high] as number) > pivot) high--;
    if (low > high) break;
    const kept = values[low] as number;
    values[low++] = values[high] as number;
    values[high--] = kept;
  }
  return [high, low];
}
