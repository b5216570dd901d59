import type { LevelIndex } from "#lib/candidates/level-index.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { LevelForecasts } from "#lib/contracts/level-forecasts.ts";
import { moveTo } from "#lib/forecasting/move-forecast.ts";

/**
 * Forecasts of the sums, coherent in the mean: quantiles of each as it was forecast by itself, moved to
 * what its series add up to.
 *
 * @param sums  [aggregates · horizon] Σ of the published means
 */
export function levelForecasts(
  { level, group }: LevelIndex,
  series: Int32Array,
  sums: Float64Array,
  { mean, quantiles, saleProbability, method }: ForecastShard,
  { nonNegative }: { readonly nonNegative: boolean },
): LevelForecasts {
  const levels = quantiles.length / Math.max(1, mean.length);
  const moved = { mean: mean.slice(), quantiles: quantiles.slice() };
  for (const [at, sum] of sums.entries()) {
    const period = {
      mean: moved.mean.subarray(at, at + 1),
      quantiles: moved.quantiles.subarray(at * levels, (at + 1) * levels),
      saleProbability: saleProbability.slice(at, at + 1),
    };
    moveTo(period, sum, nonNegative);
  }
  return { level, group, series, ...moved, method };
}
