import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { readModelOf, type TrainedSelection } from "#lib/candidates/trained-selection.ts";
import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";

/** The model of a run, held open: the next forecast takes milliseconds. */
export interface ServingModel {
  /** The folder under `models/`. */
  readonly model: string;
  readonly dataset: DatasetDescription;
  readonly settings: ForecastSettings;
  readonly trained: TrainedSelection;
  readonly forecaster: Forecaster | undefined;
  /** What series that have sold little may be expected to. */
  readonly expected: ExpectedLevels | undefined;
  close(): Promise<void>;
}

/** Reads what `run` forecast with. */
export async function openServingModel(
  lake: Lake,
  run: string,
  { threads = 1 } = {},
): Promise<ServingModel> {
  const [dataset, { model, trained, network }] = await Promise.all([
    readDataset(lake, run),
    readModelOf(lake, run),
  ]);
  const asOf = dataset.cutoffPeriod;
  const forecaster = network && (await openRunForecaster(lake, run, network, { threads, asOf }));
  return {
    ...{ model, dataset, trained, forecaster },
    expected: await readExpectedLevels(lake, run, asOf),
    settings: forecastSettings(dataset, trained.quantiles),
    close: async () => forecaster?.close(),
  };
}
