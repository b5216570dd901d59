import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { packedLength } from "#lib/domain/cholesky.ts";
import { addShared } from "#lib/forecasting/mint.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import { aggregatesOf, type LevelIndex } from "./level-index.ts";
import { actualsAfter, historyUpTo } from "./series-window.ts";

/** What series' forecasts from one cutoff add up to. */
export interface LevelSums {
  /** A D Aᵀ, packed. */
  readonly shared: Float64Array;
  /** [aggregates · horizon] Σ of the mean forecasts. */
  readonly forecast: Float64Array;
  /** [aggregates · horizon] Σ (forecast − actual) over the series whose actual is known. */
  readonly missed: Float64Array;
  /** Σ (forecast − actual)² / variance over series and known periods. */
  seriesLoss: number;
}

export function blankLevelSums(aggregates: number, horizon: number): LevelSums {
  return {
    shared: new Float64Array(packedLength(aggregates)),
    forecast: new Float64Array(aggregates * horizon),
    missed: new Float64Array(aggregates * horizon),
    seriesLoss: 0,
  };
}

export function mergeLevelSums(into: LevelSums, from: LevelSums): void {
  for (const part of ["shared", "forecast", "missed"] as const) {
    for (const [i, value] of from[part].entries()) into[part][i] += value;
  }
  into.seriesLoss += from.seriesLoss;
}

/**
 * Variance of a series' forecast as its history up to `cutoffPeriod` has it: its seasonal error squared,
 * units². 0 while it is shorter than a season: nothing is known, and nothing is moved.
 */
export function seriesVariance(
  shard: PreparedShard,
  s: number,
  cutoffPeriod: number,
  season: number,
): number {
  const { target, state } = historyUpTo(shard, s, cutoffPeriod);
  return target.length > season ? seasonalError(target, state, season) ** 2 : 0;
}

/**
 * Adds the series of a shard.
 *
 * @param mean  [series · horizon] forecasts from `cutoffPeriod`
 */
export function addToLevels(
  sums: LevelSums,
  shard: PreparedShard,
  mean: Float32Array,
  { cutoffPeriod, dataset, index }: LeveledForecasts,
): void {
  const { horizon, season } = dataset;
  for (let s = 0; s < shard.item.length; s++) {
    const aggregates = aggregatesOf(shard, s, dataset, index);
    const variance = seriesVariance(shard, s, cutoffPeriod, season);
    if (variance > 0) addShared(sums.shared, aggregates, variance);
    const actual = actualsAfter(shard, s, cutoffPeriod, horizon);
    for (let h = 0; h < horizon; h++) {
      const value = mean[s * horizon + h];
      const error = Number.isNaN(actual[h]) ? 0 : value - actual[h];
      if (variance > 0) sums.seriesLoss += (error * error) / variance;
      for (const a of aggregates) {
        sums.forecast[a * horizon + h] += value;
        sums.missed[a * horizon + h] += error;
      }
    }
  }
}

export interface LeveledForecasts {
  readonly cutoffPeriod: number;
  readonly dataset: DatasetDescription;
  readonly index: LevelIndex;
}
