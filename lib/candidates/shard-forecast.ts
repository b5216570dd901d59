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
