import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import type { LevelIndex } from "#lib/candidates/level-index.ts";
import { addToLevels, blankLevelSums, type LevelSums } from "#lib/candidates/level-sums.ts";
import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import type { TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { decodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";

export interface SumShared {
  readonly lake: string;
  readonly run: string;
  readonly dataset: DatasetDescription;
  readonly levels: QuantileLevels;
  readonly trained: TrainedSelection;
  /** Bytes of a network that knows nothing after the earliest of `cutoffs`. */
  readonly trial: Uint8Array | undefined;
  readonly cutoffs: readonly number[];
  /** Shards that are forecast anew from each of them. */
  readonly validated: ReadonlySet<number>;
  readonly index: LevelIndex;
}

/** What the series of some shards add up to: at each validation cutoff, and in what is to be published. */
export interface SummedShards {
  readonly windows: readonly LevelSums[];
  readonly published: LevelSums;
}

serveTasks(async (shared: SumShared) => {
  const { run, dataset, levels, trained, trial, cutoffs, validated, index } = shared;
  const lake = await openLake(shared.lake);
  const asOf = Math.min(...cutoffs);
  const forecaster = trial && (await openRunForecaster(lake, run, trial, { threads: 1, asOf }));
  const expected = cutoffs.length > 0 ? await readExpectedLevels(lake, run, asOf) : undefined;
  const scoring = { ...trained, settings: forecastSettings(dataset, levels), forecaster, expected };
  const blank = () => blankLevelSums(index.level.length, dataset.horizon);
  return async (shards: readonly number[]): Promise<SummedShards> => {
    const summed = { windows: cutoffs.map(blank), published: blank() };
    for (const number of shards) {
      const shard = await readPreparedShard(lake, run, number);
      const known = remapStatics(shard, dataset.statics, trained.statics);
      for (const [w, cutoffPeriod] of validated.has(number) ? cutoffs.entries() : []) {
        const { forecasts } = await scoreShard(known, { ...scoring, cutoffPeriod });
        const at = { cutoffPeriod, dataset, index };
        addToLevels(summed.windows[w], shard, forecasts.mean, at);
      }
      const key = shardKey(run, "score", number);
      const { mean } = decodeForecastShard(await lake.read(key), key);
      const at = { cutoffPeriod: dataset.cutoffPeriod, dataset, index };
      addToLevels(summed.published, shard, mean, at);
    }
    return summed;
  };
});
