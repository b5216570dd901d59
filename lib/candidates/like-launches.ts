import type { ExpectedLevels, LaunchSales } from "#lib/contracts/expected-levels.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { blankForecast, type Forecast, type ForecastSettings } from "#lib/forecasting/forecast.ts";
import { drawSample, sampleOf } from "#lib/forecasting/weighted-sample.ts";
import { historyUpTo } from "./series-window.ts";
import type { ShardForecast } from "./shard-forecast.ts";

/** Launches drawn from; half or twice as many do as well. */
const drawn = 60;
/** Fewer say little of their spread. */
const fewestLaunches = 30;
/** Weight of a value from another phase of the season: so that phases that few launches saw are told at all. */
const otherPhase = 0.02;

/**
 * Forecasts series that never sold by what launches sold of which about as much had been expected, into the
 * rows of a forecast that knows nothing of them.
 */
export function forecastUnsold(
  shard: PreparedShard,
  cutoffPeriod: number,
  { ofItem, ofLocation, launches }: ExpectedLevels,
  settings: ForecastSettings,
  into: ShardForecast,
): void {
  const { horizon, levels } = settings;
  for (const [s, row] of shard.itemRow.entries()) {
    const { target, state } = historyUpTo(shard, s, cutoffPeriod);
    if (target.some((value, t) => state[t] === 0 && value > 0)) continue;
    const here = ofLocation[shard.locationRow[s] as number] ?? 0;
    const expected = (ofItem[row] ?? Number.NaN) + here;
    const forecast = likeLaunches(expected, cutoffPeriod + 1, launches, settings);
    if (forecast === undefined) continue;
    into.mean.set(forecast.mean, s * horizon);
    into.quantiles.set(forecast.quantiles, s * horizon * levels.length);
    into.saleProbability.set(forecast.saleProbability, s * horizon);
  }
}

/**
 * Draws the first periods of a series from those of the launches nearest to it in what was expected of them
 * (nearest-neighbour quantiles, Stone 1977). Launches count for what they sold, whatever was expected, so
 * that neither a bias nor a spread of the expectation is inherited.
 *
 * @param expected log of the level expected; NaN unknown
 * @param first    period of the first step
 * @returns undefined where there are too few launches, or nothing is expected
 */
export function likeLaunches(
  expected: number,
  first: number,
  launches: LaunchSales,
  settings: ForecastSettings,
): Forecast | undefined {
  if (Number.isNaN(expected) || launches.expected.length < fewestLaunches) return undefined;
  const { season, horizon, levels, wholeNumbers } = settings;
  const from = nearestRun(launches.expected, expected);
  const end = Math.min(from + drawn, launches.expected.length);
  const sold = Float64Array.from(launches.sold.subarray(from * horizon, end * horizon));
  const { values, placeOf } = sampleOf(sold);
  const forecast = blankForecast(settings);
  for (let h = 0; h < horizon; h++) {
    const weights = new Float64Array(values.length);
    for (const [at, place] of placeOf.entries()) {
      if (place < 0) continue;
      const launched = launches.firstPeriod[from + Math.floor(at / horizon)] as number;
      const isSame = (launched + (at % horizon) - first - h) % season === 0;
      weights[place] = (weights[place] as number) + (isSame ? 1 : otherPhase);
    }
    const { mean, above, quantiles } = drawSample(values, weights, levels, wholeNumbers ? 0.5 : 0);
    forecast.mean[h] = mean;
    forecast.saleProbability[h] = above;
    forecast.quantiles.set(quantiles, h * levels.length);
  }
  return forecast;
}

/** Where the `drawn` values nearest to `value` begin in an ascending list. */
function nearestRun(ascending: Float32Array, value: number): number {
  let from = 0;
  const most = ascending.length - drawn;
  while (
    from < most &&
    (ascending[from + drawn] as number) - value < value - (ascending[from] as number)
  ) {
    from++;
  }
  return from;
}
