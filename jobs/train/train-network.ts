import { boundedShard } from "#lib/candidates/bounded-shard.ts";
import { preparedShards } from "#lib/candidates/read-shards.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { readItemVectors } from "#lib/lake/item-vectors.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import { fitTextProjection, projectText } from "#lib/models/text-projection.ts";
import { trainForecastNetwork } from "#lib/models/train-forecast-network.ts";
import type { StepContext } from "#lib/run/step.ts";
import { keepWork, readWork } from "./unfinished-work.ts";

const checkpointName = (cutoffPeriod: number): string => `checkpoint-${cutoffPeriod}.safetensors`;

/** Trains the network of a run on what lies up to `cutoffPeriod`; goes on where an earlier try stopped. */
export async function trainNetwork(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffPeriod: number,
  stage: string,
): Promise<ForecastModel> {
  const { lake, run, config, seed, threads, progress, signal } = context;
  const text = await projectedText(lake, run, seed);
  const model = await trainForecastNetwork({
    dataset,
    text: text?.items,
    levels: await readExpectedLevels(lake, run, cutoffPeriod),
    cutoffPeriod,
    quantiles: config.quantiles,
    context: config.training.context,
    effort: config.training.effort,
    device: config.training.device,
    seed,
    threads,
    shards: () => boundedShards(context, dataset, cutoffPeriod),
    progress: {
      report: (done, total, note = "") => progress.report(done, total, `${stage}, ${note}`),
      say: (sentence) => progress.say(sentence),
    },
    signal,
    checkpoints: {
      read: () => readWork(context, checkpointName(cutoffPeriod)),
      save: (bytes) => keepWork(context, checkpointName(cutoffPeriod), bytes),
    },
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
  { lake, run }: StepContext,
  { shardCount }: DatasetDescription,
  cutoffPeriod: number,
): AsyncGenerator<PreparedShard> {
  for await (const shard of preparedShards(lake, run, shardCount)) {
    yield boundedShard(shard, cutoffPeriod);
  }
}
