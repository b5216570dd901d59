import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { someShards } from "#lib/candidates/some-shards.ts";
import { stepTraining } from "#lib/candidates/step-training.ts";
import { trainRunModel } from "#lib/candidates/train-run-model.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { CurvePoint, Trial, TrialRecord } from "#lib/contracts/tuning.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import { type SeriesTrial, sumTrial } from "./series-trial.ts";
import type { TrialShared } from "./trial-worker.ts";

/** What all trials of a run share. */
export interface Trying {
  readonly context: StepContext;
  readonly dataset: DatasetDescription;
  /** Validation cutoffs, latest first; training knows nothing after the last of them. */
  readonly cutoffs: readonly number[];
}

export type TrialTask = Pick<Trial, "trial" | "rung" | "budget" | "settings">;

/** Trains with some settings up to the earliest validation cutoff, and scores what comes after it. */
export async function runTrial(trying: Trying, task: TrialTask): Promise<TrialRecord> {
  const began = performance.now();
  const curve: CurvePoint[] = [];
  const model = await trainTrial(trying, task, (step, loss) => curve.push({ step, loss }));
  const { steps, parameters } = model.training;
  const scored = sumTrial(await scoreTrial(trying, model));
  const seconds = Math.round(performance.now() - began) / 1000;
  return { ...task, steps, parameters, curve, ...scored, seconds };
}

function trainTrial(
  { context, dataset, cutoffs }: Trying,
  { trial, rung, budget, settings }: TrialTask,
  watch: (step: number, loss: number) => void,
): Promise<ForecastModel> {
  const stage = rung === 0 ? `trial ${trial}` : `trial ${trial} on rung ${rung}`;
  return trainRunModel({
    ...stepTraining(context, stage),
    ...{ dataset, cutoffPeriod: Math.min(...cutoffs), settings, budget, watch },
  });
}

/** Series that are enough to tell settings apart. */
const mostSeries = 2000;

async function scoreTrial(
  { context, dataset, cutoffs }: Trying,
  model: ForecastModel,
): Promise<SeriesTrial[]> {
  const { lake, run, config, threads, signal, progress } = context;
  const shards = someShards(dataset, mostSeries);
  const shared: TrialShared = {
    ...{ lake: lake.address, run, cutoffs, model: encodeForecastModel(model) },
    settings: forecastSettings(dataset, config.quantiles),
    mostSeries: Math.ceil(mostSeries / shards.length),
  };
  const module = new URL("./trial-worker.ts", import.meta.url);
  const scored = await mapOnWorkers<number, SeriesTrial[]>(module, shared, shards, {
    ...{ threads, signal },
    onDone: (done) => progress.report(done, shards.length, "comparing"),
  });
  return scored.flat();
}
