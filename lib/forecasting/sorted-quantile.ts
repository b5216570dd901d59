/**
 * Quantile of a sorted sample by linear interpolation between order statistics (type 7 of Hyndman &
 * Fan 1996):  x at position (n − 1) · level.
 */
export function sortedQuantile(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return 0;
  const position = (sorted.length - 1) * level;
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
