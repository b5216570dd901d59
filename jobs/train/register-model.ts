import { modelFile, type TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { modelKey } from "#lib/contracts/lake-keys.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import type { StepContext } from "#lib/run/step.ts";

/** Keeps under `models/` what was learned, for the run's next steps and for whoever asks it later. */
export async function registerModel(
  context: StepContext,
  trained: TrainedSelection,
  network: ForecastModel | undefined,
): Promise<void> {
  const { lake, run, config, asOf, seed } = context;
  if (network) {
    await lake.write(modelKey(run, modelFile.network), encodeForecastModel(network));
    await lake.write(modelKey(run, modelFile.onnx), network.onnx);
  }
  await writeJson(lake, modelKey(run, modelFile.selection), trained);
  await writeJson(lake, modelKey(run, modelFile.card), {
    model: run,
    name: config.name,
    asOf: asOf ?? null,
    seed,
    intendedUse: "Demand of the series of this run, over its horizon, as quantiles.",
    limits: "Learnt from one retailer's data up to the cutoff; says nothing of other shops.",
    plan: network?.plan ?? null,
    training: network?.training ?? null,
  });
}
