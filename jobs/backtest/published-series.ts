import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { historyUpTo } from "#lib/candidates/series-window.ts";
import type { ShardForecast } from "#lib/candidates/shard-forecast.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { ScoredSeries } from "#lib/forecasting/score-board.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import { readForecastShard } from "#lib/lake/forecast-shards.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readActuals } from "./actuals.ts";

/** Every published forecast of a run beside what the run that saw all knows of it. */
export async function* publishedSeries(
  lake: Lake,
  run: string,
  actualsRun: string,
): AsyncGenerator<ScoredSeries & { readonly item: string }> {
  const { cutoffPeriod, season, horizon, shardCount } = await readDataset(lake, run);
  const actuals = await readActuals(lake, actualsRun, cutoffPeriod);
  for (let index = 0; index < shardCount; index++) {
    const shard = await readPreparedShard(lake, run, index);
    const published = await readForecastShard(lake, run, index);
    for (const [s, item] of shard.item.entries()) {
      const segment = published.segment[s] ?? "";
      const actual = actuals.after(item, shard.location[s] ?? "");
      const scale = scaleOf(shard, s, cutoffPeriod, season);
      yield { item, segment, actual, scale, ...seriesOf(published, s, horizon) };
    }
  }
}

/** Seasonal error of the history of series `s`, units. */
export function scaleOf(
  shard: PreparedShard,
  s: number,
  cutoffPeriod: number,
  season: number,
): number {
  const { target, state } = historyUpTo(shard, s, cutoffPeriod);
  return seasonalError(target, state, season);
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
