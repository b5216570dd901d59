import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { beginNight, describeRun, type Night } from "./night.ts";

/** A run whose series are prepared, and nothing else. */
export async function preparedNight(
  { dataset, shards }: { dataset: DatasetDescription; shards: readonly PreparedShard[] },
  more: string,
): Promise<Night> {
  const night = await beginNight(more);
  const { lake, context } = night;
  for (const shard of shards) {
    const bytes = encodePreparedShard(shard, dataset.horizon);
    await lake.write(shardKey(context.run, "prepare", shard.shard), bytes);
  }
  await writeJson(lake, stepKey(context.run, "prepare", "dataset.json"), dataset);
  await describeRun(night);
  return night;
}
