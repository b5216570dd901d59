import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import type { ForecastTraining } from "#lib/models/forecast-training.ts";
import { type LearnedForecast, type LearnedName, openForecaster } from "#lib/models/forecaster.ts";
import type { ItemText } from "#lib/models/item-text.ts";
import { trainForecastNetwork } from "#lib/models/train-forecast-network.ts";

export const levels = [0.05, 0.25, 0.5, 0.75, 0.95];

type Given = Pick<ForecastTraining, "dataset" | "cutoffPeriod"> & Partial<ForecastTraining>;

/** A quick training with seed 1 on one thread. */
export const train = (shards: readonly PreparedShard[], given: Given): Promise<ForecastModel> =>
  trainForecastNetwork({
    quantiles: levels,
    context: 0,
    effort: "quick",
    seed: 1,
    threads: 1,
    shards: async function* () {
      yield* shards;
    },
    progress: { report: () => undefined },
    signal: new AbortController().signal,
    ...given,
  });

export async function forecastOnce(
  model: ForecastModel,
  shard: PreparedShard,
  cutoffPeriod: number,
  text?: ItemText,
  name: LearnedName = "network",
): Promise<LearnedForecast> {
  const forecaster = await openForecaster(model, { threads: 1, text });
  try {
    const forecasts = await forecaster.forecast(shard, cutoffPeriod, [name]);
    return forecasts.get(name) as LearnedForecast;
  } finally {
    await forecaster.close();
  }
}
