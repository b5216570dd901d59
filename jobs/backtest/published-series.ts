import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { scaleOf } from "#lib/candidates/series-scale.ts";
import { seriesOf } from "#lib/candidates/shard-forecast.ts";
import type { ScoredSeries } from "#lib/forecasting/score-board.ts";
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
