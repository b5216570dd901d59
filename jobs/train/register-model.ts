import { modelFile, type TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { modelKey } from "#lib/contracts/lake-keys.ts";
import type { ModelCard, ModelData } from "#lib/contracts/model-card.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { TrainingSummary } from "#lib/contracts/training-summary.ts";
import { sha256Of } from "#lib/lake/file-hash.ts";
import { readItemEncoder } from "#lib/lake/item-vectors.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import { readRunManifest } from "#lib/run/run-manifest.ts";
import type { StepContext } from "#lib/run/step.ts";
import { tunedSettings } from "./tuned-settings.ts";

interface Registered {
  readonly dataset: DatasetDescription;
  readonly trained: TrainedSelection;
  readonly summary: TrainingSummary;
  readonly network: ForecastModel | undefined;
}

/** Keeps under `models/` what was learned, for the run's next steps and for whoever asks it later. */
export async function registerModel(context: StepContext, given: Registered): Promise<void> {
  const { lake, run } = context;
  const { network, trained } = given;
  const bytes = network && encodeForecastModel(network);
  if (network && bytes) {
    await lake.write(modelKey(run, modelFile.network), bytes);
    await lake.write(modelKey(run, modelFile.onnx), network.onnx);
  }
  await writeJson(lake, modelKey(run, modelFile.selection), trained);
  await writeJson(lake, modelKey(run, modelFile.card), await modelCard(context, given, bytes));
}

async function modelCard(
  { lake, run, config, seed }: StepContext,
  { dataset, summary, network }: Registered,
  bytes: Uint8Array | undefined,
): Promise<ModelCard> {
  const { version, inputs, fingerprints } = await readRunManifest(lake, run);
  const { overall, segments, validationWindows } = summary;
  return {
    model: run,
    name: config.name,
    version,
    intendedUse:
      "Demand of the series of this shop over the horizon, as quantiles, to plan orders by.",
    limits: [
      "Learnt from one retailer's data up to the cutoff: it says nothing of other shops.",
      "It cannot foresee what the data holds no sign of, and corrects nothing for lost sales but what is marked as out of stock.",
      "Contributions explain the model, not the market: they are no measure of cause.",
    ],
    data: {
      ...modelData(dataset, config.quantiles),
      encoder: (await readItemEncoder(lake, run)) ?? null,
    },
    metrics: {
      validationWindows,
      published: overall.published ?? null,
      segments: segments.map(({ segment, series, chosen, reason }) => ({
        ...{ segment, series, chosen, reason },
      })),
    },
    lineage: {
      ...{ run, seed },
      fingerprint: fingerprints.train ?? null,
      inputs: inputs.map(({ path, sha256 }) => ({ path, sha256 })),
    },
    learned:
      network && bytes
        ? {
            ...network.training,
            settings: await tunedSettings(lake, run),
            ...{ bytes: bytes.length, sha256: sha256Of(bytes) },
          }
        : null,
  };
}

function modelData(
  dataset: DatasetDescription,
  quantiles: readonly number[],
): Omit<ModelData, "encoder"> {
  const { cutoff, cutoffPeriod, firstPeriod, season, horizon, target, known, past } = dataset;
  return {
    ...{ cutoff, cutoffPeriod, firstPeriod, season, horizon, target, known, past, quantiles },
    frequency: dataset.calendar.frequency,
    series: dataset.seriesCount,
    attributes: dataset.statics.map(({ name }) => name),
  };
}
