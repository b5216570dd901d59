import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type BaselineName, baselineNames } from "#lib/forecasting/baselines.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";
import { baselineCandidates } from "./baseline-candidates.ts";
import type { ShardForecast } from "./shard-forecast.ts";

export const networkName = "network";
/** A way to forecast that blends are made of. */
export type MemberName = typeof networkName | BaselineName;
export const memberNames: readonly MemberName[] = [networkName, ...baselineNames];

/**
 * Every series of a shard by each member asked for, from what lies up to `cutoffPeriod`.
 *
 * @param forecaster undefined where no network was trained: then it must not be asked for
 */
export async function memberForecasts(
  shard: PreparedShard,
  cutoffPeriod: number,
  names: ReadonlySet<MemberName>,
  { settings, forecaster }: { settings: ForecastSettings; forecaster: Forecaster | undefined },
): Promise<Map<MemberName, ShardForecast>> {
  const simple = baselineNames.filter((name) => names.has(name));
  const members = new Map<MemberName, ShardForecast>(
    baselineCandidates(shard, cutoffPeriod, simple, settings),
  );
  if (names.has(networkName) && forecaster) {
    members.set(networkName, await forecaster.forecast(shard, cutoffPeriod));
  }
  return members;
}
