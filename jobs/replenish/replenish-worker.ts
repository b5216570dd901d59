import { readFile } from "node:fs/promises";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import { supplyShardKey } from "#lib/contracts/supply-shard.ts";
import { decodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { encodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { encodeSupplyShard } from "#lib/lake/supply-shards.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { decodeFactsShard } from "#lib/supply/facts-shard.ts";
import { ShardHistory } from "#lib/supply/series-history.ts";
import { type PlanSettings, ShardPlanner } from "./plan-shard.ts";
import { type ShardTotals, totalsOf } from "./shard-totals.ts";

export interface ReplenishShared extends PlanSettings {
  readonly lake: string;
  readonly run: string;
}

/** One shard, and the local files that the step laid out for it. */
export interface ShardTask {
  readonly shard: number;
  readonly forecasts: string;
  readonly facts: string;
}

serveTasks(async ({ lake: address, run, ...settings }: ReplenishShared) => {
  const lake = await openLake(address);
  const planner = new ShardPlanner(settings);
  return async ({ shard, forecasts, facts }: ShardTask): Promise<ShardTotals> => {
    const known = decodeFactsShard(await readFile(facts), facts);
    const history = new ShardHistory(await readPreparedShard(lake, run, shard), settings.dataset);
    const { orders, supply } = planner.plan(
      decodeForecastShard(await readFile(forecasts), forecasts),
      { factsOf: (series) => known.of(series), history },
    );
    await lake.write(supplyShardKey(run, shard), encodeSupplyShard(supply));
    await lake.write(shardKey(run, "replenish", shard), encodeReorderShard(orders));
    return totalsOf(orders);
  };
});
