/** Values that may come again, smallest first. */
export interface SortedSample {
  /** [values] sorted. */
  readonly values: Float64Array;
  /** [values] the period each was observed in. */
  readonly periods: Int32Array;
}

/** @param values  [periods] NaN where unobserved */
export function sortSample(values: Float64Array): SortedSample {
  const kept: number[] = [];
  for (let t = 0; t < values.length; t++) if (!Number.isNaN(values[t])) kept.push(t);
  const periods = Int32Array.from(kept).sort((a, b) => values[a] - values[b]);
  return { values: Float64Array.from(periods, (t) => values[t]), periods };
}

/** The sample as it was before period `end`. */
export function sampleBefore({ values, periods }: SortedSample, end: number): SortedSample {
  const before = (_: number, i: number) => periods[i] < end;
  return { values: values.filter(before), periods: periods.filter(before) };
}

/** What a weighted draw from a sample is like. */
export interface DrawnSample {
  readonly mean: number;
  /** [levels] */
  readonly quantiles: Float64Array;
  /** Share of the weight above the threshold asked for. */
  readonly above: number;
}

/**
 * Mean, quantiles and tail of a weighted sample.
 *
 *     Q(τ) = least value whose cumulated weight reaches τ
 *
 * @param weights  [values] in the order of the sorted values
 */
export function drawSample(
  values: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
  threshold: number,
): DrawnSample {
  let total = 0;
  let sum = 0;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i];
    sum += weights[i] * values[i];
    if (values[i] > threshold) above += weights[i];
  }
  const quantiles = new Float64Array(levels.length);
  let q = 0;
  let reached = 0;
  for (let i = 0; i < values.length && q < levels.length; i++) {
    reached += weights[i];
    while (q < levels.length && reached >= levels[q] * total) quantiles[q++] = values[i];
  }
  while (q < levels.length) quantiles[q++] = values.at(-1) ?? 0;
  return { mean: total > 0 ? sum / total : 0, quantiles, above: total > 0 ? above / total : 0 };
}
