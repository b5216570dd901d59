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
import type { NetworkSize } from "./forecast-network.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { ForecastTraining, TrainingProgress } from "./forecast-training.ts";
import { growForest } from "./grow-forest.ts";
import { heldBatches } from "./held-windows.ts";
import { explainedInputs } from "./input-columns.ts";
import { explanationInputs, forecastInputs, forecastTargets } from "./network-inputs.ts";
import { type EffortPlan, stepsFor } from "./training-effort.ts";
import type { TrainingWindows } from "./training-windows.ts";

/** Steps over which the reported loss is averaged. */
const reportEvery = 20;
/** Steps that are lost at most when the machine goes without a notice. */
const checkpointEvery = 100;
const weightDecay = 0.01;

/**
 * Trains the network, and grows the trees, on windows.
 *
 * @param held windows whose loss is watched, where there are any
 */
export async function learnWindows(
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
  const graphs = exportForecast(plan, size, weights, training);
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
  { network, int8 = false }: ForecastTraining,
) {
  const forecast = (scope: Scope, nodes: Readonly<Record<string, Node>>) =>
    ensembleForecast(scope, nodes, plan, size, network);
  return {
    onnx: exportModel({
      ...{ network: forecast, inputs: forecastInputs(plan), weights },
      int8: () => int8,
    }),
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
