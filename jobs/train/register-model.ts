import { modelFileName } from "#lib/candidates/trained-selection.ts";
import { modelKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import type { StepContext } from "#lib/run/step.ts";

/** Keeps the network for the run's next steps, and under `models/` for whoever asks it later. */
export async function registerModel(context: StepContext, model: ForecastModel): Promise<void> {
  const { lake, run, config, asOf, seed } = context;
  await lake.write(stepKey(run, "train", modelFileName), encodeForecastModel(model));
  await lake.write(modelKey(run, "model.onnx"), model.onnx);
  await writeJson(lake, modelKey(run, "card.json"), {
    model: run,
    name: config.name,
    asOf: asOf ?? null,
    seed,
    intendedUse: "Demand of the series of this run, over its horizon, as quantiles.",
    limits: "Learnt from one retailer's data up to the cutoff; says nothing of other shops.",
    plan: model.plan,
    training: model.training,
  });
}
