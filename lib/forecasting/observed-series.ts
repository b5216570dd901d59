import { spikeBound } from "./spike-bound.ts";

/**
 * A history whose gaps are gaps, what was missing, closed or out of stock being no zero, and whose
 * spikes are bounded.
 */
export interface ObservedSeries {
  /** [periods] up to the cutoff, NaN where nothing was observed. */
  readonly values: Float64Array;
  /** Periods that were observed. */
  readonly observed: number;
}

/** Older periods than this say little of the next and cost time. */
const longestHistory = 1200;

/**
 * @param history  [periods] target, the last at the cutoff
 * @param state    [periods] 0 where the value was observed, anything else where it was not
 */
export function observeSeries(history: Float32Array, state: Uint8Array): ObservedSeries {
  const start = Math.max(0, history.length - longestHistory);
  const values = new Float64Array(history.length - start);
  let observed = 0;
  for (let t = 0; t < values.length; t++) {
    const known = state[start + t] === 0 && Number.isFinite(history[start + t]);
    values[t] = known ? history[start + t] : Number.NaN;
    if (known) observed += 1;
  }
  const bound = spikeBound(values);
  for (let t = 0; t < values.length; t++) if (values[t] > bound) values[t] = bound;
  return { values, observed };
}

/** The observed values alone, oldest first. */
export function observedValues({ values, observed }: ObservedSeries): Float64Array {
  const kept = new Float64Array(observed);
  let count = 0;
  for (const value of values) {
    if (!Number.isNaN(value)) kept[count++] = value;
  }
  return kept;
}

/** Mean of the observed values of a slice; 0 where there is none. */
export function observedMean(values: Float64Array, start = 0, end = values.length): number {
  let total = 0;
  let count = 0;
  for (let t = Math.max(0, start); t < end; t++) {
    if (Number.isNaN(values[t])) continue;
    total += values[t];
    count += 1;
  }
  return count === 0 ? 0 : total / count;
}
