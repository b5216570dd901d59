import { explainShard } from "#lib/candidates/explain-shard.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import { trendShardKey } from "#lib/contracts/trend-shard.ts";
import { encodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { encodeTrendShard } from "#lib/lake/trend-shards.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { openScoring, type ScoringSource } from "./open-scoring.ts";

export interface ScoreShared extends ScoringSource {
  readonly lake: string;
}

serveTasks(async (shared: ScoreShared) => {
  const { lake: address, run, dataset, trained } = shared;
  const lake = await openLake(address);
  const scoring = await openScoring(lake, shared);
  return async (index: number): Promise<number> => {
    // The run's name stands for all that decides a shard's bytes: what is there needs no second try.
    const isDone = await lake.stat(trendShardKey(run, index));
    if (isDone) return dataset.shardSeries[index] ?? 0;
    const prepared = await readPreparedShard(lake, run, index);
    const shard = remapStatics(prepared, dataset.statics, trained.statics);
    const { forecasts, trends } = await scoreShard(shard, scoring);
    const explanations = await explainShard(shard, forecasts, scoring);
    await lake.write(explanationShardKey(run, index), encodeExplanationShard(explanations));
    await lake.write(shardKey(run, "score", index), encodeForecastShard(forecasts));
    await lake.write(trendShardKey(run, index), encodeTrendShard(trends));
    return shard.item.length;
  };
});
