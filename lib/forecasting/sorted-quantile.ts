/**
 * Quantile of a sorted sample by linear interpolation between order statistics, x at place
 * (n + 1) · level (type 6 of Hyndman & Fan 1996): a next draw falls below it with that probability,
 * so that few errors do not promise too narrow a range.
 */
export function sortedQuantile(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return 0;
  const place = (sorted.length + 1) * level - 1;
  const position = Math.min(sorted.length - 1, Math.max(0, place));
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Share of a sorted sample that lies above `threshold`. */
export function shareAbove(sorted: Float64Array, threshold: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] > threshold) high = middle;
    else low = middle + 1;
  }
  return sorted.length === 0 ? 0 : (sorted.length - low) / sorted.length;
}
