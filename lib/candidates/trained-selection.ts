import { modelKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { StaticAttribute } from "#lib/contracts/prepared-shard.ts";
import { type TrainingSummary, trainingSummaryName } from "#lib/contracts/training-summary.ts";
import type { WordsChoice } from "#lib/contracts/words-choice.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { Selection } from "#lib/forecasting/choose-blends.ts";
import type { Corrections } from "#lib/forecasting/corrections.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Names of a model's files, to be passed to `modelKey(model, name)`. */
export const modelFile = {
  /** What training chose: `TrainedSelection`. */
  selection: "selection.json",
  /** Plan and weights of the network, where one is used. */
  network: "model.bin",
  /** A network that knows nothing of the validation windows: what judges by them uses it. */
  trial: "trial.bin",
  /** The same network for other readers. */
  onnx: "model.onnx",
  card: "card.json",
} as const;

/** What training leaves for scoring beside the network. */
export interface TrainedSelection {
  /** Weights of members, by segment. */
  readonly selection: Selection;
  /** Undefined where nothing was validated. */
  readonly corrections: Corrections | undefined;
  /** Where words count; undefined where the model reads none. */
  readonly words?: WordsChoice | undefined;
  readonly quantiles: QuantileLevels;
  /** Attributes and labels whose codes the network learned. */
  readonly statics: readonly StaticAttribute[];
  /** Whether there is a network. */
  readonly hasModel: boolean;
}

/** All that forecasts are made with. */
export interface RegisteredModel {
  /** The folder under `models/`. */
  readonly model: string;
  readonly trained: TrainedSelection;
  /** Bytes of the network; undefined where no segment uses it. */
  readonly network: Uint8Array | undefined;
}

/** The network that knew nothing of the validation windows; undefined where none was tried. */
export const readTrial = async (lake: Lake, model: string): Promise<Uint8Array | undefined> => {
  const key = modelKey(model, modelFile.trial);
  return (await lake.stat(key)) === undefined ? undefined : await lake.read(key);
};

async function readModel(lake: Lake, model: string): Promise<RegisteredModel> {
  const trained = await requireJson<TrainedSelection>(lake, modelKey(model, modelFile.selection));
  const network = trained.hasModel
    ? await lake.read(modelKey(model, modelFile.network))
    : undefined;
  return { model, trained, network };
}

/** The model by which `run` forecasts: its own, or an earlier one that it kept. */
export async function readModelOf(lake: Lake, run: string): Promise<RegisteredModel> {
  const { model } = await requireJson<TrainingSummary>(
    lake,
    stepKey(run, "train", trainingSummaryName),
  );
  return readModel(lake, model);
}
