import { boundedShard } from "#lib/candidates/bounded-shard.ts";
import { preparedShards } from "#lib/candidates/read-shards.ts";
import { scaleOf } from "#lib/candidates/series-scale.ts";
import { actualsAfter } from "#lib/candidates/series-window.ts";
import { seriesOf } from "#lib/candidates/shard-forecast.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { ScoreBoard, type Scores } from "#lib/forecasting/score-board.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { Forecaster, LearnedName } from "#lib/models/forecaster.ts";

export interface Exam {
  readonly lake: Lake;
  readonly run: string;
  readonly dataset: DatasetDescription;
  readonly quantiles: QuantileLevels;
  readonly cutoffs: readonly number[];
}

/** How good a model that knows nothing after the earliest cutoff is on what came after each of them. */
export async function scoreLearned(
  forecaster: Forecaster,
  name: LearnedName,
  { lake, run, dataset, quantiles, cutoffs }: Exam,
): Promise<Scores> {
  const board = new ScoreBoard(quantiles);
  const { horizon, season } = dataset;
  for await (const shard of preparedShards(lake, run, dataset.shardCount)) {
    for (const cutoff of cutoffs) {
      const forecasts = await forecaster.forecast(boundedShard(shard, cutoff), cutoff, [name]);
      const made = forecasts.get(name);
      for (let s = 0; made && s < shard.item.length; s++) {
        const actual = actualsAfter(shard, s, cutoff, horizon);
        const scale = scaleOf(shard, s, cutoff, season);
        board.add({ segment: "all", actual, scale, ...seriesOf(made, s, horizon) });
      }
    }
  }
  return board.summary().overall;
}
