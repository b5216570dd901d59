import { type ExplanationShard, withGroup } from "#lib/contracts/explanation-shard.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { TrendShard } from "#lib/contracts/trend-shard.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { reconcileSeries } from "#lib/forecasting/mint.ts";
import { moveTo } from "#lib/forecasting/move-forecast.ts";
import { seriesTrend } from "#lib/forecasting/series-trend.ts";
import { aggregatesOf, type LevelIndex } from "./level-index.ts";
import { seriesVariance } from "./level-sums.ts";
import { historyUpTo } from "./series-window.ts";

/** All that is said of the series of one shard. */
export interface Reconciliation {
  readonly forecasts: ForecastShard;
  readonly trends: TrendShard;
  readonly explanations: ExplanationShard;
}

interface Reconciling {
  readonly dataset: DatasetDescription;
  readonly index: LevelIndex;
  readonly settings: ForecastSettings;
  /** λ [aggregates · horizon] */
  readonly multipliers: Float64Array;
}

/** What forecasts of sums change of those of series is explained under this heading. */
const group = "totals";

/**
 * Moves the forecasts of a shard in place to what agrees with those of the sums; quantiles and chances of
 * a sale move with their mean. Trends are told anew, and explanations gain what the sums changed.
 */
export function reconcileShard(
  shard: PreparedShard,
  { forecasts, trends, explanations }: Reconciliation,
  reconciling: Reconciling,
): Reconciliation {
  const { settings, dataset } = reconciling;
  const { horizon } = settings;
  const direction = [...trends.direction];
  const [change, probability] = [trends.change.slice(), trends.probability.slice()];
  const moved = new Float32Array(shard.item.length);
  for (let s = 0; s < shard.item.length; s++) {
    const own = forecasts.mean.subarray(s * horizon, (s + 1) * horizon);
    moved[s] = moveSeries(shard, s, forecasts, reconciling);
    if (moved[s] === 0) continue;
    const { target, state } = historyUpTo(shard, s, dataset.cutoffPeriod);
    const trend = seriesTrend(target, state, own, settings);
    direction[s] = trend.direction;
    change[s] = trend.change;
    probability[s] = trend.probability;
  }
  return {
    forecasts,
    trends: { ...trends, direction, change, probability },
    explanations: withGroup(explanations, group, moved),
  };
}

/** @returns units that it moved by, over the horizon */
function moveSeries(
  shard: PreparedShard,
  s: number,
  { mean, quantiles, saleProbability }: ForecastShard,
  { dataset, index, settings, multipliers }: Reconciling,
): number {
  const { horizon, levels, nonNegative, season } = settings;
  const aggregates = aggregatesOf(shard, s, dataset, index);
  const variance = seriesVariance(shard, s, dataset.cutoffPeriod, season);
  const wanted = mean.slice(s * horizon, (s + 1) * horizon);
  reconcileSeries(wanted, aggregates, variance, multipliers, nonNegative);
  let moved = 0;
  for (const [h, value] of wanted.entries()) {
    const at = s * horizon + h;
    moved += value - mean[at];
    const period = {
      mean: mean.subarray(at, at + 1),
      quantiles: quantiles.subarray(at * levels.length, (at + 1) * levels.length),
      saleProbability: saleProbability.subarray(at, at + 1),
    };
    moveTo(period, value, nonNegative);
  }
  return moved;
}
