/** A history as a sample of the values that came, each value once. */
export interface ValueSample {
  /** [values] rising, none twice. */
  readonly values: Float64Array;
  /** [periods] place of a period's value among `values`; -1 where unobserved. */
  readonly placeOf: Int32Array;
}

/** @param history  [periods] NaN where unobserved */
export function sampleOf(history: Float64Array): ValueSample {
  const sorted = history.filter((value) => !Number.isNaN(value)).sort();
  const values = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const placeOf = new Int32Array(history.length);
  for (let t = 0; t < history.length; t++) placeOf[t] = placeAmong(values, history[t]);
  return { values, placeOf };
}

/** Place of `value` among rising `values`, one of which it is; -1 where it is NaN. */
function placeAmong(values: Float64Array, value: number): number {
  if (Number.isNaN(value)) return -1;
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle] < value) from = middle + 1;
    else to = middle;
  }
  return from;
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
 * Mean, quantiles and tail of a weighted sample; all 0 where nothing weighs anything.
 *
 *     Q(τ) = least value whose cumulated weight reaches τ
 *
 * @param values   rising
 * @param weights  [values]
 */
export function drawSample(
  values: Float64Array,
  weights: Float64Array,
  levels: readonly number[],
  threshold: number,
): DrawnSample {
  const quantiles = new Float64Array(levels.length);
  let [total, sum, above, largest] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    total += weights[i];
    sum += weights[i] * values[i];
    if (values[i] > threshold) above += weights[i];
    if (weights[i] > 0) largest = values[i];
  }
  if (total === 0) return { mean: 0, quantiles, above: 0 };
  let q = 0;
  let reached = 0;
  for (let i = 0; i < values.length && q < levels.length; i++) {
    reached += weights[i];
    while (q < levels.length && reached >= levels[q] * total) quantiles[q++] = values[i];
  }
  quantiles.fill(largest, q);
  return { mean: sum / total, quantiles, above: above / total };
}
