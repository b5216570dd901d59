import { exponentialSmoothing } from "./exponential-smoothing.ts";
import { blankForecast, type Forecast, type ForecastSettings } from "./forecast.ts";
import { croston, teunterSyntetosBabai } from "./intermittent.ts";
import { movingAverage } from "./moving-average.ts";
import { type ObservedSeries, observeSeries } from "./observed-series.ts";
import { recentValues } from "./recent-values.ts";
import { seasonalNaive } from "./seasonal-naive.ts";
import { theta } from "./theta.ts";

export const baselineNames = [
  "seasonal-naive",
  "moving-average",
  "ets",
  "theta",
  "croston",
  "tsb",
  "recent-values",
] as const;
export type BaselineName = (typeof baselineNames)[number];

/** A method that forecasts one series from its own history alone. */
type Baseline = (series: ObservedSeries, settings: ForecastSettings) => Forecast;

/** Every method that stands beside the network, by the name it has in files and reports. */
const baselines = {
  "seasonal-naive": seasonalNaive,
  "moving-average": movingAverage,
  ets: exponentialSmoothing,
  theta,
  croston,
  tsb: teunterSyntetosBabai,
  "recent-values": recentValues,
} as const satisfies Record<BaselineName, Baseline>;

/**
 * Forecasts one series by each method of `names`, in their order. A series of which nothing was ever
 * observed is forecast to sell nothing.
 *
 * @param history  [periods] target, the last at the cutoff
 * @param state    [periods] 0 where observed; other periods are gaps, not zeros
 */
export function forecastBaselines(
  history: Float32Array,
  state: Uint8Array,
  names: readonly BaselineName[],
  settings: ForecastSettings,
): Forecast[] {
  const series = observeSeries(history, state);
  return names.map((name) =>
    series.observed === 0 ? blankForecast(settings) : baselines[name](series, settings),
  );
}
