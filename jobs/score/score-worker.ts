import { explainShard } from "#lib/candidates/explain-shard.ts";
import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { decodeRunModel } from "#lib/candidates/run-model.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import type { TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { trendShardKey } from "#lib/contracts/trend-shard.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { encodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { encodeTrendShard } from "#lib/lake/trend-shards.ts";
import { openExplainer } from "#lib/models/explainer.ts";
import { openForecaster } from "#lib/models/forecaster.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";

export interface ScoreShared {
  readonly lake: string;
  readonly run: string;
  readonly dataset: DatasetDescription;
  readonly levels: QuantileLevels;
  readonly trained: TrainedSelection;
  /** Bytes of the network; undefined where no segment uses it. */
  readonly model: Uint8Array | undefined;
}

serveTasks(async ({ lake: address, run, dataset, levels, trained, model }: ScoreShared) => {
  const lake = await openLake(address);
  const learned = model && (await decodeRunModel(lake, run, model));
  const options = { threads: 1, text: learned?.text };
  const forecaster = learned && (await openForecaster(learned.model, options));
  const explainer = learned && (await openExplainer(learned.model, options));
  const settings = forecastSettings(dataset, levels);
  return async (index: number): Promise<number> => {
    // The run's name stands for all that decides a shard's bytes: what is there needs no second try.
    const isDone = await lake.stat(trendShardKey(run, index));
    if (isDone) return dataset.shardSeries[index] ?? 0;
    const shard = await readPreparedShard(lake, run, index);
    const known = remapStatics(shard, dataset.statics, trained.statics);
    const { cutoffPeriod } = dataset;
    const scoring = { ...trained, cutoffPeriod, settings, forecaster, explainer };
    const { forecasts, trends } = await scoreShard(known, scoring);
    const explanations = await explainShard(known, forecasts, scoring);
    await lake.write(explanationShardKey(run, index), encodeExplanationShard(explanations));
    await lake.write(shardKey(run, "score", index), encodeForecastShard(forecasts));
    await lake.write(trendShardKey(run, index), encodeTrendShard(trends));
    return shard.item.length;
  };
});
