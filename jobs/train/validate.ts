import { blendValidated } from "#lib/candidates/blend-validated.ts";
import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { isBaseline, memberNames, priorWeight } from "#lib/candidates/member-forecasts.ts";
import { someShards } from "#lib/candidates/some-shards.ts";
import type { ValidatedForecast } from "#lib/candidates/validate-shard.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { WordsChoice } from "#lib/contracts/words-choice.ts";
import { chooseBlends, type Selection } from "#lib/forecasting/choose-blends.ts";
import { type Corrections, learnCorrections } from "#lib/forecasting/corrections.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { learnedNames } from "#lib/models/forecaster.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import { chooseWords, withChosenWords } from "./choose-words.ts";
import type { ValidateShared } from "./validate-worker.ts";

const workerModule = new URL("./validate-worker.ts", import.meta.url);

/** Bytes that validation forecasts may take: enough to tell members apart. */
const memoryBudget = 96 * 2 ** 20;

export interface Validated {
  readonly forecasts: readonly ValidatedForecast[];
  readonly selection: Selection;
  readonly words: WordsChoice | undefined;
  readonly corrections: Corrections;
}

/** Compares all members on the validation windows, weighs them, and calibrates what was chosen. */
export async function validate(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffs: readonly number[],
  model: Uint8Array,
): Promise<Validated> {
  const settings = forecastSettings(dataset, context.config.quantiles);
  const { lake, run, threads, signal, progress } = context;
  const most = mostSeries(settings, cutoffs.length);
  const shards = someShards(dataset, most);
  const shared: ValidateShared = {
    ...{ lake: lake.address, run, settings, cutoffs, model },
    mostSeries: Math.ceil(most / shards.length),
  };
  const made = await mapOnWorkers<number, ValidatedForecast[]>(workerModule, shared, shards, {
    ...{ threads, signal },
    onDone: (done) => progress.report(done, shards.length, "comparing"),
  });
  const words = chooseWords(made.flat(), settings.levels);
  const forecasts = withChosenWords(made.flat(), words);
  const selection = chooseBlends(
    forecasts,
    { names: memberNames, isBaseline, priorWeight },
    settings.levels,
  );
  const blended = blendValidated(forecasts, selection, memberNames, settings.levels);
  return { forecasts, selection, words, corrections: learnCorrections(blended, settings) };
}

function mostSeries({ horizon, levels }: ForecastSettings, windows: number): number {
  const kept = memberNames.length + learnedNames.length;
  const bytes = 4 * kept * horizon * (levels.length + 2) * windows;
  return Math.max(1, Math.floor(memoryBudget / bytes));
}
