import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { ShardFiles } from "./shard-files.ts";

/**
 * Brings the forecasts of all shards here, and lists their series as NDJSON of {shard, row, item,
 * location} for DuckDB to join.
 * @returns [shards] series in each
 */
export async function fetchForecasts(
  { lake, run, signal }: StepContext,
  shardCount: number,
  files: ShardFiles,
): Promise<number[]> {
  await mkdir(dirname(files.series), { recursive: true });
  const list = createWriteStream(files.series);
  const shardSeries: number[] = [];
  for (let shard = 0; shard < shardCount; shard++) {
    signal.throwIfAborted();
    const path = files.forecasts(shard);
    await lake.download(shardKey(run, "score", shard), path);
    const columns = new DecodedColumns(await readFile(path), path);
    shardSeries.push(columns.rows);
    const lines = seriesLines(shard, columns.text("item"), columns.text("location"));
    if (!list.write(lines)) await once(list, "drain");
  }
  list.end();
  await once(list, "finish");
  return shardSeries;
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
