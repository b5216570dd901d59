/** One candidate's forecasts of all series of a shard, in units of the target. */
export interface ShardForecast {
  /** [series · horizon] */
  readonly mean: Float32Array;
  /** [series · horizon · quantiles], never falling along the quantiles. */
  readonly quantiles: Float32Array;
  /** [series · horizon] probability that the target is above 0. */
  readonly saleProbability: Float32Array;
}

export function blankShardForecast(series: number, horizon: number, levels: number): ShardForecast {
  return {
    mean: new Float32Array(series * horizon),
    quantiles: new Float32Array(series * horizon * levels),
    saleProbability: new Float32Array(series * horizon),
  };
}

/** Of the forecasts of a shard, those of series `s`. */
export function seriesOf(
  { mean, quantiles }: Pick<ShardForecast, "mean" | "quantiles">,
  s: number,
  horizon: number,
) {
  const width = (horizon * quantiles.length) / mean.length;
  return {
    mean: mean.subarray(s * horizon, (s + 1) * horizon),
    quantiles: quantiles.subarray(s * width, (s + 1) * width),
  };
}
