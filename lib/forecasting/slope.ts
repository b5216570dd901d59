import { observedMean } from "./observed-series.ts";

/** A least-squares line through the observed values. */
interface FittedSlope {
  /** b, units a period. */
  readonly slope: number;
  /** Squared standard error of b, its errors taken as independent. */
  readonly variance: number;
}

/** Least-squares slope a period, gaps left out. */
export const slopeOf = (values: Float64Array): number => fitSlope(values).slope;

/**
 * The slope drawn towards none by how uncertain it is, so that a short history starts no trend:
 *
 *     b · max(0, 1 − var(b) / b²)
 */
export function cautiousSlope(values: Float64Array): number {
  const { slope, variance } = fitSlope(values);
  return slope === 0 ? 0 : slope * Math.max(0, 1 - variance / slope ** 2);
}

function fitSlope(values: Float64Array): FittedSlope {
  const mean = observedMean(values);
  const middle = observedMean(values.map((value, t) => (Number.isNaN(value) ? value : t)));
  let covariance = 0;
  let times = 0;
  let squares = 0;
  let count = 0;
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t])) continue;
    covariance += (t - middle) * (values[t] - mean);
    times += (t - middle) ** 2;
    squares += (values[t] - mean) ** 2;
    count += 1;
  }
  if (times === 0) return { slope: 0, variance: 0 };
  const slope = covariance / times;
  const unexplained = Math.max(0, squares - slope * covariance);
  return { slope, variance: unexplained / Math.max(1, count - 2) / times };
}
