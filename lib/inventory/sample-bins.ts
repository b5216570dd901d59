/** A sample in bins of equal width, each a point at its mean: what is counted or summed of it costs no sort. */
export interface SampleBins {
  readonly low: number;
  readonly width: number;
  /** [bins] */
  readonly counts: Float64Array;
  readonly sums: Float64Array;
}

/** @param values finite */
export function sampleBins(values: Float64Array, bins: number): SampleBins {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const width = Math.max((high - low) / (bins - 1), Number.MIN_VALUE);
  const [counts, sums] = [new Float64Array(bins), new Float64Array(bins)];
  for (const value of values) {
    const bin = Math.floor((value - low) / width);
    counts[bin] = (counts[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + value;
  }
  return { low, width, counts, sums };
}
