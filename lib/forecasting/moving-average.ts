import type { Forecast, ForecastSettings } from "./forecast.ts";
import { describeErrors, forecastWithErrors } from "./forecast-errors.ts";
import { type ObservedSeries, observedMean, observedValues } from "./observed-series.ts";

/**
 * The mean of the last w observed periods, the same for every period to come. Of a few windows that
 * one is taken whose mean absolute error half a horizon ahead was least on the history; those errors
 * are its spread.
 *
 *     ŷ(n + h) = (1/w) Σ y(n − w + 1 … n),    e(t) = y(t) − ŷ(t | t − g),   g = ⌈horizon / 2⌉
 */
export function movingAverage(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const values = observedValues(series);
  const lead = Math.ceil(settings.horizon / 2);
  const totals = runningTotals(values);
  let best = windowErrors(values, totals, Math.max(1, values.length), lead);
  for (const window of windowsTried(settings.season, values.length)) {
    const tried = windowErrors(values, totals, window, lead);
    if (tried.meanAbsolute < best.meanAbsolute) best = tried;
  }
  const mean = observedMean(values, values.length - best.window);
  const errors = describeErrors(best.errors, 1, observedMean(values));
  const point = new Float64Array(settings.horizon).fill(mean);
  const growth = new Float64Array(settings.horizon).fill(1);
  return forecastWithErrors({ point, growth, errors, periods: values.length }, settings);
}

/** Windows of whole seasons, about doubling, up to half the history. */
function windowsTried(season: number, observed: number): number[] {
  return [1, 2, 4, 8, 13].map((seasons) => seasons * season).filter((w) => 2 * w <= observed);
}

function runningTotals(values: Float64Array): Float64Array {
  const totals = new Float64Array(values.length + 1);
  for (let t = 0; t < values.length; t++) totals[t + 1] = totals[t] + values[t];
  return totals;
}

/** Errors of a window, compared on the last half of the history so that all windows face the same. */
function windowErrors(values: Float64Array, totals: Float64Array, window: number, lead: number) {
  const errors = new Float64Array(values.length).fill(Number.NaN);
  let absolute = 0;
  let count = 0;
  for (let t = (values.length >> 1) + lead; t < values.length; t++) {
    const end = t - lead + 1;
    const start = Math.max(0, end - window);
    errors[t] = values[t] - (totals[end] - totals[start]) / (end - start);
    absolute += Math.abs(errors[t]);
    count += 1;
  }
  return {
    window,
    errors,
    meanAbsolute: count === 0 ? Number.POSITIVE_INFINITY : absolute / count,
  };
}
