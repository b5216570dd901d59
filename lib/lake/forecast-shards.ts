import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import { type Column, DecodedColumns, encodeColumns, evenLists } from "./column-codec.ts";
import type { Lake } from "./lake.ts";
import { scoredKey } from "./scored-key.ts";

/** Forecasts as Arrow IPC: one row a series; lists of horizon, or of horizon · quantiles. */
export function encodeForecastShard(shard: ForecastShard): Uint8Array {
  const rows = shard.item.length;
  const columns = new Map<string, Column>([
    ["item", shard.item],
    ["location", shard.location],
    ["mean", evenLists(shard.mean, rows)],
    ["quantiles", evenLists(shard.quantiles, rows)],
    ["saleProbability", evenLists(shard.saleProbability, rows)],
    ["method", shard.method],
    ["segment", shard.segment],
  ]);
  return encodeColumns(columns, { shard: String(shard.shard) });
}

export function decodeForecastShard(bytes: Uint8Array, what: string): ForecastShard {
  const columns = new DecodedColumns(bytes, what);
  return {
    shard: Number(columns.metadata("shard")),
    item: columns.text("item"),
    location: columns.text("location"),
    mean: columns.float32List("mean").values,
    quantiles: columns.float32List("quantiles").values,
    saleProbability: columns.float32List("saleProbability").values,
    method: columns.text("method"),
    segment: columns.text("segment"),
  };
}

/** Where the forecasts of a shard lie that a run publishes. */
export const forecastShardKey = (lake: Lake, run: string, shard: number): Promise<string> =>
  scoredKey(lake, (step) => shardKey(run, step, shard));

export async function readForecastShard(
  lake: Lake,
  run: string,
  shard: number,
): Promise<ForecastShard> {
  const key = await forecastShardKey(lake, run, shard);
  return decodeForecastShard(await lake.read(key), key);
}
