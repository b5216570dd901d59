import { type ScoringStep, shardName, stepKey } from "./lake-keys.ts";

export type TrendDirection = "rising" | "steady" | "falling";

/** Where the series of one shard are going, in the order of its forecasts. Written by `score`. */
export interface TrendShard {
  readonly shard: number;
  readonly item: readonly string[];
  readonly location: readonly string[];
  readonly direction: readonly TrendDirection[];
  /** [series] relative change of the level, 0.12 for 12 % more; NaN where the level was 0. */
  readonly change: Float32Array;
  /** [series] probability of `direction`, 0 … 1. */
  readonly probability: Float32Array;
  /** [series] units (or the configured target) that empty shelves lost over the latest horizon, estimated. */
  readonly lost: Float32Array;
}

/** @param step  that wrote it; where `reconcile` did, its word is the last */
export const trendShardKey = (run: string, shard: number, step: ScoringStep = "score"): string =>
  stepKey(run, step, `trend-${shardName(shard)}`);
