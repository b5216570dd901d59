import { stepTraining } from "#lib/candidates/step-training.ts";
import { trainRunModel } from "#lib/candidates/train-run-model.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import type { StepContext } from "#lib/run/step.ts";
import { tunedSettings } from "./tuned-settings.ts";
import { keepWork, readWork } from "./unfinished-work.ts";

const checkpointName = (cutoffPeriod: number): string => `checkpoint-${cutoffPeriod}.safetensors`;

/** Trains the network of a run on what lies up to `cutoffPeriod`; goes on where an earlier try stopped. */
export async function trainNetwork(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffPeriod: number,
  stage: string,
): Promise<ForecastModel> {
  return await trainRunModel({
    ...stepTraining(context, stage),
    ...{ dataset, cutoffPeriod },
    settings: await tunedSettings(context.lake, context.run),
    checkpoints: {
      read: () => readWork(context, checkpointName(cutoffPeriod)),
      save: (bytes) => keepWork(context, checkpointName(cutoffPeriod), bytes),
    },
  });
}
