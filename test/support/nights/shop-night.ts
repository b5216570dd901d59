import { shardKey } from "#lib/contracts/lake-keys.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import type { SeriesForecast } from "#lib/inventory/demand-paths.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { normalForecast } from "#test/support/inventory/forecasts.ts";
import type { Night } from "./night.ts";

type Series = readonly (readonly [item: string, location: string])[];

const flatten = (rows: readonly Float32Array[]) =>
  Float32Array.from(rows.flatMap((row) => [...row]));

/** Leaves forecasts of a shard as score would: every series sells 10 a day, give or take 3. */
export async function writeForecasts(
  night: Night,
  shard: number,
  series: Series,
  forecastOf: (item: string) => SeriesForecast = () => normalForecast(10, 3),
): Promise<void> {
  const each = series.map(([item]) => forecastOf(item));
  const bytes = encodeForecastShard({
    shard,
    item: series.map(([item]) => item),
    location: series.map(([, location]) => location),
    mean: flatten(each.map(({ mean }) => mean)),
    quantiles: flatten(each.map(({ quantiles }) => quantiles)),
    saleProbability: flatten(each.map(({ saleProbability }) => saleProbability)),
    method: series.map(() => "network"),
    segment: series.map(() => "all"),
  });
  await night.lake.write(shardKey(night.context.run, "score", shard), bytes);
  await writeHistory(night, shard, series);
}

const historyDays = 100;

/** Hundred days up to the cutoff: ten a day, or what is given, at a price where one is. */
export async function writeHistory(
  night: Night,
  shard: number,
  series: Series,
  { target, price }: { readonly target?: Float32Array; readonly price?: Float32Array } = {},
): Promise<void> {
  const last = toEpochDay(parseBusinessDate("2026-06-30"));
  const bytes = encodePreparedShard(
    {
      shard,
      item: series.map(([item]) => item),
      location: series.map(([, location]) => location),
      itemRow: new Int32Array(series.length).fill(-1),
      locationRow: new Int32Array(series.length).fill(-1),
      firstPeriod: new Int32Array(series.length).fill(last - historyDays + 1),
      offsets: Int32Array.from({ length: series.length + 1 }, (_, s) => s * historyDays),
      target: target ?? new Float32Array(series.length * historyDays).fill(10),
      state: new Uint8Array(series.length * historyDays),
      past: new Map(price ? [["price", price]] : []),
      known: new Map(),
      statics: new Map(),
    },
    28,
  );
  await night.lake.write(shardKey(night.context.run, "prepare", shard), bytes);
}
