import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { aggregatesOf, type LevelIndex } from "#lib/candidates/level-index.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { type Reconciliation, reconcileShard } from "#lib/candidates/reconcile-shard.ts";
import { correctionsKey, type SeriesOverrides } from "#lib/contracts/corrections.ts";
import { explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { trendShardKey } from "#lib/contracts/trend-shard.ts";
import { periodDate } from "#lib/domain/period.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { decodeExplanationShard, encodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { decodeForecastShard, encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { decodeTrendShard, encodeTrendShard } from "#lib/lake/trend-shards.ts";
import { applyOverrides, bySeries } from "#lib/overrides/apply-overrides.ts";
import { explainCorrections } from "#lib/overrides/explain-corrections.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";

export interface AdjustShared {
  readonly lake: string;
  readonly run: string;
  readonly dataset: DatasetDescription;
  readonly levels: QuantileLevels;
  readonly index: LevelIndex;
  /** λ [aggregates · horizon]; undefined where series stay as they are. */
  readonly multipliers: Float64Array | undefined;
  /** Planners' corrections. */
  readonly overrides: readonly SeriesOverrides[];
}

serveTasks(async (shared: AdjustShared) => {
  const { run, dataset, multipliers, index } = shared;
  const lake = await openLake(shared.lake);
  const overrides = bySeries(shared.overrides);
  const settings = forecastSettings(dataset, shared.levels);
  const moving = multipliers && { dataset, index, settings, multipliers };
  const dates = Array.from({ length: dataset.horizon }, (_, h) =>
    periodDate(dataset.cutoffPeriod + 1 + h, dataset.calendar),
  );
  /** @returns Σ of the means that are published, [aggregates · horizon] */
  return async (shards: readonly number[]): Promise<Float64Array> => {
    const sums = new Float64Array(index.level.length * dataset.horizon);
    for (const number of shards) {
      const prepared = await readPreparedShard(lake, run, number);
      const scored = await readScored(lake, run, number);
      const moved = moving ? reconcileShard(prepared, scored, moving) : scored;
      const { forecasts } = moved;
      const corrections = applyOverrides(forecasts, overrides, dates, dataset.nonNegative);
      if (moving || corrections.length > 0) {
        const explanations = explainCorrections(moved.explanations, corrections);
        await writeReconciled(lake, run, number, { ...moved, explanations });
      }
      if (corrections.length > 0) await writeJson(lake, correctionsKey(run, number), corrections);
      addMeans(sums, prepared, forecasts, shared);
    }
    return sums;
  };
});

/** As `score` left them; forecasts are a copy, to be changed. */
async function readScored(lake: Lake, run: string, shard: number): Promise<Reconciliation> {
  const read = async <Shard>(key: string, decode: (bytes: Uint8Array, what: string) => Shard) =>
    decode(await lake.read(key), key);
  const forecasts = await read(shardKey(run, "score", shard), decodeForecastShard);
  const { mean, quantiles, saleProbability } = forecasts;
  return {
    forecasts: {
      ...forecasts,
      mean: mean.slice(),
      quantiles: quantiles.slice(),
      saleProbability: saleProbability.slice(),
    },
    trends: await read(trendShardKey(run, shard), decodeTrendShard),
    explanations: await read(explanationShardKey(run, shard), decodeExplanationShard),
  };
}

async function writeReconciled(
  lake: Lake,
  run: string,
  shard: number,
  { forecasts, trends, explanations }: Reconciliation,
): Promise<void> {
  const step = "reconcile";
  await lake.write(shardKey(run, step, shard), encodeForecastShard(forecasts));
  await lake.write(trendShardKey(run, shard, step), encodeTrendShard(trends));
  await lake.write(explanationShardKey(run, shard, step), encodeExplanationShard(explanations));
}

function addMeans(
  sums: Float64Array,
  prepared: PreparedShard,
  { mean }: ForecastShard,
  { dataset, index }: AdjustShared,
): void {
  const { horizon } = dataset;
  for (let s = 0; s < prepared.item.length; s++) {
    for (const a of aggregatesOf(prepared, s, dataset, index)) {
      for (let h = 0; h < horizon; h++) sums[a * horizon + h] += mean[s * horizon + h];
    }
  }
}
