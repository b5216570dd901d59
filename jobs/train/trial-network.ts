import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { encodeForecastModel } from "#lib/models/forecast-model.ts";
import type { StepContext } from "#lib/run/step.ts";
import { trainNetwork } from "./train-network.ts";
import { keepWork, readWork } from "./unfinished-work.ts";

/**
 * A network that knows nothing after `cutoffPeriod`, to be compared with the baselines. It is kept until
 * the step is done, so that a step killed later does not train it again.
 */
export async function trialNetwork(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffPeriod: number,
): Promise<Uint8Array> {
  const name = `trial-${cutoffPeriod}.bin`;
  const kept = await readWork(context, name);
  if (kept) return kept;
  const model = await trainNetwork(context, dataset, cutoffPeriod, "trial network");
  const bytes = encodeForecastModel(model);
  await keepWork(context, name, bytes);
  return bytes;
}
