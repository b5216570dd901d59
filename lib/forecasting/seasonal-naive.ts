import type { Forecast, ForecastSettings } from "./forecast.ts";
import { describeErrors, forecastWithErrors } from "./forecast-errors.ts";
import { type ObservedSeries, observedMean } from "./observed-series.ts";

/**
 * What sold at the same phase of the last season sells again.
 *
 *     ŷ(n + h) = y(n + h − m·k),   k = ⌈h / m⌉,   or the latest observed value of that phase
 *     spread   = √k times that of  y(t) − y(t − m)         (Hyndman & Athanasopoulos, FPP3 §5.5)
 *
 * A history within one season knows no phase: it is forecast by its latest value.
 */
export function seasonalNaive(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const { values } = series;
  const season = values.length > settings.season ? settings.season : 1;
  const { latest, errors } = replaySeasons(values, season);
  const point = new Float64Array(settings.horizon);
  const growth = new Float64Array(settings.horizon);
  for (let h = 0; h < settings.horizon; h++) {
    point[h] = latest[(values.length + h) % season];
    growth[h] = Math.sqrt(Math.floor(h / season) + 1);
  }
  const described = describeErrors(errors, season, observedMean(values));
  return forecastWithErrors({ point, growth, errors: described, periods: values.length }, settings);
}

/** The latest value of each phase, with the errors made by it on the way. */
function replaySeasons(values: Float64Array, season: number) {
  const latest = new Float64Array(season).fill(Number.NaN);
  const errors = new Float64Array(values.length).fill(Number.NaN);
  let last = 0;
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t])) continue;
    errors[t] = values[t] - latest[t % season];
    latest[t % season] = values[t];
    last = values[t];
  }
  return { latest: latest.map((value) => (Number.isNaN(value) ? last : value)), errors };
}
