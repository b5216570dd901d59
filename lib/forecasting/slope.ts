import { observedMean } from "./observed-series.ts";

/** Least-squares slope a period, gaps left out. */
export function slopeOf(values: Float64Array, mean = observedMean(values)): number {
  let time = 0;
  let count = 0;
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t])) continue;
    time += t;
    count += 1;
  }
  let covariance = 0;
  let variance = 0;
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t])) continue;
    covariance += (t - time / count) * (values[t] - mean);
    variance += (t - time / count) ** 2;
  }
  return variance > 0 ? covariance / variance : 0;
}
