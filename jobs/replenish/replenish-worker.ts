import { readFile, writeFile } from "node:fs/promises";
import { decodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { encodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { decodeFactsShard } from "./facts-shard.ts";
import { type PlanSettings, ShardPlanner } from "./plan-shard.ts";
import type { ShardTotals } from "./shard-totals.ts";
import { totalsOf } from "./shard-totals.ts";

/** Local files of one shard. */
export interface ShardTask {
  readonly forecasts: string;
  readonly facts: string;
  readonly orders: string;
}

serveTasks(async (settings: PlanSettings) => {
  const planner = new ShardPlanner(settings);
  return async (task: ShardTask): Promise<ShardTotals> => {
    const forecasts = decodeForecastShard(await readFile(task.forecasts), task.forecasts);
    const facts = decodeFactsShard(await readFile(task.facts), task.facts);
    const orders = planner.plan(forecasts, (series) => facts.of(series));
    await writeFile(task.orders, encodeReorderShard(orders));
    return totalsOf(orders);
  };
});
