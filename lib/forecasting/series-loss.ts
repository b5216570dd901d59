import { quantileLoss } from "./quantile-loss.ts";

/**
 * Σ quantile loss over the known periods of one series, units.
 *
 * @param actual     [horizon] NaN where unknown
 * @param quantiles  [horizon · levels]
 */
export function seriesLoss(
  actual: Float32Array,
  quantiles: Float32Array,
  levels: readonly number[],
): number {
  let total = 0;
  for (let h = 0; h < actual.length; h++) {
    if (!Number.isNaN(actual[h])) total += quantileLoss(actual[h], quantiles, h, levels);
  }
  return total;
}
