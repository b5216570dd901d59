import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { isBaseline } from "#lib/candidates/member-forecasts.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { modelFile, type TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { untried } from "#lib/candidates/untried.ts";
import type { ValidatedForecast } from "#lib/candidates/validate-shard.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import { modelKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { TrainingSummary } from "#lib/contracts/training-summary.ts";
import type { WordsChoice } from "#lib/contracts/words-choice.ts";
import { chosenMembers, type Selection } from "#lib/forecasting/choose-blends.ts";
import type { Corrections } from "#lib/forecasting/corrections.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { type Champion, findChampion } from "./champion.ts";
import { describeTraining } from "./describe-training.ts";
import { keepChampion, passGate } from "./gate.ts";
import { registerModel } from "./register-model.ts";
import { trainNetwork } from "./train-network.ts";
import { trialNetwork } from "./trial-network.ts";
import { dropWork } from "./unfinished-work.ts";
import { validate } from "./validate.ts";

/** Prepared series in; a network, and which candidate forecasts which segment, out. */
export const trainStep: Step = {
  name: "train",
  needs: ["prepare", "embed", "signals", "tune"],
  version: 9,
  settings: ({ training, quantiles }) => ({ training, quantiles }),
  run: train,
};

async function train(context: StepContext): Promise<StepCounts> {
  const dataset = await readDataset(context.lake, context.run);
  const champion = await findChampion(context, dataset);
  if (context.config.training.when === "drift" && champion?.state.drift.length === 0) {
    await keepChampion(context, champion);
    return { kept: champion.state.model };
  }
  return learn(context, dataset, champion);
}

async function learn(
  context: StepContext,
  dataset: DatasetDescription,
  champion: Champion | undefined,
): Promise<StepCounts> {
  const cutoffs = validationCutoffs(dataset);
  const earliest = cutoffs.at(-1);
  if (earliest === undefined) {
    context.progress.say(untried.reason);
    return save(context, { dataset, champion, selection: untried.selection, windows: 0 });
  }
  const trial = await trialNetwork(context, dataset, earliest);
  await context.lake.write(modelKey(context.run, modelFile.trial), trial);
  const validated = await validate(context, dataset, cutoffs, trial);
  const trained = { dataset, champion, ...validated, windows: cutoffs.length };
  if ([...chosenMembers(validated.selection)].every(isBaseline)) {
    context.progress.say("Network and trees beat no baseline on validation; they are not used.");
    return save(context, trained);
  }
  const model = await trainNetwork(context, dataset, dataset.cutoffPeriod, "network");
  return save(context, { ...trained, model });
}

interface Trained {
  readonly dataset: DatasetDescription;
  readonly selection: Selection;
  readonly corrections?: Corrections;
  readonly words?: WordsChoice | undefined;
  readonly forecasts?: readonly ValidatedForecast[];
  readonly model?: ForecastModel;
  readonly windows: number;
  readonly champion: Champion | undefined;
}

async function save(context: StepContext, trained: Trained): Promise<StepCounts> {
  const { run, config } = context;
  const { dataset, selection, corrections, words, model, windows } = trained;
  const kept: TrainedSelection = {
    selection,
    corrections,
    words,
    quantiles: config.quantiles,
    statics: dataset.statics,
    hasModel: model !== undefined,
  };
  const settings = forecastSettings(dataset, config.quantiles);
  const summary = describeTraining({ ...trained, settings }, run);
  await registerModel(context, { dataset, trained: kept, summary, network: model });
  await passGate(context, summary, coverageOf(summary, trained.forecasts), trained.champion);
  await dropWork(context);
  return {
    "validation windows": windows,
    "training windows": model?.training.windows ?? 0,
    steps: model?.training.steps ?? 0,
    parameters: model?.training.parameters ?? 0,
  };
}

/** Known periods below which a share says nothing. */
const leastPeriods = 200;

/** Share of validation periods within the outer quantiles of what was chosen and corrected. */
function coverageOf(
  { overall }: TrainingSummary,
  forecasts: readonly ValidatedForecast[] = [],
): number | undefined {
  const known = forecasts.reduce((sum, { actual }) => sum + actual.filter(isKnown).length, 0);
  return known < leastPeriods ? undefined : overall.published?.coverage;
}

const isKnown = (value: number): boolean => !Number.isNaN(value);
