import { explainShard } from "#lib/candidates/explain-shard.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { correctionsKey, type SeriesOverrides } from "#lib/contracts/corrections.ts";
import { explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import { trendShardKey } from "#lib/contracts/trend-shard.ts";
import { periodDate } from "#lib/domain/period.ts";
import { encodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { encodeTrendShard } from "#lib/lake/trend-shards.ts";
import { applyOverrides, bySeries } from "#lib/overrides/apply-overrides.ts";
import { explainCorrections } from "#lib/overrides/explain-corrections.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { openScoring, type ScoringSource } from "./open-scoring.ts";

export interface ScoreShared extends ScoringSource {
  readonly lake: string;
  /** Planners' corrections. */
  readonly overrides: readonly SeriesOverrides[];
}

serveTasks(async (shared: ScoreShared) => {
  const { lake: address, run, dataset, trained } = shared;
  const lake = await openLake(address);
  const scoring = await openScoring(lake, shared);
  const overrides = bySeries(shared.overrides);
  const dates = Array.from({ length: dataset.horizon }, (_, h) =>
    periodDate(dataset.cutoffPeriod + 1 + h, dataset.calendar),
  );
  return async (index: number): Promise<number> => {
    // The run's name stands for all that decides a shard's bytes: what is there needs no second try.
    const isDone = await lake.stat(trendShardKey(run, index));
    if (isDone) return dataset.shardSeries[index] ?? 0;
    const prepared = await readPreparedShard(lake, run, index);
    const shard = remapStatics(prepared, dataset.statics, trained.statics);
    const { forecasts, trends } = await scoreShard(shard, scoring);
    const explanations = await explainShard(shard, forecasts, scoring);
    const corrections = applyOverrides(forecasts, overrides, dates, dataset.nonNegative);
    if (corrections.length > 0) await writeJson(lake, correctionsKey(run, index), corrections);
    const explained = encodeExplanationShard(explainCorrections(explanations, corrections));
    await lake.write(explanationShardKey(run, index), explained);
    await lake.write(shardKey(run, "score", index), encodeForecastShard(forecasts));
    await lake.write(trendShardKey(run, index), encodeTrendShard(trends));
    return shard.item.length;
  };
});
