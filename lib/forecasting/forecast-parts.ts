import type { ForecastSettings } from "./forecast.ts";
import { seasonalLevel } from "./seasonal-level.ts";

/** What a forecast is made of, period by period; the four add up to its mean. */
export interface ForecastParts {
  /** [horizon] units: the latest level without season, the same for all periods. */
  readonly level: Float64Array;
  /** [horizon] what the place in the season adds to that level. */
  readonly season: Float64Array;
  /** [horizon] what the line through the rest adds: growth or decline. */
  readonly trend: Float64Array;
  /** [horizon] what none of these explains: price, promotion, holidays, … */
  readonly other: Float64Array;
}

/**
 * Splits a forecast into contributions that add up to it exactly.
 *
 *     level = r,   season = r (i(h) − 1) or i(h),   rest = mean − level − season
 *     trend = a + b h  by least squares through the rest,   other = rest − trend
 *
 * @param mean  [horizon]
 */
export function forecastParts(
  history: Float32Array,
  state: Uint8Array,
  mean: Float32Array,
  settings: ForecastSettings,
): ForecastParts {
  const latest = seasonalLevel(history, state, settings);
  const level = new Float64Array(mean.length).fill(latest.level);
  const season = latest.ahead.map((index) =>
    latest.kind === "multiplicative" ? latest.level * (index - 1) : index,
  );
  const rest = Float64Array.from(mean, (value, h) => value - level[h] - season[h]);
  const trend = leastSquaresLine(rest);
  return { level, season, trend, other: rest.map((value, h) => value - trend[h]) };
}

/** a + b h, fitted to all of `values`. */
function leastSquaresLine(values: Float64Array): Float64Array {
  const middle = (values.length - 1) / 2;
  let mean = 0;
  let covariance = 0;
  let variance = 0;
  for (let h = 0; h < values.length; h++) {
    mean += values[h] / values.length;
    covariance += (h - middle) * values[h];
    variance += (h - middle) ** 2;
  }
  const slope = variance > 0 ? covariance / variance : 0;
  return values.map((_, h) => mean + slope * (h - middle));
}
