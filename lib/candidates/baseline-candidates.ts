import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type BaselineName, forecastBaselines } from "#lib/forecasting/baselines.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { historyUpTo } from "./series-window.ts";
import { blankShardForecast, type ShardForecast } from "./shard-forecast.ts";

/**
 * Series of a shard by each method of `names`, from their own histories up to `cutoffPeriod`.
 *
 * @param isWanted what is not wanted of a series stays 0
 */
export function baselineCandidates(
  shard: PreparedShard,
  cutoffPeriod: number,
  names: readonly BaselineName[],
  settings: ForecastSettings,
  isWanted: (name: string, series: number) => boolean,
): Map<BaselineName, ShardForecast> {
  const series = shard.item.length;
  const { horizon, levels } = settings;
  const candidates = new Map(
    names.map((name) => [name, blankShardForecast(series, horizon, levels.length)]),
  );
  for (let s = 0; s < series; s++) {
    const wanted = names.filter((name) => isWanted(name, s));
    if (wanted.length === 0) continue;
    const { target, state } = historyUpTo(shard, s, cutoffPeriod);
    const forecasts = forecastBaselines(target, state, wanted, settings);
    for (const [n, name] of wanted.entries()) {
      const from = forecasts[n];
      const into = candidates.get(name);
      if (!from || !into) continue;
      into.mean.set(from.mean, s * horizon);
      into.quantiles.set(from.quantiles, s * horizon * levels.length);
      into.saleProbability.set(from.saleProbability, s * horizon);
    }
  }
  return candidates;
}
