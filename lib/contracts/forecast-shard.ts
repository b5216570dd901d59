/**
 * Forecasts of the series of one prepared shard, in the same order.
 * Written by `score`, read by `replenish`, `publish`, the API and backtests.
 */
export interface ForecastShard {
  readonly shard: number;
  readonly item: readonly string[];
  readonly location: readonly string[];
  /** [series · horizon], series-major, like all below. */
  readonly mean: Float32Array;
  /** [series · horizon · quantiles], not crossing, floored at 0 where the target is. */
  readonly quantiles: Float32Array;
  /** [series · horizon] probability that the target is above 0. */
  readonly saleProbability: Float32Array;
  /** [series] the candidate that was published for it: `network`, `ets`, `seasonal-naive`, … */
  readonly method: readonly string[];
  /** [series] the segment whose validation chose `method`. */
  readonly segment: readonly string[];
}

/** Whether the own history of a series of such a segment tells little of what comes. */
export const isUntold = (segment: string): boolean => segment === "cold" || segment === "new";
