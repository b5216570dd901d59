import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { LearningSettings } from "#lib/contracts/tuning.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { ShuffledRows } from "#lib/domain/shuffled-rows.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { oneCycle } from "#lib/engine/schedules.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { train } from "#lib/engine/train.ts";
import { exportGradients } from "#lib/layers/export-gradients.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { explainedRows } from "./explain-network.ts";
import { ensembleForecast, ensembleLoss } from "./forecast-ensemble.ts";
import type { ForecastModel } from "./forecast-model.ts";
import type { ForecastNetwork, NetworkSize } from "./forecast-network.ts";
import { type ForecastPlan, planForecast, readsWords, windowLengths } from "./forecast-plan.ts";
import { growForest } from "./grow-forest.ts";
import { heldBatches, heldWindows, type LossWatch } from "./held-windows.ts";
import { explainedInputs } from "./input-columns.ts";
import { StatisticsReader } from "./input-statistics.ts";
import type { ItemText } from "./item-text.ts";
import { plannedEffort } from "./learning-settings.ts";
import { explanationInputs, forecastInputs, forecastTargets } from "./network-inputs.ts";
import {
  type EffortPlan,
  stepsFor,
  type TrainingEffort,
  windowsWithin,
} from "./training-effort.ts";
import { countOrigins, OriginPicker, originRange, seenPeriods } from "./training-origins.ts";
import { TrainingWindows } from "./training-windows.ts";
import { WindowFeatures } from "./window-features.ts";

/** Told how far training is; `note` is a few words such as `loss 0.214`. */
interface TrainingProgress {
  report(done: number, total: number, note?: string): void;
  /** A sentence that the reader should see, such as a fallback taken. */
  say?(sentence: string): void;
}

/** Where a training that is interrupted leaves how far it came. */
interface TrainingCheckpoints {
  /** The last one saved by a training of the same inputs. */
  read(): Promise<Uint8Array | undefined>;
  save(checkpoint: Uint8Array): Promise<void>;
}

export interface ForecastTraining {
  readonly dataset: DatasetDescription;
  /** Nothing after it is read, save known covariates of periods up to it. */
  readonly cutoffPeriod: number;
  readonly quantiles: QuantileLevels;
  /** Past periods the network reads; 0 chooses. */
  readonly context: number;
  readonly effort: TrainingEffort;
  /** What differs from the effort's own settings, and from `context`. */
  readonly settings?: LearningSettings;
  /** Another than the project's own, to be compared with it. */
  readonly network?: ForecastNetwork;
  /** Known covariates, such as the own price, with which no forecast rises. */
  readonly fallsWith?: readonly string[];
  /** Share of a whole training, 0 … 1; all of it unless told. */
  readonly budget?: number;
  readonly device?: "cpu" | "cuda";
  readonly seed: number;
  readonly threads: number;
  /** All shards in their order, one held at a time; read twice. */
  readonly shards: () => AsyncIterable<PreparedShard>;
  readonly text?: ItemText | undefined;
  /** As of `cutoffPeriod`. */
  readonly levels?: ExpectedLevels | undefined;
  readonly progress: TrainingProgress;
  readonly signal: AbortSignal;
  readonly checkpoints?: TrainingCheckpoints;
  /** Told of the loss on windows right after the cutoff, from which nothing is learned. */
  readonly watch?: LossWatch;
}

class NothingToLearnError extends ShelfcastError {
  readonly code = "NOTHING_TO_LEARN";
  override readonly kind = "data";

  constructor(seriesCount: number) {
    super(
      `None of the ${seriesCount} series has an observed value up to the cutoff to learn from.`,
      "Choose a later cutoff, or check which rows of the sales table were accepted.",
    );
  }
}

/** Learns one network and one forest for all series from windows sampled over series and time. */
export async function trainForecastNetwork(training: ForecastTraining): Promise<ForecastModel> {
  const { dataset, effort, settings, budget } = training;
  const plan = plannedEffort(effort, settings, budget);
  const survey = await surveyShards(training);
  const features = new WindowFeatures(survey.plan, training.text, training.levels);
  const windows = await sampleWindows(training, features, plan, survey.origins);
  if (windows.count === 0) throw new NothingToLearnError(dataset.seriesCount);
  const held = training.watch && (await heldWindows(training, features));
  return learn(training, survey.plan, plan, windows, held);
}

/** First reading: statistics of the inputs, and how many origins there are. */
async function surveyShards(training: ForecastTraining) {
  const { dataset, cutoffPeriod, quantiles, text, levels } = training;
  const context = training.settings?.context ?? training.context;
  const reader = new StatisticsReader(dataset, cutoffPeriod);
  const rules = originRules(training, windowLengths(dataset, context).context);
  let origins = 0;
  for await (const shard of training.shards()) {
    training.signal.throwIfAborted();
    reader.add(shard);
    origins += countOrigins(shard, rules);
  }
  const plan = planForecast(dataset, reader.finish(), {
    levels: quantiles,
    context,
    textWidth: text?.width ?? 0,
    expectsLevels: levels !== undefined,
    ...(training.fallsWith && { fallsWith: training.fallsWith }),
    lastPeriod: cutoffPeriod,
  });
  return { plan, origins };
}

const originRules = ({ dataset, cutoffPeriod }: ForecastTraining, context: number) => ({
  firstPeriod: dataset.firstPeriod,
  lastPeriod: cutoffPeriod,
  horizon: dataset.horizon,
  context,
});

/** Share of windows that words are kept from, so that a forecast can be asked for without them. */
const wordlessShare = 0.2;

/** Second reading: the windows to learn from, with their features. */
async function sampleWindows(
  training: ForecastTraining,
  features: WindowFeatures,
  effort: EffortPlan,
  origins: number,
): Promise<TrainingWindows> {
  const { cutoffPeriod, seed, signal } = training;
  const bytes = TrainingWindows.bytesPerWindow(features);
  const wanted = Math.min(origins, windowsWithin(effort, bytes));
  const windows = new TrainingWindows(features, cutoffPeriod, wanted);
  const { context } = features.plan.windows;
  const rules = originRules(training, context);
  const young = seededRandom(seed, "young");
  const wordless = seededRandom(seed, "wordless");
  const isWordless = () => readsWords(features.plan) && wordless.uniform() < wordlessShare;
  const picker = new OriginPicker(origins, wanted, seededRandom(seed, "origins"));
  for await (const shard of training.shards()) {
    signal.throwIfAborted();
    for (let series = 0; series < shard.item.length; series++) {
      const range = originRange(shard, series, rules);
      if (range === undefined) continue;
      for (const origin of picker.pick(range.first, range.last)) {
        const seen = seenPeriods(young, context);
        windows.add({ shard, series, origin, seen, isWordless: isWordless() });
      }
    }
  }
  windows.weigh();
  return windows;
}

/** Steps over which the reported loss is averaged. */
const reportEvery = 20;
/** Steps that are lost at most when the machine goes without a notice. */
const checkpointEvery = 100;
const weightDecay = 0.01;

async function learn(
  training: ForecastTraining,
  plan: ForecastPlan,
  effort: EffortPlan,
  windows: TrainingWindows,
  held?: TrainingWindows,
): Promise<ForecastModel> {
  const { seed, threads, device = "cpu", progress, signal, checkpoints, watch } = training;
  const { size } = effort;
  const forest = growForest(plan, windows, effort, training);
  const batchSize = Math.min(effort.batchSize, windows.count);
  const steps = stepsFor(effort, windows.count);
  const order = new ShuffledRows(windows.count, batchSize, seed);
  const earlier = splitCheckpoint(await checkpoints?.read());
  const loss = new RecentLoss(training.progress, steps, size.members, earlier.loss);
  const { weights } = await train({
    inputs: { ...forecastInputs(plan), ...forecastTargets(plan) },
    batchSize,
    steps,
    optimizer: adamW({ weightDecay }),
    learningRate: oneCycle({ peak: effort.learningRate, steps }),
    clipNorm: 1,
    seed,
    ...{ threads, device, say: (sentence: string) => progress.say?.(sentence) },
    signal,
    resume: earlier.state,
    ...(checkpoints && {
      checkpoint: {
        every: checkpointEvery,
        save: (state) => checkpoints.save(joinCheckpoint(loss.mean, state)),
      },
    }),
    loss: (scope, nodes) => ensembleLoss(scope, nodes, plan, size, training.network),
    batchAt: (step) => windows.gather(order.at(step)),
    ...(held && { validation: watchedBy(held, batchSize, steps) }),
    onProgress: ({ step, metrics, validationLoss }) => {
      loss.add(step, metrics.loss as number);
      if (validationLoss !== undefined) watch?.(step, validationLoss / size.members);
    },
  });
  const parameters = [...weights.values()].reduce((total, { data }) => total + data.length, 0);
  const summary = { windows: windows.count, steps, members: size.members, parameters };
  const graphs = exportForecast(plan, size, weights, training.network);
  return { plan, ...graphs, forest, training: { ...summary, loss: loss.mean } };
}

/** Points of the curve that is told of. */
const watchedPoints = 10;

const watchedBy = (held: TrainingWindows, batchSize: number, steps: number) => ({
  every: Math.max(1, Math.floor(steps / watchedPoints)),
  batches: heldBatches(held, batchSize),
  returns: "last" as const,
});

/** The network that forecasts, and its mean with gradients. */
function exportForecast(
  plan: ForecastPlan,
  size: NetworkSize,
  weights: Weights,
  network?: ForecastNetwork,
) {
  const forecast = (scope: Scope, nodes: Readonly<Record<string, Node>>) =>
    ensembleForecast(scope, nodes, plan, size, network);
  return {
    onnx: exportModel({ network: forecast, inputs: forecastInputs(plan), weights }),
    gradients: exportGradients({
      output: (scope, nodes) => forecast(scope, nodes).mean,
      inputs: explanationInputs(plan),
      weights,
      by: explainedInputs.filter((name) => name in explanationInputs(plan)),
      rows: explainedRows,
    }),
  };
}

/** The recent loss, 8 bytes, before the engine's state: the model's card tells it. */
function joinCheckpoint(loss: number, state: Uint8Array): Uint8Array {
  const joined = new Uint8Array(8 + state.length);
  new DataView(joined.buffer).setFloat64(0, loss, true);
  joined.set(state, 8);
  return joined;
}

function splitCheckpoint(joined: Uint8Array | undefined) {
  if (joined === undefined) return { loss: 0, state: undefined };
  const loss = new DataView(joined.buffer, joined.byteOffset).getFloat64(0, true);
  return { loss, state: joined.subarray(8) };
}

/** The loss of one member over the last steps, told to whoever waits. */
class RecentLoss {
  mean: number;
  readonly #progress: TrainingProgress;
  readonly #steps: number;
  readonly #members: number;

  constructor(progress: TrainingProgress, steps: number, members: number, mean: number) {
    this.mean = mean;
    this.#progress = progress;
    this.#steps = steps;
    this.#members = members;
  }

  add(step: number, loss: number): void {
    this.mean += (loss / this.#members - this.mean) / Math.min(step, reportEvery);
    if (step % reportEvery > 0) return;
    this.#progress.report(step, this.#steps, `loss ${this.mean.toFixed(4)}`);
  }
}
