import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { StaticAttribute } from "#lib/contracts/prepared-shard.ts";
import type { Calibration } from "#lib/forecasting/calibration.ts";
import type { Selection } from "#lib/forecasting/choose-candidates.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** What training leaves for scoring beside the network: `train/selection.json`. */
export interface TrainedSelection {
  /** Names of `candidate-blends`, by segment. */
  readonly selection: Selection;
  readonly calibration: Calibration | undefined;
  /** Attributes and labels whose codes the network learned. */
  readonly statics: readonly StaticAttribute[];
  /** Whether there is a `train/model.bin`. */
  readonly hasModel: boolean;
}

export const selectionName = "selection.json";
export const modelFileName = "model.bin";

export const readTrainedSelection = (lake: Lake, run: string): Promise<TrainedSelection> =>
  requireJson<TrainedSelection>(lake, stepKey(run, "train", selectionName));
