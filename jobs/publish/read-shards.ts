import type { AppliedCorrection } from "#lib/contracts/corrections.ts";
import { type ExplanationShard, explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { reorderShardKey, shardKey } from "#lib/contracts/lake-keys.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { type TrendShard, trendShardKey } from "#lib/contracts/trend-shard.ts";
import { decodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { readForecastShard } from "#lib/lake/forecast-shards.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { scoredKey } from "#lib/lake/scored-key.ts";
import { decodeTrendShard } from "#lib/lake/trend-shards.ts";
import { readCorrections } from "./earlier-corrections.ts";

/** All that is known of the series of one shard; steps that did not run left nothing. */
export interface SeriesShards {
  readonly prepared: PreparedShard;
  readonly forecasts: ForecastShard;
  readonly reorders: ReorderShard | undefined;
  readonly trends: TrendShard | undefined;
  readonly corrections: readonly AppliedCorrection[];
  readonly explanations: ExplanationShard | undefined;
}

export async function readShards(lake: Lake, run: string, shard: number): Promise<SeriesShards> {
  const [prepared, reorders] = [shardKey(run, "prepare", shard), reorderShardKey(run, shard)];
  const trends = await scoredKey(lake, (step) => trendShardKey(run, shard, step));
  const explanations = await scoredKey(lake, (step) => explanationShardKey(run, shard, step));
  return {
    prepared: decodePreparedShard(await lake.read(prepared), prepared),
    forecasts: await readForecastShard(lake, run, shard),
    reorders: await readIfThere(lake, reorders, decodeReorderShard),
    trends: await readIfThere(lake, trends, decodeTrendShard),
    corrections: await readCorrections(lake, run, shard),
    explanations: await readIfThere(lake, explanations, decodeExplanationShard),
  };
}

/** Orders of warehouses, which lie behind those of all series; a run without warehouses has none. */
export function readWarehouseOrders(
  lake: Lake,
  run: string,
  shardCount: number,
): Promise<ReorderShard | undefined> {
  return readIfThere(lake, reorderShardKey(run, shardCount), decodeReorderShard);
}

async function readIfThere<Shard>(
  lake: Lake,
  key: string,
  decode: (bytes: Uint8Array, what: string) => Shard,
): Promise<Shard | undefined> {
  return (await lake.stat(key)) === undefined ? undefined : decode(await lake.read(key), key);
}
