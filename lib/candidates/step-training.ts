import type { ForecastTraining, TrainingProgress } from "#lib/models/forecast-training.ts";
import type { RunTraining } from "./train-run-model.ts";

/** A step of a run, as far as the trainings in it go. */
interface TrainingStep extends Pick<RunTraining, "lake" | "run" | "seed" | "threads" | "signal"> {
  readonly config: Pick<ForecastTraining, "quantiles"> & {
    readonly training: Required<
      Pick<ForecastTraining, "effort" | "context" | "device" | "fallsWith">
    >;
  };
  readonly progress: Required<TrainingProgress>;
}

/**
 * What is the same for every training in a step.
 *
 * @param stage  told with the progress
 */
export function stepTraining(
  { lake, run, config, seed, threads, signal, progress }: TrainingStep,
  stage: string,
): Omit<RunTraining, "dataset" | "cutoffPeriod"> {
  const { effort, context, device, fallsWith } = config.training;
  return {
    ...{ lake, run, seed, threads, signal, quantiles: config.quantiles },
    ...{ effort, context, device, fallsWith },
    progress: {
      report: (done, total, note = "") => progress.report(done, total, `${stage}, ${note}`),
      say: (sentence) => progress.say(sentence),
    },
  };
}
