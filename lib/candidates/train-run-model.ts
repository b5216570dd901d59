import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { readItemVectors } from "#lib/lake/item-vectors.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import type { ForecastTraining } from "#lib/models/forecast-training.ts";
import { fitTextProjection, projectText } from "#lib/models/text-projection.ts";
import { trainForecastNetwork } from "#lib/models/train-forecast-network.ts";
import { boundedShard } from "./bounded-shard.ts";
import { preparedShards } from "./read-shards.ts";

/** What a run's data do not say of a training. */
export interface RunTraining extends Omit<ForecastTraining, "shards" | "text" | "levels"> {
  readonly lake: Lake;
  readonly run: string;
  /** Whether what the items' words say is left out. */
  readonly isWordless?: boolean;
}

/** Trains network and trees on what the steps of a run left, up to `cutoffPeriod`. */
export async function trainRunModel({
  lake,
  run,
  isWordless = false,
  ...training
}: RunTraining): Promise<ForecastModel> {
  const { dataset, cutoffPeriod, seed } = training;
  const text = isWordless ? undefined : await projectedText(lake, run, seed);
  const model = await trainForecastNetwork({
    ...training,
    text: text?.items,
    levels: isWordless ? undefined : await readExpectedLevels(lake, run, cutoffPeriod),
    shards: () => boundedShards(lake, run, dataset, cutoffPeriod),
  });
  return { ...model, textProjection: text?.projection };
}

/** What the items' texts say, in the few numbers that the network reads. */
async function projectedText(lake: Lake, run: string, seed: number) {
  const encoded = await readItemVectors(lake, run);
  const projection = encoded && fitTextProjection(encoded, seed);
  return projection && { projection, items: projectText(projection, encoded) };
}

async function* boundedShards(
  lake: Lake,
  run: string,
  { shardCount }: DatasetDescription,
  cutoffPeriod: number,
): AsyncGenerator<PreparedShard> {
  for await (const shard of preparedShards(lake, run, shardCount)) {
    yield boundedShard(shard, cutoffPeriod);
  }
}
