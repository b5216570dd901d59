import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import { forecastShardKey } from "#lib/lake/forecast-shards.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { ShardFiles } from "./shard-files.ts";

/**
 * Brings the forecasts of some shards here, and lists their series as NDJSON of {shard, row, item,
 * location} for DuckDB to join.
 * @returns series in each shard
 */
export async function fetchForecasts(
  context: StepContext,
  shards: readonly number[],
  files: ShardFiles,
): Promise<ReadonlyMap<number, number>> {
  await mkdir(dirname(files.series), { recursive: true });
  const list = await open(files.series, "w");
  try {
    const shardSeries = new Map<number, number>();
    for (const shard of shards) {
      context.signal.throwIfAborted();
      shardSeries.set(shard, await fetchShard(context, shard, files, list));
    }
    return shardSeries;
  } finally {
    await list.close();
  }
}

async function fetchShard(
  { lake, run }: StepContext,
  shard: number,
  files: ShardFiles,
  list: FileHandle,
): Promise<number> {
  const path = files.forecasts(shard);
  await lake.download(await forecastShardKey(lake, run, shard), path);
  const columns = new DecodedColumns(await readFile(path), path);
  await list.appendFile(seriesLines(shard, columns.text("item"), columns.text("location")));
  return columns.rows;
}

function seriesLines(
  shard: number,
  items: readonly string[],
  locations: readonly string[],
): string {
  return items
    .map((item, row) => `${JSON.stringify({ shard, row, item, location: locations[row] })}\n`)
    .join("");
}
