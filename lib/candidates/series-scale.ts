import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import { historyUpTo } from "./series-window.ts";

/** Seasonal error of the history of series `s`, units. */
export function scaleOf(
  shard: PreparedShard,
  s: number,
  cutoffPeriod: number,
  season: number,
): number {
  const { target, state } = historyUpTo(shard, s, cutoffPeriod);
  return seasonalError(target, state, season);
}
