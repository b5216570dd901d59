import { candidateBlends } from "#lib/candidates/candidate-blends.ts";
import type { Comparison } from "#lib/candidates/comparison.ts";
import { networkName } from "#lib/candidates/member-forecasts.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { type Selection, selectBlends } from "#lib/candidates/select-blends.ts";
import { selectionName, type TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { trainingSummaryName } from "#lib/contracts/training-summary.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { compareCandidates } from "./compare-candidates.ts";
import { describeTraining } from "./describe-training.ts";
import { registerModel } from "./register-model.ts";
import { trainNetwork } from "./train-network.ts";

/** Prepared series in; a network, and which candidate forecasts which segment, out. */
export const trainStep: Step = {
  name: "train",
  needs: ["prepare"],
  version: 1,
  settings: ({ training, quantiles }) => ({ training, quantiles }),
  run: train,
};

async function train(context: StepContext): Promise<StepCounts> {
  const { lake, run } = context;
  const dataset = await readDataset(lake, run);
  const cutoffs = validationCutoffs(dataset);
  if (cutoffs.length === 0) return trainUnvalidated(context, dataset);
  const earliest = Math.min(...cutoffs);
  const trial = await trainNetwork(context, dataset, earliest, "validation network");
  const comparison = await compareCandidates(context, dataset, cutoffs, encodeForecastModel(trial));
  const blends = candidateBlends(true);
  const selection = selectBlends(blends, comparison);
  const model = usesNetwork(selection)
    ? await trainNetwork(context, dataset, dataset.cutoffPeriod, "network")
    : undefined;
  if (!model) context.progress.say("The network beat no baseline on validation; it is not used.");
  return save(context, { dataset, selection, comparison, model, windows: cutoffs.length });
}

/** Too little history to hold any of it back: the simplest method, and no claim about it. */
function trainUnvalidated(context: StepContext, dataset: DatasetDescription): Promise<StepCounts> {
  context.progress.say(
    "The history is too short to compare candidates; the seasonal naive forecast is published.",
  );
  const overall = { name: "seasonal-naive", weights: { "seasonal-naive": 1 } };
  const selection: Selection = { overall, segments: [] };
  return save(context, { dataset, selection, comparison: undefined, model: undefined, windows: 0 });
}

interface Trained {
  readonly dataset: DatasetDescription;
  readonly selection: Selection;
  readonly comparison: Comparison | undefined;
  readonly model: ForecastModel | undefined;
  readonly windows: number;
}

async function save(context: StepContext, trained: Trained): Promise<StepCounts> {
  const { lake, run } = context;
  const { dataset, selection, model, windows } = trained;
  const key = (name: string) => stepKey(run, "train", name);
  const kept: TrainedSelection = { selection, statics: dataset.statics, hasModel: !!model };
  await writeJson(lake, key(selectionName), kept);
  await writeJson(lake, key(trainingSummaryName), describeTraining(trained, run));
  if (model) await registerModel(context, model);
  return {
    "validation windows": windows,
    "training windows": model?.training.windows ?? 0,
    steps: model?.training.steps ?? 0,
    parameters: model?.training.parameters ?? 0,
  };
}

const usesNetwork = ({ overall, segments }: Selection): boolean =>
  [overall, ...segments.map(({ blend }) => blend)].some(({ weights }) => networkName in weights);
