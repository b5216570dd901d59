import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodePreparedShard } from "#lib/lake/prepared-shards.ts";

export const readDataset = (lake: Lake, run: string): Promise<DatasetDescription> =>
  requireJson<DatasetDescription>(lake, stepKey(run, "prepare", "dataset.json"));

export async function readPreparedShard(
  lake: Lake,
  run: string,
  shard: number,
): Promise<PreparedShard> {
  const key = shardKey(run, "prepare", shard);
  return decodePreparedShard(await lake.read(key), key);
}

/** The shards of a run in their order, one held at a time. */
export async function* preparedShards(
  lake: Lake,
  run: string,
  shardCount: number,
): AsyncGenerator<PreparedShard> {
  for (let shard = 0; shard < shardCount; shard++) yield await readPreparedShard(lake, run, shard);
}
