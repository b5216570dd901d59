import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { encodeForecastModel } from "#lib/models/forecast-model.ts";
import type { StepContext } from "#lib/run/step.ts";
import { trainNetwork } from "./train-network.ts";

/**
 * A network that knows nothing after `cutoffPeriod`, to be compared with the baselines. It is kept until
 * the step is done, so that a step killed later does not train it again.
 */
export async function trialNetwork(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffPeriod: number,
): Promise<Uint8Array> {
  const path = join(context.scratch, `trial-${cutoffPeriod}.bin`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept) return kept;
  const model = await trainNetwork(context, dataset, cutoffPeriod, "trial network");
  const bytes = encodeForecastModel(model);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  return bytes;
}
