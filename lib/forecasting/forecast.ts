import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";

/** What is forecast of one series: the same shape whoever made it. */
export interface Forecast {
  /** [horizon] expected target a period. */
  readonly mean: Float32Array;
  /** [horizon · levels], never falling along the levels. */
  readonly quantiles: Float32Array;
  /** [horizon] probability that the target is above 0. */
  readonly saleProbability: Float32Array;
}

/** What a forecast is asked for. */
export interface ForecastSettings {
  /** Periods in a season; 1 for none. */
  readonly season: number;
  /** Periods forecast after the last of the history. */
  readonly horizon: number;
  readonly levels: QuantileLevels;
  /** Whether the target is never below 0, so that nothing forecast is either. */
  readonly nonNegative: boolean;
  /** Whether the target is counted, so that less than a half is no sale. */
  readonly wholeNumbers: boolean;
}

/** A forecast of zeros, to be filled. */
export function blankForecast({ horizon, levels }: ForecastSettings): Forecast {
  return {
    mean: new Float32Array(horizon),
    quantiles: new Float32Array(horizon * levels.length),
    saleProbability: new Float32Array(horizon),
  };
}
